package sse

import (
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	var b strings.Builder

	if err := Write(&b, Event{ID: "7", Name: "delta", Data: map[string]string{"text": "a\n\nevent: done\r\nb"}}); err != nil {
		t.Fatal(err)
	}

	want := "id: 7\nevent: delta\ndata: {\"text\":\"a\\n\\nevent: done\\r\\nb\"}\n\n"
	if b.String() != want {
		t.Errorf("got %q; want %q", b.String(), want)
	}
}

func TestNoValueBreaksOut(t *testing.T) {
	var b strings.Builder

	err := Write(&b, Event{ID: "7\n\nevent: done", Name: "a\rb", Data: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := Comment(&b, "x\n\ndata: 1"); err != nil {
		t.Fatal(err)
	}

	if got := strings.Count(b.String(), "\n\n"); got != 2 {
		t.Errorf("got %d blocks in %q; want 2", got, b.String())
	}
}
