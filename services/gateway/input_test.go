package gateway

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

func TestBadBodies(t *testing.T) {
	d := open(t, nil)
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	cases := []struct {
		name, kind, body string
		status           int
		code, location   string
	}{
		{"unknown field", "application/json", `{"email":"a@b.c","admin":true}`, 422, "validation_failed", "body.admin"},
		{"case variant", "application/json", `{"email":"a@b.c","EMAIL":"x@y.z"}`, 422, "validation_failed", "body.EMAIL"},
		{"missing field", "application/json", `{}`, 422, "validation_failed", "body.email"},
		{"wrong type", "application/json", `{"email":17}`, 422, "validation_failed", "body.email"},
		{"null", "application/json", `null`, 422, "validation_failed", "body"},
		{"a list", "application/json", `[]`, 422, "validation_failed", "body"},
		{"too long", "application/json", `{"email":"` + strings.Repeat("a", 255) + `"}`, 422, "validation_failed", "body.email"},
		{"duplicate", "application/json", `{"email":"a@b.c","email":"x@y.z"}`, 400, "malformed_json", "body.email"},
		{"invalid UTF-8", "application/json", "{\"email\":\"\xff\xfe\"}", 400, "malformed_json", "body"},
		{"cut short", "application/json", `{"email":"a@b.`, 400, "malformed_json", "body"},
		{"two values", "application/json", `{"email":"a@b.c"}{}`, 400, "malformed_json", "body"},
		{"nothing", "application/json", ``, 400, "malformed_json", ""},
		{"deep", "application/json", deep, 400, "malformed_json", "body"},
		{"huge", "application/json", `{"email":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "body_too_large", ""},
		{"form", "application/x-www-form-urlencoded", `email=a`, 415, "unsupported_media_type", ""},
		{"XML", "application/xml", `<email/>`, 415, "unsupported_media_type", ""},
		{"text", "text/plain", `{"email":"a@b.c"}`, 415, "unsupported_media_type", ""},
		{"a relative of JSON", "application/merge-patch+json", `{"email":"a@b.c"}`, 415, "unsupported_media_type", ""},
		{"another charset", "application/json; charset=utf-16", `{"email":"a@b.c"}`, 415, "unsupported_media_type", ""},
		{"no type", "-", `{"email":"a@b.c"}`, 415, "unsupported_media_type", ""},
		{"rubbish for a type", ";;", `{"email":"a@b.c"}`, 415, "unsupported_media_type", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"Content-Type: " + c.kind}
			if c.kind == "-" {
				headers = []string{"Content-Type: "}
			}
			p := d.want(d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader(c.body), headers...), c.status, c.code)
			switch {
			case c.location == "" && len(p.Errors) > 0:
				t.Errorf("got %+v; want no field named", p.Errors)
			case c.location != "" && (len(p.Errors) != 1 || p.Errors[0].Location != c.location):
				t.Errorf("got %+v; want %s named", p.Errors, c.location)
			}
		})
	}
}

func TestCompressedBodiesAreRefused(t *testing.T) {
	d := open(t, nil)

	r := d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader("\x1f\x8b"), "Content-Encoding: gzip")

	d.want(r, 415, "unsupported_media_type")
}

func TestHugeBodyWithoutALength(t *testing.T) {
	d := open(t, nil)
	body := io.MultiReader(strings.NewReader(`{"email":"`), strings.NewReader(strings.Repeat("a", 2<<20)), strings.NewReader(`"}`))

	r := d.do(http.MethodPost, "/api/v1/auth/send-otp", body)

	d.want(r, 413, "body_too_large")
}

func TestProblemsDoNotRepeatTheBody(t *testing.T) {
	d := open(t, nil)
	const secret = "correct-horse-battery"
	for _, body := range []string{
		`{"email":"` + secret, `{"email":["` + secret + `"]}`, `"` + secret + `"`, `{"email":{"x":"` + secret + `"}}`,
		`{"email":"` + strings.Repeat(secret, 50) + `"}`, secret,
	} {
		r := d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader(body))
		if r.StatusCode < 400 || bytes.Contains(r.body, []byte(secret)) {
			t.Errorf("%.40s: got %d %s; want a refusal that doesn't quote", body, r.StatusCode, r.body)
		}
	}
}

func TestBadQueries(t *testing.T) {
	d := open(t, nil)
	for query, location := range map[string]string{
		"limit=0": "query.limit", "limit=101": "query.limit", "limit=x": "query.limit", "limit=1e2": "query.limit",
		"kind=gift": "query.kind", "cursor=" + strings.Repeat("c", 513): "query.cursor", "limt=1": "query.limt",
		"limit=99999999999999999999": "query.limit", "limit=1&limit=1": "query.limit", "cursor=a&limit=1&cursor=b": "query.cursor", "kind=grant&k%69nd=x": "query.kind",
	} {
		p := d.want(d.member("ann", http.MethodGet, "/api/v1/credits/history?"+query, ""), 422, "validation_failed")
		if len(p.Errors) != 1 || p.Errors[0].Location != location {
			t.Errorf("%s: got %+v; want %s named", query, p.Errors, location)
		}
	}
}

func TestUnknownRoutesAndMethods(t *testing.T) {
	d := open(t, nil)
	for _, path := range []string{"/nope", "/api/v1", "/api/v1/", "/api/v1/users/ME", "/api/v1/users/me/", "/api/v2/users/me", "/API/v1/users/me", "/api/v1/users/../users/me"} {
		p := d.want(d.member("ann", http.MethodGet, path, ""), 404, "route_not_found")
		if strings.Contains(p.Detail, "nope") || p.TraceID == "" {
			t.Errorf("%s: got %+v", path, p)
		}
	}
	for _, c := range []struct{ method, path, allow string }{
		{"PUT", "/api/v1/users/me", "GET, HEAD, DELETE, PATCH"},
		{"GET", "/api/v1/auth/send-otp", "POST"},
		{"PUT", "/api/v1/optimizations", "GET, HEAD, POST"},
		{"PATCH", "/api/v1/files/a.pdf", "GET, HEAD, DELETE"},
		{"TRACE", "/api/v1/users/me", "GET, HEAD, DELETE, PATCH"},
		{"PROPFIND", "/api/v1/users/me", "GET, HEAD, DELETE, PATCH"},
		{"OPTIONS", "/api/v1/users/me", "GET, HEAD, DELETE, PATCH"},
	} {
		r := d.member("ann", c.method, c.path, "")
		d.want(r, 405, "method_not_allowed")
		if got := r.Header.Get("Allow"); got != c.allow {
			t.Errorf("%s %s: got Allow %q; want %q", c.method, c.path, got, c.allow)
		}
	}
}

func TestHeadIsGetWithoutTheBody(t *testing.T) {
	d := open(t, nil)
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 1}))
	get := d.member("ann", http.MethodGet, "/api/v1/credits/balance", "")

	head := d.member("ann", http.MethodHead, "/api/v1/credits/balance", "")

	if head.StatusCode != 200 || len(head.body) != 0 || head.ContentLength != int64(len(get.body)) {
		t.Errorf("got %d with %d bytes of %d; want 200 with none of %d", head.StatusCode, len(head.body), head.ContentLength, len(get.body))
	}
}

