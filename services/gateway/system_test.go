package gateway

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

func (d *door) get(path string, headers ...string) response {
	d.t.Helper()
	return d.do(http.MethodGet, path, strings.NewReader(""), headers...)
}

func TestHealthReadinessAndKeys(t *testing.T) {
	d := open(t, nil)
	signer, err := identity.NewSigner("sartor", []byte("a seed for tests, 32 bytes long."), authv1.AccessLife)
	if err != nil {
		t.Fatal(err)
	}

	if r := d.get("/healthz"); r.StatusCode != 200 || string(r.body) != `{"status":"ok"}` {
		t.Errorf("healthz: got %d %s", r.StatusCode, r.body)
	}
	if r := d.get("/readyz"); r.StatusCode != 200 || string(r.body) != `{"status":"ready"}` {
		t.Errorf("readyz: got %d %s", r.StatusCode, r.body)
	}
	var set struct {
		Keys []struct{ Kty, Crv, X, Kid, Use, Alg string }
	}
	d.get("/.well-known/jwks.json").into(t, &set)
	want := base64.RawURLEncoding.EncodeToString(signer.Key().Public)
	if len(set.Keys) != 1 || set.Keys[0].X != want || set.Keys[0].Kty != "OKP" || set.Keys[0].Crv != "Ed25519" || set.Keys[0].Alg != "EdDSA" || set.Keys[0].Kid != signer.Key().ID {
		t.Errorf("jwks: got %+v; want %s", set, want)
	}
}

func TestSomebodyAway(t *testing.T) {
	d := open(t, nil)
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	answer(d, creditsv1.Balance, func(context.Context, creditsv1.BalanceRequest) (creditsv1.BalanceReply, error) {
		<-hang
		return creditsv1.BalanceReply{}, nil
	})
	answer(d, creditsv1.History, func(context.Context, creditsv1.HistoryRequest) (creditsv1.HistoryReply, error) {
		panic("at the disco")
	})

	began := time.Now()
	nobody := d.member("ann", http.MethodGet, "/api/v1/users/me", "")
	d.want(nobody, 503, "service_away")
	if took := time.Since(began); took > time.Second || nobody.Header.Get("Retry-After") == "" {
		t.Errorf("nobody there: took %v, Retry-After %q", took, nobody.Header.Get("Retry-After"))
	}
	began = time.Now()
	stuck := d.member("ann", http.MethodGet, "/api/v1/credits/balance", "")
	d.want(stuck, 503, "service_timeout")
	if took := time.Since(began); took > 5*time.Second || stuck.Header.Get("Retry-After") == "" {
		t.Errorf("somebody stuck: took %v, Retry-After %q", took, stuck.Header.Get("Retry-After"))
	}
	p := d.want(d.member("ann", http.MethodGet, "/api/v1/credits/history", ""), 500, "internal")
	if strings.Contains(p.Detail, "disco") || strings.Contains(p.Detail, "panic") {
		t.Errorf("got %+v; want nothing of the inside", p)
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/events", ""), 503, "service_away")
}

func TestCrossOrigin(t *testing.T) {
	d := open(t, map[string]string{"SARTOR_CORS_ORIGINS": "https://app.example.com,https://two.example.com"})
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{}))
	const path = "/api/v1/credits/balance"
	preflight := []string{"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization"}

	r := d.do(http.MethodOptions, path, strings.NewReader(""), append(preflight, "Origin: https://two.example.com")...)
	if r.StatusCode != 204 || r.Header.Get("Access-Control-Allow-Origin") != "https://two.example.com" ||
		!strings.Contains(r.Header.Get("Access-Control-Allow-Headers"), "Authorization") || !strings.Contains(r.Header.Get("Access-Control-Allow-Methods"), "GET") || r.Header.Get("Vary") != "Origin" {
		t.Errorf("preflight: got %d %v", r.StatusCode, r.Header)
	}
	r = d.member("ann", http.MethodGet, path, "", "Origin: https://app.example.com")
	if r.Header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || !strings.Contains(r.Header.Get("Access-Control-Expose-Headers"), "Location") || r.Header.Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("request: got %v", r.Header)
	}
	r = d.get(path, "Origin: https://app.example.com")
	if r.StatusCode != 401 || r.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Errorf("refusal: got %d %v; want it readable by the page", r.StatusCode, r.Header)
	}
	for _, origin := range []string{"https://evil.example.com", "https://app.example.com.evil.com", "null", "http://app.example.com"} {
		r = d.do(http.MethodOptions, path, strings.NewReader(""), append(preflight, "Origin: "+origin)...)
		if r.StatusCode == 204 || r.Header.Get("Access-Control-Allow-Origin") != "" || r.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: got %d %v; want nothing allowed", origin, r.StatusCode, r.Header)
		}
	}
}

