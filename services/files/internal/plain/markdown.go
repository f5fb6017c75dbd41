package plain

import (
	"html"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// The signs of Markdown, each linear in the length of what it is matched with.
var (
	heading   = words.Pattern(`^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$`)
	underline = words.Pattern(`^ {0,3}(=+|-{3,})[ \t]*$`)
	rule      = words.Pattern(`^ {0,3}([-*_][ \t]*){3,}$`)
	fence     = words.Pattern("^ {0,3}(```|~~~)")
	bullet    = words.Pattern(`^([ \t]*)[-*+][ \t]+`)
	quote     = words.Pattern(`^ {0,3}(>[ \t]?)+`)
	image     = words.Pattern(`!\[([^\]]*)\]\([^)]*\)`)
	link      = words.Pattern(`\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?(?:\s+["'(][^)]*)?\)`)
	reference = words.Pattern(`\[([^\[\]]+)\]\[[^\[\]]*\]`)
	target    = words.Pattern(`^ {0,3}\[[^\]]+\]:\s+\S+`)
	bare      = words.Pattern(`<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s]+)>`)
	strong    = words.Pattern(`(\*\*|__)([^\s*_](?:[^*_\n]*[^\s*_])?)(\*\*|__)`)
	emphasis  = words.Pattern(`(^|[^\w*])([*_])([^\s*_](?:[^*_\n]*[^\s*_])?)([*_])($|[^\w*])`)
	code      = words.Pattern("`{1,2}([^`\n]+)`{1,2}")
	strike    = words.Pattern(`~~([^~\n]+)~~`)
	comment   = words.Pattern(`(?s)<!--.*?-->`)
	unread    = words.Pattern(`(?is)<(script|style|template)\b[^>]*>.*?</(script|style|template)\s*>`)
	breaks    = words.Pattern(`(?i)</?(br|p|div|li|tr|h[1-6]|ul|ol|table)\b[^>]*>`)
	tag       = words.Pattern(`</?[A-Za-z][^<>]*>`)
	escaped   = words.Pattern(`\\([\\` + "`" + `*_{}\[\]()#+\-.!>~|])`)
	divider   = words.Pattern(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$`)
	front     = words.Pattern(`\A---\n(?s:(.*?))\n---(\n|\z)`)
)

// IsMarkdown reports whether text uses the signs of Markdown.
func IsMarkdown(text string) bool {
	signs := 0
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case heading().MatchString(line):
			return true
		case fence().MatchString(line), link().MatchString(line), strong().MatchString(line):
			signs++
		}
		if signs >= 2 {
			return true
		}
	}
	return false
}

// ReadMarkdown decodes Markdown and returns it as a reader of the page sees it.
func ReadMarkdown(data []byte) (Text, error) {
	t, err := Read(data)
	if err != nil {
		return t, err
	}
	body := front().ReplaceAllString(t.Text, "")
	for _, c := range comment().FindAllString(body, -1) {
		t.hide(strings.TrimSuffix(strings.TrimPrefix(c, "<!--"), "-->"))
	}
	body = comment().ReplaceAllString(body, "")
	body = unread().ReplaceAllString(body, "")
	var out []string
	fenced := false
	for line := range strings.SplitSeq(body, "\n") {
		if fence().MatchString(line) {
			fenced = !fenced
			continue
		}
		if fenced {
			out = append(out, line)
			continue
		}
		out = append(out, render(line)...)
	}
	shown := clean(strings.Join(out, "\n")) // what was written as &#xE60F; is in it only now
	t.Text, t.Broken = shown.Text, t.Broken+shown.Broken
	t.Hidden, t.HiddenText = t.Hidden+shown.Hidden, t.HiddenText+shown.HiddenText
	return t, nil
}

func (t *Text) hide(s string) {
	s = strings.Join(strings.Fields(s), " ")
	t.Hidden += len([]rune(s))
	if len(t.HiddenText) < maxHiddenText {
		t.HiddenText += strings.ToValidUTF8(s[:min(len(s), maxHiddenText)], "")
	}
}

// render returns one line of Markdown as plain text.
func render(line string) []string {
	switch {
	case target().MatchString(line), divider().MatchString(line), underline().MatchString(line), rule().MatchString(line):
		return nil
	}
	line = quote().ReplaceAllString(line, "")
	before := []string{}
	if h := heading().FindStringSubmatch(line); h != nil {
		before, line = []string{""}, h[2]
	}
	line = bullet().ReplaceAllString(line, "$1- ")
	if t := strings.TrimSpace(line); strings.HasPrefix(t, "|") && strings.HasSuffix(t, "|") && len(t) > 1 {
		line = strings.Join(trimAll(strings.Split(t[1:len(t)-1], "|")), "\t")
	}
	return append(before, strings.Split(inline(line), "\n")...)
}

func trimAll(cells []string) []string {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func inline(line string) string {
	line = image().ReplaceAllString(line, "$1")
	line = link().ReplaceAllStringFunc(line, func(s string) string {
		m := link().FindStringSubmatch(s)
		return linked(m[1], m[2])
	})
	line = reference().ReplaceAllString(line, "$1")
	line = bare().ReplaceAllString(line, "$1")
	line = breaks().ReplaceAllString(line, "\n")
	line = tag().ReplaceAllString(line, "")
	line = strong().ReplaceAllString(line, "$2")
	line = emphasis().ReplaceAllString(line, "$1$3$5")
	line = code().ReplaceAllString(line, "$1")
	line = strike().ReplaceAllString(line, "$1")
	line = escaped().ReplaceAllString(line, "$1")
	return html.UnescapeString(line)
}

// linked returns a link's text, and where it leads if that says more.
func linked(text, to string) string {
	address := strings.TrimPrefix(to, "mailto:")
	web := strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://") || address != to
	bareAddress := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"), "/")
	switch {
	case !web || strings.Contains(text, bareAddress):
		return text
	case strings.TrimSpace(text) == "":
		return address
	default:
		return text + " (" + address + ")"
	}
}
