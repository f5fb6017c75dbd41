package e2e

import (
	"encoding/base64"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// signed is a token by the program's own key.
func (m *matrix) signed(t *testing.T, at time.Time, session string) string {
	t.Helper()
	secrets, err := godotenv.Read(filepath.Join(m.dir, "data", "secrets.env"))
	if err != nil {
		t.Fatal(err)
	}
	seed, err := base64.StdEncoding.DecodeString(secrets["JWT_PRIVATE_KEY"])
	if err != nil {
		t.Fatal(err)
	}
	signer, err := identity.NewSigner("sartor", seed, 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Sign(at, m.session.User.ID, session, identity.RoleUser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// revoked is a token whose session was logged out of, and everybody knows.
func (m *matrix) revoked(t *testing.T) string {
	t.Helper()
	gone := &client{base: m.base(), token: m.signed(t, time.Now(), "0190a0b0-0000-7000-8000-000000000001")}
	if gone.do(t, "GET", "/users/me", nil).status == 200 {
		gone.do(t, "POST", "/auth/logout", nil).want(t, 204, nil)
		testkit.Eventually(t, "the token is refused", func() bool { return gone.do(t, "GET", "/users/me", nil).status == 401 })
	}
	return gone.token
}

// absent is an id of the same shape that nobody has.
func absent(id string) string {
	return id[:8] + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '8' {
			return r + 1
		}
		return r
	}, id[8:])
}

// sessionOf reads the session out of an access token.
func sessionOf(t *testing.T, token string) string {
	t.Helper()
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`"sid":"([^"]+)"`).FindStringSubmatch(string(payload))[1]
}
