package gateway

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

// Every route of the document counts who shows no good token by the address that
// asks: the second request of a new address is one too many, whatever it is for.
func TestEveryRouteCountsStrangers(t *testing.T) {
	d := open(t, map[string]string{
		"GATEWAY_CLIENT_RATE": "0.001", "GATEWAY_CLIENT_BURST": "1", "SARTOR_TRUSTED_PROXIES": "127.0.0.1",
	})
	n := 0
	ask := func(method, path, client string) response {
		return d.do(method, path, strings.NewReader(""), "X-Forwarded-For: "+client, "Authorization: Bearer guess")
	}
	others := map[string]map[string]operation{"": {}}
	for _, path := range []string{"/", "/docs", "/openapi.json", "/assets/docs.js", "/problems/internal"} {
		others[path] = map[string]operation{"get": {}}
	}
	for path, item := range open(t, nil).document().Paths {
		others["/api/v1"+strings.NewReplacer("{format}", "pdf", "{", "", "}", "").Replace(path)] = item
	}
	for path, item := range others {
		for method := range item {
			n++
			client := "2001:db8:" + strings.Repeat("f", 1+n%4) + ":" + string("0123456789abcdef"[n/16%16]) + string("0123456789abcdef"[n%16]) + "::1"
			if r := ask(strings.ToUpper(method), path, client); r.StatusCode == http.StatusTooManyRequests {
				t.Errorf("%s %s: the first is refused", method, path)
			}
			r := ask(strings.ToUpper(method), path, strings.TrimSuffix(client, "1")+"2") // another address of the same network
			if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
				t.Errorf("%s %s: the second got %d; want 429", method, path, r.StatusCode)
			}
		}
	}
	if n < len(promised) {
		t.Errorf("%d routes were asked; want all %d", n, len(promised))
	}
}

// What auth counts by is the address that the proxy saw, IPv6 by its network, and
// never what the client wrote.
func TestCodesAreCountedByTheAddressThatAsks(t *testing.T) {
	d := open(t, map[string]string{"SARTOR_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8"})
	clients := make(chan string, 2)
	answer(d, authv1.SendOTP, func(_ context.Context, q authv1.SendOTPRequest) (authv1.SendOTPReply, error) {
		clients <- q.Client
		return authv1.SendOTPReply{}, nil
	})
	answer(d, authv1.VerifyOTP, func(_ context.Context, q authv1.VerifyOTPRequest) (authv1.SessionReply, error) {
		clients <- q.Client
		return authv1.SessionReply{}, nil
	})
	for forwarded, want := range map[string]string{
		"203.0.113.9":                             "203.0.113.9",
		"1.2.3.4, 203.0.113.9":                    "203.0.113.9",
		"1.2.3.4, 203.0.113.9, 10.1.1.1":          "203.0.113.9",
		"2001:db8:1:2:aaaa:bbbb:cccc:dddd":        "2001:db8:1:2::/64",
		"1.2.3.4, 2001:db8:1:2::1":                "2001:db8:1:2::/64",
		"::ffff:203.0.113.9":                      "203.0.113.9",
		"203.0.113.9, unknown":                    "127.0.0.1",
		"203.0.113.9, 2001:db8::1%eth0, 10.1.1.1": "2001:db8::/64",
	} {
		d.do(http.MethodPost, "/api/v1/auth/send-otp", strings.NewReader(`{"email":"ann@example.com"}`), "X-Forwarded-For: "+forwarded, "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6")
		d.do(http.MethodPost, "/api/v1/auth/verify-otp", strings.NewReader(`{"email":"ann@example.com","code":"1","challengeId":"C"}`), "X-Forwarded-For: "+forwarded)
		for _, call := range []string{"send-otp", "verify-otp"} {
			if got := <-clients; got != want {
				t.Errorf("%s from %q: auth is told %q; want %q", call, forwarded, got, want)
			}
		}
	}
}

// A code is text of its own shape: nothing that a database would take for one.
func TestACodeIsTextAndNothingElse(t *testing.T) {
	d := open(t, nil)
	for _, code := range []string{`0`, `12345678`, `true`, `null`, `["12345678"]`, `{"$ne":""}`, `""`, `"` + strings.Repeat("1", 33) + `"`} {
		body := `{"email":"ann@example.com","challengeId":"C","code":` + code + `}`

		p := d.want(d.do(http.MethodPost, "/api/v1/auth/verify-otp", strings.NewReader(body)), 422, "validation_failed")

		if len(p.Errors) != 1 || p.Errors[0].Location != "body.code" {
			t.Errorf("%s: got %+v; want the code named", code, p.Errors)
		}
	}
}
