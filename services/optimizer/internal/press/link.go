package press

import (
	"regexp"
	"strings"
)

// address is what can be followed: it is in the CV, or the check would not
// have let it through.
var address = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"()\[\]]+|\bwww\.[^\s<>"()\[\]]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|edu|gov|eu|de|fr|es|it|uk|pl|nl|ch|at|br|pt|jp|in|co|ai|app|info)(?:/[^\s<>"()\[\]]*)?\b`)

// span is a stretch of a text that leads somewhere.
type span struct {
	start, end int
	target     string
}

func links(s string) []span {
	var all []span
	for _, m := range address.FindAllStringIndex(s, -1) {
		text := strings.TrimRight(s[m[0]:m[1]], ".,;:!?")
		target := "https://" + text
		switch {
		case strings.Contains(text, "://"):
			target = text
		case strings.Contains(text, "@"):
			target = "mailto:" + text
		}
		all = append(all, span{m[0], m[0] + len(text), target})
	}
	return all
}
