package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// never are words that no answer may hold: they are of the inside, or another
// user's.
var never = []string{
	victimMark, "goroutine ", "panic:", "runtime error", ".go:", "SQLSTATE", "sqlite", "mysql", "MariaDB",
	"nats:", "no responders", "_INBOX", "call.auth", "call.files", "root:x:0:0", "/tmp/", "Traceback",
}

// judge says what is wrong with an answer, whatever was asked.
func (s *spec) judge(r route, a answer, took time.Duration, asked []byte) error {
	switch {
	case a.status >= 500:
		return fmt.Errorf("%d: %.200s", a.status, a.body)
	case took > 15*time.Second: // on a machine that does much else; a hang takes longer
		return fmt.Errorf("it took %s", took)
	case a.header.Get("X-Content-Type-Options") != "nosniff":
		return errors.New("nosniff is missing")
	}
	for _, word := range never {
		// What somebody asked is theirs, and may be said back.
		if bytes.Contains(a.body, []byte(word)) && !bytes.Contains(asked, []byte(word)) {
			return fmt.Errorf("the answer holds %q: %.200s", word, a.body)
		}
	}
	return s.documented(r, a)
}

// documented checks that the answer is one that the document promises.
func (s *spec) documented(r route, a answer) error {
	status := strconv.Itoa(a.status)
	kinds, promised := r.responses[status]
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	switch {
	case a.status == 404 || a.status == 405 || a.status == 431: // a nasty path is another route, or none; nasty headers never get to one
		return problemOnly(a, kind)
	case !promised:
		return fmt.Errorf("%s is not in the document: %.200s", status, a.body)
	case len(a.body) == 0 && (len(kinds) == 0 || a.status == 204):
		return nil
	case !slices.Contains(kinds, kind) && !slices.Contains(kinds, "application/octet-stream"):
		return fmt.Errorf("%s has the type %q; want one of %v", status, kind, kinds)
	case strings.HasSuffix(kind, "json") && slices.Contains(kinds, kind):
		if err := s.valid(r, status, kind, a.body); err != nil {
			return fmt.Errorf("%s is not what the document says: %w: %.300s", status, err, a.body)
		}
	}
	return nil
}

func problemOnly(a answer, kind string) error {
	var p problem
	if err := json.Unmarshal(a.body, &p); err != nil || kind != "application/problem+json" || p.Status != a.status || p.Code == "" {
		return fmt.Errorf("%d is no problem (%s): %.200s", a.status, kind, a.body)
	}
	return nil
}