func TestRequestsThatAreNotHTTP(t *testing.T) {
	d := open(t, nil)
	const tail = "\r\nHost: x\r\nConnection: close\r\n\r\n"
	for name, c := range map[string]struct{ request, status string }{
		"bad escape in a path":  {"GET /api/v1/optimizations/%zz HTTP/1.1" + tail, "400"},
		"bad escape in a query": {"GET /api/v1/credits/history?limit=%zz HTTP/1.1" + tail, "401"},
		"two lengths":           {"POST /api/v1/auth/send-otp HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "400"},
		"no sense at all":       {"correct horse\r\n\r\n", "400"},
		"a huge header":         {"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", "431"},
	} {
		t.Run(name, func(t *testing.T) {
			got := d.raw(c.request)

			if !strings.HasPrefix(got, "HTTP/1.1 "+c.status) || !strings.Contains(got, "application/problem+json") {
				t.Errorf("got %.300q; want %s and a problem", got, c.status)
			}
			if strings.Contains(got, "horse") || strings.Contains(got, "aaaa") {
				t.Errorf("the answer quotes the request: %.300q", got)
			}
			for _, header := range []string{"nosniff", "no-store", "frame-ancestors 'none'", "max-age=31536000"} {
				if !strings.Contains(got, header) {
					t.Errorf("%s is missing: %.600q", header, got)
				}
			}
		})
	}
}

// What could be read as one request or as two is read as one, and is the last that
// its connection carries.
func TestOneRequestIsNotTwo(t *testing.T) {
	d := open(t, nil)
	const head = "POST /api/v1/auth/send-otp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	const hidden = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	for name, request := range map[string]string{
		"a length and chunks":           head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + hidden,
		"chunks and a length":           head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + hidden,
		"a coding that nobody knows":    head + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}" + hidden,
		"two codings":                   head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + hidden,
		"two lengths":                   head + "Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}" + hidden,
		"a blank before the colon":      head + "Content-Length : 60\r\n\r\n{}" + hidden,
		"a negative length":             head + "Content-Length: -2\r\n\r\n{}" + hidden,
		"a length with a sign":          head + "Content-Length: +2\r\n\r\n{}" + hidden,
		"a chunk with an extension":     head + "Transfer-Encoding: chunked\r\n\r\n2;x\n{}\r\n0\r\n\r\n" + hidden,
		"chunks in HTTP/1.0":            "POST /api/v1/auth/send-otp HTTP/1.0\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + hidden,
		"two hosts":                     "GET /api/v1/users/me HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + hidden,
		"a line break in the first one": "GET /api/v1/users/me\rX: y HTTP/1.1\r\nHost: x\r\n\r\n" + hidden,
	} {
		got := d.raw(request)

		if n := strings.Count(got, "HTTP/1.1 "); n != 1 || !strings.HasPrefix(got, "HTTP/1.1 4") || strings.Contains(got, `"status":"ok"`) {
			t.Errorf("%s: got %d answers: %.300q; want one refusal", name, n, got)
		}
	}
}

