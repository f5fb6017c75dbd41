package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

func parrot(t *testing.T) *sandbox.Process {
	t.Helper()
	p, err := sandbox.Start(sandbox.Program{Argv: []string{os.Args[0], "misbehave", "parrot"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func TestItAnswersMoreThanOnce(t *testing.T) {
	p := parrot(t)
	for _, said := range [][]byte{[]byte("one"), {}, bytes.Repeat([]byte("long "), 100_000)} {
		got, err := p.Ask(t.Context(), said, generous)

		if err != nil || !bytes.Equal(got, said) {
			t.Errorf("got %d bytes, %v; want %d", len(got), err, len(said))
		}
	}
}

func TestAfterAnErrorItIsDead(t *testing.T) {
	for said, want := range map[string]error{
		"crash": sandbox.ErrKilled, "hang": sandbox.ErrKilled, "boast": sandbox.ErrKilled, "leave": sandbox.ErrFailed,
	} {
		p := parrot(t)
		if _, err := p.Ask(t.Context(), []byte("hello"), generous); err != nil {
			t.Fatal(err)
		}

		_, err := p.Ask(t.Context(), []byte(said), sandbox.Limits{Wall: 2 * time.Second, Output: 1 << 20})

		if !errors.Is(err, want) {
			t.Errorf("%s: got %v; want %v", said, err, want)
		}
		if _, err := p.Ask(t.Context(), []byte("still there?"), generous); err == nil {
			t.Errorf("%s: it still answers", said)
		}
	}
}

func TestWhoAsksMayLeave(t *testing.T) {
	p := parrot(t)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)

	_, err := p.Ask(ctx, []byte("hang"), generous)

	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want the caller's own end", err)
	}
}
