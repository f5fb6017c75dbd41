package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAWebSessionLivesInACookieThatScriptsCantRead(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)
	b := newBrowser(t, s.api)

	first := b.login(t, "jane@example.org", s.mail)

	if first.RefreshToken != "" || first.AccessToken == "" {
		t.Errorf("got %+v; want an access token, and no refresh token that scripts can read", first)
	}
	if names, _ := b.cookies(t); names != "session device" && names != "device session" {
		t.Errorf("got cookies %q; want the session's and the device's, and the challenge's taken back", names)
	}
	t.Run("refresh", func(t *testing.T) {
		_, value := b.cookies(t)
		before := value("session")
		var next session
		a := b.post(t, "/auth/refresh", map[string]string{})
		a.want(t, 200, &next)
		_, value = b.cookies(t)
		if after := value("session"); after == before || after == "" || strings.Contains(string(a.body), after) || next.AccessToken == first.AccessToken {
			t.Errorf("the cookie was %q and is %q; want a new one, and not in %s", before, after, a.body)
		}
		for _, set := range a.header.Values("Set-Cookie") {
			for _, want := range []string{"__Host-", "Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age="} {
				if !strings.Contains(set, want) || strings.Contains(set, "Domain") {
					t.Errorf("got %q; want %s, and no domain", set, want)
				}
			}
		}
	})
	t.Run("pages of others", func(t *testing.T) {
		_, value := b.cookies(t)
		before := value("session")
		for _, origin := range []string{"https://evil.example", "null", b.origin + ".evil.example", "https://evil.example/" + b.origin} {
			for path, body := range map[string]map[string]string{
				"/auth/refresh":    {},
				"/auth/send-otp":   {"email": "eve@example.org", "session": "cookie"},
				"/auth/verify-otp": {"email": "eve@example.org", "code": "12345678", "challengeId": "C", "session": "cookie"},
			} {
				a := b.fetch(t, origin, "POST", path, body)
				a.refused(t, 403, "foreign_origin")
				if a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Set-Cookie") != "" {
					t.Errorf("%s from %s: got %v; want nothing allowed and nothing set", path, origin, a.header)
				}
			}
		}
		for _, site := range []string{"cross-site", "same-site"} {
			b.post(t, "/auth/refresh", map[string]string{}, "Sec-Fetch-Site", site).refused(t, 403, "foreign_origin")
		}
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} { // what a form can send
			b.post(t, "/auth/refresh", map[string]string{}, "Content-Type", kind).refused(t, 415, "unsupported_media_type")
		}
		if _, value = b.cookies(t); value("session") != before {
			t.Error("the session went on by another's page")
		}
	})
	t.Run("logout", func(t *testing.T) {
		_, value := b.cookies(t)
		spent := value("session")
		var now session
		b.post(t, "/auth/refresh", map[string]string{}).want(t, 200, &now)
		b.fetch(t, "https://evil.example", "POST", "/auth/logout", map[string]string{}).refused(t, 403, "foreign_origin")
		b.post(t, "/auth/logout", map[string]string{}).want(t, 204, nil) // the access token may have run out
		testkit.Eventually(t, "the access token is refused", func() bool {
			return b.fetch(t, b.origin, "GET", "/users/me", nil, "Authorization", "Bearer "+now.AccessToken).status == 401
		})
		if names, _ := b.cookies(t); names != "device" {
			t.Errorf("got cookies %q; want the session's taken back", names)
		}
		a := b.post(t, "/auth/refresh", map[string]string{}, "Cookie", "__Host-sartor-session="+spent)
		if a.status != 401 || !strings.Contains(a.header.Get("Set-Cookie"), "__Host-sartor-session=; Path=/; Max-Age=0") {
			t.Errorf("got %d %q; want a refusal that takes the dead cookie back", a.status, a.header.Get("Set-Cookie"))
		}
		b.post(t, "/auth/refresh", map[string]string{}).refused(t, 401, "refresh_token_invalid")
		b.post(t, "/auth/logout", map[string]string{}).refused(t, 401, "token_missing")
	})
}

