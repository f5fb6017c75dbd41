// Package link knows which links of a file are kept beside its text: those to
// web pages and mailboxes whose text doesn't say where they lead.
package link

import (
	"net/url"
	"strings"
	"unicode"
)

// Link is a text that leads somewhere without saying where: "LinkedIn".
type Link struct{ Text, URL string }

// The most that is read of links.
const (
	MaxTarget = 500 // bytes of an address
	MaxText   = 100 // bytes of what leads to it
	Most      = 50  // of a file
)

// Of returns the link from a text to a target, if it is one to keep.
func Of(text, target string) (Link, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || len(text) > MaxText || strings.ContainsAny(text, "@./") || len(target) > MaxTarget ||
		strings.ContainsFunc(target, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return Link{}, false
	}
	u, err := url.Parse(target)
	if err != nil {
		return Link{}, false
	}
	switch {
	case (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".") && u.User == nil:
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@"):
		u.RawQuery = ""
	default:
		return Link{}, false
	}
	return Link{Text: text, URL: u.String()}, true
}
