package link_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/link"
)

func TestOnlyPagesAndMailboxesThatTheTextDoesNotNameAreLinks(t *testing.T) {
	for _, c := range []struct{ text, target, want string }{
		{"LinkedIn", "https://www.linkedin.com/in/ann", "https://www.linkedin.com/in/ann"},
		{" My\ncode ", "http://git.example/ann", "http://git.example/ann"},
		{"Mail", "mailto:ann@example.com?subject=Hello", "mailto:ann@example.com"},
		{"ann.example", "https://ann.example", ""},
		{"", "https://ann.example", ""},
		{"x", "javascript:alert(1)", ""},
		{"x", "file:///etc/passwd", ""},
		{"x", "https://user:secret@ann.example/", ""},
		{"x", "https://localhost/", ""},
		{"x", "https://ann.example/\u202egnp", ""},
		{"x", "https://ann.example/" + strings.Repeat("a", link.MaxTarget), ""},
		{strings.Repeat("x", link.MaxText+1), "https://ann.example/", ""},
	} {
		if got, ok := link.Of(c.text, c.target); got.URL != c.want || ok != (c.want != "") {
			t.Errorf("%q to %q: got %q, %t; want %q", c.text, c.target, got.URL, ok, c.want)
		}
	}
}
