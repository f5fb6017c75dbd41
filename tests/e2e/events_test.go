package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

type event struct{ id, name, data string }

// events reads a stream of events, as far as they came whole.
type events struct{ lines *bufio.Scanner }

func eventsOf(r io.Reader) *events {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	return &events{lines}
}

// next returns the next event; ok is false at the end of the stream.
func (s *events) next() (e event, ok bool) {
	for s.lines.Scan() {
		switch name, value, _ := strings.Cut(s.lines.Text(), ": "); name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if e.name != "" {
				return e, true
			}
			e = event{} // a comment, or what a client is told of the stream
		}
	}
	return e, false
}

// listener is somebody who watches an optimization, and comes back where they were
// when their connection breaks.
type listener struct {
	client
	id string // of the optimization

	stream *events
	seen   []event
}

// connect listens, or goes on listening, at the gateway that client.base names.
func (l *listener) connect(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.base+"/optimizations/"+l.id+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+l.token)
	if n := len(l.seen); n > 0 {
		req.Header.Set("Last-Event-ID", l.seen[n-1].id)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("after %d events: got %d; want a stream", len(l.seen), res.StatusCode)
	}
	l.stream = eventsOf(res.Body)
}

// until listens to the first event whose data holds words.
func (l *listener) until(t *testing.T, words string) {
	t.Helper()
	for e, ok := l.stream.next(); ok; e, ok = l.stream.next() {
		l.seen = append(l.seen, e)
		if strings.Contains(e.name+e.data, words) {
			return
		}
	}
	t.Fatalf("the stream ended before %q: %v", words, l.stream.lines.Err())
}

// hangUp listens to what still comes of a stream that has broken.
func (l *listener) hangUp(t *testing.T) {
	t.Helper()
	for e, ok := l.stream.next(); ok; e, ok = l.stream.next() {
		if e.name == "reconnect" || e.name == "done" {
			t.Errorf("the gateway could still say %s: it wasn't killed", e.name)
		}
		l.seen = append(l.seen, e)
	}
}

// cv is the CV that was shown, and how often it was begun anew.
func (l *listener) cv(t *testing.T) (text string, restarts int) {
	t.Helper()
	var cv strings.Builder
	for _, e := range l.seen {
		if e.name == "delta" {
			restarts += strings.Count(e.data, `"restart":true`)
			applyDelta(t, e.data, &cv)
		}
	}
	return cv.String(), restarts
}

// once fails the test unless two have seen the same, in the same order.
func (l *listener) once(t *testing.T, other *listener) {
	t.Helper()
	if got, want := fmt.Sprintf("%q", l.seen), fmt.Sprintf("%q", other.seen); got != want {
		t.Errorf("saw\n%s\nwant, as who was never interrupted,\n%s", got, want)
	}
}
