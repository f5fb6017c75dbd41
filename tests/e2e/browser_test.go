package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// browser is a web page's side of the API: a cookie jar that keeps the rules of
// cookies, behind the TLS proxy that stands in front of the gateway.
type browser struct {
	client *http.Client
	origin string // of the page, and of the API
}

func newBrowser(t *testing.T, api string) *browser {
	t.Helper()
	target, err := url.Parse("http://" + api)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(target))
	t.Cleanup(proxy.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := proxy.Client()
	client.Jar = jar
	return &browser{client: client, origin: proxy.URL}
}

// fetch asks as a page of an origin does; what the page may read is returned.
func (b *browser) fetch(t *testing.T, from, method, path string, body any, headers ...string) answer {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, b.origin+"/api/v1"+path, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", from)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: text}
}

func (b *browser) post(t *testing.T, path string, body any, headers ...string) answer {
	t.Helper()
	return b.fetch(t, b.origin, "POST", path, body, headers...)
}

// cookies are the names in the jar, and one's value.
func (b *browser) cookies(t *testing.T) (names string, value func(string) string) {
	t.Helper()
	at, err := url.Parse(b.origin)
	if err != nil {
		t.Fatal(err)
	}
	all, values := []string{}, map[string]string{}
	for _, c := range b.client.Jar.Cookies(at) {
		all = append(all, strings.TrimPrefix(c.Name, "__Host-sartor-"))
		values[c.Name] = c.Value
	}
	return strings.Join(all, " "), func(name string) string { return values["__Host-sartor-"+name] }
}

// login logs a page in, with a cookie.
func (b *browser) login(t *testing.T, email string, mail func(*testing.T, string) string) session {
	t.Helper()
	var challenge struct {
		ChallengeID string `json:"challengeId"`
	}
	b.post(t, "/auth/send-otp", map[string]string{"email": email, "session": "cookie"}).want(t, 202, &challenge)
	var s session
	b.post(t, "/auth/verify-otp", map[string]string{
		"email": email, "code": codePattern.FindString(mail(t, email)), "challengeId": challenge.ChallengeID, "session": "cookie",
	}).want(t, 200, &s)
	return s
}
