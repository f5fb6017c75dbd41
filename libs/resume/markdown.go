package resume

import (
	"html"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

var (
	comment    = words.Pattern(`(?s)<!--.*?-->`)
	atxHeading = words.Pattern(`(?m)^#{1,6} \S`)
	link       = words.Pattern(`!?\[([^\]\[]*)\]\(([^()\s]*)[^()]*\)`)
	anchor     = words.Pattern(`(?i)<a\s[^<>]*href="([^"<>]*)"[^<>]*>([^<>]*)</a>`)
	tag        = words.Pattern(`</?[A-Za-z][^<>]*>`)
	emphasis   = words.Pattern("\\*{1,3}|_{2,3}|`{1,3}")
	underline  = words.Pattern(`(^|[\s(|—–-])_([^_\s][^_]*)_($|[\s)|,.;:—–-])`)
)

// isMarkdown reports whether a text is marked up rather than plain.
func isMarkdown(s string) bool {
	return atxHeading().MatchString(s) || strings.Count(s, "**") > 3 || strings.Contains(s, "](http")
}

// plain takes Markdown and HTML out of a line and keeps what it says,
// including where links lead.
func plain(s string) string {
	if len(s) > 20_000 {
		return s
	}
	s = link().ReplaceAllStringFunc(s, func(m string) string {
		g := link().FindStringSubmatch(m)
		return linked(g[1], g[2])
	})
	s = anchor().ReplaceAllStringFunc(s, func(m string) string {
		g := anchor().FindStringSubmatch(m)
		return linked(g[2], g[1])
	})
	s = tag().ReplaceAllString(s, " ")
	s = emphasis().ReplaceAllString(s, "")
	s = underline().ReplaceAllString(s, "$1$2$3")
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

// blanked puts blanks in the place of HTML comments, which nobody sees; all
// else stays where it is.
func blanked(s string) string {
	if !strings.Contains(s, "<!--") {
		return s
	}
	return comment().ReplaceAllStringFunc(s, func(m string) string {
		ends := strings.Count(m, "\n")
		return strings.Repeat(" ", len(m)-ends) + strings.Repeat("\n", ends)
	})
}

// frontMatter is where a Markdown text's front matter ends.
func frontMatter(source string, markdown bool) int {
	if rest, ok := strings.CutPrefix(source, "---\n"); ok && markdown {
		if i := strings.Index(rest, "\n---\n"); i >= 0 {
			return 4 + i + 4
		}
	}
	return 0
}