func TestWhoMayAsk(t *testing.T) {
	d := open(t, nil)
	old, err := identity.NewSigner("sartor", []byte("a seed for tests, 32 bytes long."), authv1.AccessLife)
	if err != nil {
		t.Fatal(err)
	}
	expired, err := old.Sign(time.Now().Add(-time.Hour), "ann", "s", "user")
	if err != nil {
		t.Fatal(err)
	}
	other, err := identity.NewSigner("sartor", []byte("another seed, also 32 bytes long"), authv1.AccessLife)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Sign(time.Now(), "ann", "s", "user")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ header, code string }{
		"nothing":         {"", "token_missing"},
		"another scheme":  {"Basic YW5uOmFubg==", "token_missing"},
		"no token":        {"Bearer ", "token_missing"},
		"rubbish":         {"Bearer rubbish", "token_invalid"},
		"expired":         {"Bearer " + expired, "token_expired"},
		"another's key":   {"Bearer " + foreign, "token_invalid"},
		"something added": {"Bearer " + d.Token("ann", "user") + "x", "token_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			// The bodies are as wrong as can be: who asks is looked at first.
			for _, r := range []response{
				d.do(http.MethodPost, "/api/v1/credits/add", strings.NewReader(`{{{{`), "Authorization: "+c.header, "Content-Type: text/rubbish"),
				d.do(http.MethodPost, "/api/v1/files/upload", bytes.NewReader(make([]byte, 1<<20)), "Authorization: "+c.header),
				d.do(http.MethodGet, "/api/v1/optimizations/o1/events", strings.NewReader(""), "Authorization: "+c.header),
			} {
				d.want(r, 401, c.code)
				if got := r.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer realm=") {
					t.Errorf("got WWW-Authenticate %q", got)
				}
			}
		})
	}
}

func TestRateLimits(t *testing.T) {
	d := open(t, map[string]string{
		"GATEWAY_USER_RATE": "0.001", "GATEWAY_USER_BURST": "5", "GATEWAY_CLIENT_RATE": "0.001", "GATEWAY_CLIENT_BURST": "3",
		"SARTOR_TRUSTED_PROXIES": "127.0.0.1",
	})
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{}))
	ask := func(headers ...string) int {
		r := d.do(http.MethodGet, "/api/v1/credits/balance", strings.NewReader(""), headers...)
		if r.StatusCode == http.StatusTooManyRequests {
			d.want(r, 429, "rate_limited")
			if n, err := strconv.Atoi(r.Header.Get("Retry-After")); err != nil || n < 1 {
				t.Errorf("got Retry-After %q", r.Header.Get("Retry-After"))
			}
		}
		return r.StatusCode
	}
	count := func(n int, headers ...string) (through int) {
		for range n {
			if ask(headers...) != http.StatusTooManyRequests {
				through++
			}
		}
		return through
	}

	if got := count(8, "Authorization: Bearer "+d.Token("ann", "user")); got != 5 {
		t.Errorf("ann: %d went through; want 5", got)
	}
	if got := count(8, "Authorization: Bearer "+d.Token("bob", "user")); got != 5 {
		t.Errorf("bob, from the same address: %d went through; want 5", got)
	}
	if got := count(8, "X-Forwarded-For: 1.1.1.1, 203.0.113.1"); got != 3 {
		t.Errorf("a stranger: %d went through; want 3", got)
	}
	if got := count(8, "X-Forwarded-For: 2.2.2.2, 203.0.113.1"); got != 0 {
		t.Errorf("the same stranger under another pretended address: %d went through; want 0", got)
	}
	if got := count(4, "X-Forwarded-For: 2001:db8::1") + count(4, "X-Forwarded-For: 2001:db8::2"); got != 3 {
		t.Errorf("two addresses of one /64: %d went through; want 3", got)
	}
}