func TestSecurityHeadersEverywhere(t *testing.T) {
	d := open(t, nil)
	const api, page = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	for path, want := range map[string]struct{ policy, cache string }{
		"/": {page, "no-cache"}, "/docs": {page, "no-cache"}, "/assets/docs.js": {page, "no-cache"}, "/problems/internal": {page, "no-store"},
		"/healthz": {api, "no-store"}, "/openapi.json": {api, "no-store"}, "/.well-known/jwks.json": {api, "public, max-age=60"}, "/nope": {api, "no-store"},
		"/api/v1/users/me": {api, "no-store"}, "/api/v1/files/a.pdf": {api, "no-store"}, "/api/v1/auth/send-otp": {api, "no-store"},
	} {
		r := d.get(path)
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
			"Content-Security-Policy":   want.policy, "Cache-Control": want.cache,
			"Server": "", "X-Powered-By": "", // what it runs on is told to nobody
		} {
			if got := r.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q; want %q", path, name, got, value)
			}
		}
	}
}

func TestTracesAreContinued(t *testing.T) {
	d := open(t, nil)
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"

	p := d.get("/api/v1/users/me", "Traceparent: 00-"+id+"-00f067aa0ba902b7-01").refusal(t)
	if p.TraceID != id || p.Instance != "/api/v1/users/me" {
		t.Errorf("got %+v; want trace %s", p, id)
	}
	if p := d.get("/api/v1/users/me", "Traceparent: rubbish").refusal(t); len(p.TraceID) != 32 || p.TraceID == id {
		t.Errorf("got trace %q; want a new one", p.TraceID)
	}
}

func TestWhatIsUnderWayIsFinished(t *testing.T) {
	d := open(t, nil)
	arrived, carryOn := make(chan struct{}), make(chan struct{})
	answer(d, optimizerv1.List, func(context.Context, optimizerv1.ListRequest) (optimizerv1.ListReply, error) {
		close(arrived)
		<-carryOn
		return optimizerv1.ListReply{NextCursor: "finished"}, nil
	})
	token := "Authorization: Bearer " + d.Token("ann", "user")
	answered := make(chan string, 1)
	go func() {
		r, err := d.try(http.MethodGet, "/api/v1/optimizations", strings.NewReader(""), token)
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- string(r.body)
	}()
	<-arrived

	stopped := make(chan struct{})
	go func() { d.running.Stop(); close(stopped) }()
	// New connections are refused as soon as it stops; then the old one goes on.
	for {
		if _, err := d.try(http.MethodGet, "/healthz", strings.NewReader("")); err != nil {
			break
		}
		d.http.CloseIdleConnections()
	}
	close(carryOn)

	if got := <-answered; !strings.Contains(got, "finished") {
		t.Errorf("got %s; want the answer", got)
	}
	<-stopped
}

func TestSettings(t *testing.T) {
	good := settings{MaxUpload: 1, UserRate: 1, UserBurst: 1, UserStreams: 1, ClientRate: 1, ClientBurst: 1, Origins: []string{"https://a.example"}, Trusted: []string{"10.0.0.0/8"}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*settings){
		"a path in an origin": func(s *settings) { s.Origins = []string{"https://a.example/"} },
		"a star":              func(s *settings) { s.Origins = []string{"*"} },
		"a name for a proxy":  func(s *settings) { s.Trusted = []string{"proxy"} },
		"no uploads":          func(s *settings) { s.MaxUpload = 0 },
		"no rate":             func(s *settings) { s.UserRate = 0 },
	} {
		bad := good
		spoil(&bad)
		if bad.Validate() == nil {
			t.Errorf("%s: got no error; want one", name)
		}
	}
}