// The code is in the right hands, but not in the browser that asked for it.
func TestACodeIsForTheBrowserThatAskedForIt(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)
	mine, others := newBrowser(t, s.api), newBrowser(t, s.api)
	var challenge struct {
		ChallengeID string `json:"challengeId"`
	}
	mine.post(t, "/auth/send-otp", map[string]string{"email": "jane@example.org", "session": "cookie"}).want(t, 202, &challenge)
	proof := map[string]string{
		"email": "jane@example.org", "code": codePattern.FindString(s.mail(t, "jane@example.org")), "challengeId": challenge.ChallengeID,
	}
	c := &client{base: s.base()}

	c.ask(t, "POST", "/auth/verify-otp", proof).refused(t, 401, "invalid_otp")
	proof["session"] = "cookie"
	others.post(t, "/auth/verify-otp", proof).refused(t, 401, "invalid_otp")

	mine.post(t, "/auth/verify-otp", proof).want(t, 200, nil)
}

// Who plants cookies of their own in somebody's browser does not share their
// session: a login takes none that it is shown, and makes all of them anew.
func TestALoginKeepsNoCookieThatWasThereBefore(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)
	mallory, jane := newBrowser(t, s.api), newBrowser(t, s.api)
	mallory.login(t, "mallory@example.org", s.mail)
	_, planted := mallory.cookies(t)
	cookies := "__Host-sartor-session=" + planted("session") + "; __Host-sartor-device=" + planted("device") + "; __Host-sartor-challenge=planted"
	var challenge struct {
		ChallengeID string `json:"challengeId"`
	}
	jane.post(t, "/auth/send-otp", map[string]string{"email": "jane@example.org", "session": "cookie"}, "Cookie", cookies).want(t, 202, &challenge)
	proof := map[string]string{
		"email": "jane@example.org", "code": codePattern.FindString(s.mail(t, "jane@example.org")), "challengeId": challenge.ChallengeID, "session": "cookie",
	}
	planter := newBrowser(t, s.api)
	planter.post(t, "/auth/verify-otp", proof, "Cookie", cookies).refused(t, 401, "invalid_otp") // with the challenge that was planted

	_, own := jane.cookies(t)
	jane.post(t, "/auth/verify-otp", proof, "Cookie", "__Host-sartor-session="+planted("session")+"; __Host-sartor-device="+planted("device")).want(t, 200, nil)

	for _, name := range []string{"session", "device"} {
		if _, now := jane.cookies(t); now(name) == "" || now(name) == planted(name) {
			t.Errorf("the cookie %s is %q, and %q was planted; want a new one", name, now(name), planted(name))
		}
	}
	if own("challenge") == "planted" || own("challenge") == "" {
		t.Errorf("the challenge is bound to %q; want it bound to what was made for it", own("challenge"))
	}
	var still session
	mallory.post(t, "/auth/refresh", map[string]string{}).want(t, 200, &still)
	if still.User.Email != "mallory@example.org" {
		t.Errorf("the planted session is %s's now", still.User.Email)
	}
}

// Nothing of a request's headers gets into the mail or its links.
func TestAMailCarriesNothingOfTheRequestsHeaders(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)
	c := &client{base: s.base()}
	headers := []string{}
	for _, name := range []string{
		"X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Original-URL", "Forwarded", "Origin", "Referer", "User-Agent",
		"Accept-Language", "X-Forwarded-Server", "Host",
	} {
		headers = append(headers, name, "canary-header.example")
	}

	c.ask(t, "POST", "/auth/send-otp", map[string]string{"email": "jane@example.org"}, headers...).want(t, 202, nil)

	if raw := s.rawMail(t, "jane@example.org"); strings.Contains(raw, "canary-header") || !codePattern.MatchString(raw) {
		t.Errorf("got %s; want the code, and nothing that a header said", raw)
	}
}

// rawMail is the newest mail to an address as it is shown, and all that the
// mailbox keeps.
func (s *sartor) rawMail(t *testing.T, to string) string {
	t.Helper()
	all := s.mail(t, to) + string((&client{base: "http://" + s.mailAddr}).ask(t, "GET", "/api/messages", nil).body)
	root := os.DirFS(filepath.Join(s.dir, "data", "mailbox"))
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		all += string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
