package resume

import (
	"html"
	"regexp"
	"strings"
)

var (
	atxHeading = regexp.MustCompile(`(?m)^#{1,6} \S`)
	link       = regexp.MustCompile(`!?\[([^\]\[]*)\]\(([^()\s]*)[^()]*\)`)
	anchor     = regexp.MustCompile(`(?i)<a\s[^<>]*href="([^"<>]*)"[^<>]*>([^<>]*)</a>`)
	tag        = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	emphasis   = regexp.MustCompile("\\*{1,3}|_{2,3}|`{1,3}")
	underline  = regexp.MustCompile(`(^|[\s(|—–-])_([^_\s][^_]*)_($|[\s)|,.;:—–-])`)
)

// isMarkdown reports whether a text is marked up rather than plain.
func isMarkdown(s string) bool {
	return atxHeading.MatchString(s) || strings.Count(s, "**") > 3 || strings.Contains(s, "](http")
}

// plain takes Markdown and HTML out of a line and keeps what it says,
// including where links lead.
func plain(s string) string {
	if len(s) > 20_000 {
		return s
	}
	s = link.ReplaceAllStringFunc(s, func(m string) string {
		g := link.FindStringSubmatch(m)
		return linked(g[1], g[2])
	})
	s = anchor.ReplaceAllStringFunc(s, func(m string) string {
		g := anchor.FindStringSubmatch(m)
		return linked(g[2], g[1])
	})
	s = tag.ReplaceAllString(s, " ")
	s = emphasis.ReplaceAllString(s, "")
	s = underline.ReplaceAllString(s, "$1$2$3")
	if strings.HasPrefix(s, "|") {
		s = strings.Trim(s, "| ")
	}
	return html.UnescapeString(s)
}

func linked(text, target string) string {
	text = strings.TrimSpace(text)
	target = strings.TrimPrefix(target, "mailto:")
	bare := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(target, "https://"), "http://"), "/")
	switch {
	case text == "":
		return target
	case target == "" || strings.Contains(text, bare) || strings.HasPrefix(target, "#"):
		return text
	default:
		return text + " (" + target + ")"
	}
}

// hider knows the stretches of a Markdown text that are no content: front
// matter and comments.
type hider struct{ from, to []int }

func newHider(source string, markdown bool) hider {
	var h hider
	if !markdown {
		return h
	}
	if rest, ok := strings.CutPrefix(source, "---\n"); ok {
		if i := strings.Index(rest, "\n---\n"); i >= 0 {
			h.add(0, 4+i+4)
		}
	}
	for at := 0; ; {
		i := strings.Index(source[at:], "<!--")
		if i < 0 {
			return h
		}
		j := strings.Index(source[at+i:], "-->")
		if j < 0 {
			return h
		}
		h.add(at+i, at+i+j+3)
		at += i + j + 3
	}
}

func (h *hider) add(from, to int) {
	h.from, h.to = append(h.from, from), append(h.to, to)
}

// hides reports whether a line lies in a hidden stretch. Lines are asked for
// in order.
func (h *hider) hides(start, end int) bool {
	for len(h.to) > 0 && h.to[0] <= start {
		h.from, h.to = h.from[1:], h.to[1:]
	}
	return len(h.to) > 0 && h.from[0] <= start && end <= h.to[0]
}
