// Package sse writes Server-Sent Events. What it writes can always be read
// back as it was meant: no value can end an event or begin another one.
package sse

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
)

// Event is one event. Its data is JSON and so has no line breaks in it.
type Event struct {
	ID   string
	Name string
	Data any
}

// Write writes e.
func Write(w io.Writer, e Event) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return fmt.Errorf("encode an event: %w", err)
	}
	var b strings.Builder
	field(&b, "id", e.ID)
	field(&b, "event", e.Name)
	field(&b, "data", string(data))
	b.WriteByte('\n')
	_, err = io.WriteString(w, b.String())
	return err
}

// Comment writes a line that readers ignore and proxies see.
func Comment(w io.Writer, text string) error {
	_, err := io.WriteString(w, ": "+oneLine.Replace(text)+"\n\n")
	return err
}

// Retry tells the reader how many milliseconds to wait before it comes back.
func Retry(w io.Writer, ms int) error {
	_, err := fmt.Fprintf(w, "retry: %d\n\n", ms)
	return err
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\x00", "")

func field(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(name + ": " + oneLine.Replace(value) + "\n")
	}
}
