package e2e

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What an older version kept readable is encrypted by the next start, and read
// all the same.
func TestStreamsAreEncryptedOnTheDisk(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	c := &client{base: s.base()}
	p := s.start(t, "SARTOR_NATS_KEY=off")
	c.login(t, "jane@example.org", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	p.stop(t)
	s.forget(t, "SARTOR_NATS_KEY")
	if !s.readable(t) {
		t.Fatal("no event is found before it is encrypted: the search is blind")
	}

	p = s.start(t)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	c.login(t, "john@example.org", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	p.stop(t)

	if s.readable(t) {
		t.Error("events lie readable on the disk")
	}
	s.start(t).stop(t)
	s.forget(t, "SARTOR_NATS_KEY")
	if out := s.failToStart(t); !strings.Contains(out, "SARTOR_NATS_KEY") {
		t.Errorf("got %q; want it to name the key that is missing", out)
	}
}

// readable reports whether any event is found among what NATS keeps.
func (s *sartor) readable(t *testing.T) (found bool) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.dir, "data", "nats"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || bytes.Contains(data, []byte("event.auth.v1.user_registered"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// forget takes a secret out of the file that keeps it.
func (s *sartor) forget(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join(s.dir, "data", "secrets.env")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`(?m)^`+name+`=.*\n`).ReplaceAll(text, nil)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
