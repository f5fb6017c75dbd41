package match

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the longest posting that is read, in bytes.
const maxText = 120_000

var (
	// onlyComments are lines that vanish with the comments in them: a blank line
	// would say that something new begins.
	onlyComments = regexp.MustCompile(`(?m)^[ \t]*\x00[ \t\x00]*\n`)

	comments  = regexp.MustCompile(`(?s)<!--.*?-->`)
	nothing   = regexp.MustCompile(`\x00`)
	breaking  = regexp.MustCompile(`(?i)<(?:br|/p|/li|/div|/h[1-6]|/tr|/ul|/ol|li|p|h[1-6])\b[^<>]*>`)
	anyTag    = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	liquid    = regexp.MustCompile(`(?s)\{%-?\s*comment.*?endcomment.*?%\}|\{%.*?%\}|\{\{.*?\}\}`)
	mdLink    = regexp.MustCompile(`!?\[([^\]\[]*)\]\([^()]*\)`)
	mdSigns   = regexp.MustCompile("\\*{1,3}|`{1,3}|_{2,3}")
	entity    = regexp.MustCompile(`&#?[A-Za-z0-9]{2,8};`)
	lineEnds  = regexp.MustCompile(`\r\n?|[\v\f\x{2028}\x{2029}]`)
	bullets   = regexp.MustCompile(`(?m)^[ \t]*(?:[*·▪◦‣●■►▸✓✔➢–]|\*{0,3}\d{1,2}[.)])[ \t\x{a0}]+`)
	blanks    = regexp.MustCompile(`[ \t\x{a0}]*\n[ \t\x{a0}]*`)
	blankRuns = regexp.MustCompile(`[^\S\n ][^\S\n]*| [^\S\n]+`)
)

// clean turns a posting into plain lines: what nobody sees, markup, comments
// and templates are gone.
func clean(s string) trail {
	if len(s) > maxText {
		s = s[:maxText]
	}
	t := newTrail(s)
	t = t.replace(lineEnds, func(string) string { return "\n" })
	t = t.cut(unseenSigns, "")
	t = unshown(frontMatter(t).cut(comments, "\x00"), "\x00").cut(onlyComments, "").replace(nothing, func(string) string { return " " })
	if strings.Count(t.text, "</") > 2 {
		t = t.replace(breaking, lineOf)
	}
	t = t.cut(bullets, "- ")
	t = t.cut(liquid, " ").cut(anyTag, " ").cut(mdLink, "").replace(entity, html.UnescapeString).cut(mdSigns, "")
	t = t.replace(blankRuns, func(string) string { return " " }).replace(blanks, func(string) string { return "\n" })
	return unwrapped(t).trimmed()
}

// lineOf is how a tag that breaks the line begins the next: as Markdown would.
func lineOf(tag string) string {
	switch tag = strings.ToLower(tag); {
	case strings.HasPrefix(tag, "<li"):
		return "\n- "
	case strings.HasPrefix(tag, "<h") && !strings.HasPrefix(tag, "<hr"):
		return "\n# "
	default:
		return "\n"
	}
}

// unseenSigns are characters that take no room: joiners, soft hyphens,
// direction marks, controls.
var unseenSigns = regexp.MustCompile(`[\p{Cf}\x00-\x08\x0e-\x1f\x7f]+`)

// frontMatter keeps what YAML front matter says: the title, and lists.
func frontMatter(t trail) trail {
	body, ok := strings.CutPrefix(t.text, "---\n")
	if !ok {
		return t
	}
	head, _, ok := strings.Cut(body, "\n---")
	if !ok {
		return t
	}
	w, at := builder{old: t}, len("---\n")
	for line := range strings.Lines(head + "\n") {
		start, end := at, at+len(strings.TrimRight(line, "\n"))
		at += len(line)
		trimmed := strings.TrimSpace(line)
		start += strings.Index(t.text[start:end], trimmed)
		key, value, found := strings.Cut(trimmed, ":")
		switch {
		case trimmed == "" || trimmed[0] == '#':
			continue
		case strings.HasPrefix(trimmed, "- ") && !strings.Contains(trimmed, "://"):
			w.keep(start, start+len(trimmed))
		case found && strings.EqualFold(key, "title"):
			value = strings.Trim(strings.TrimSpace(value), `"'`)
			w.put("Title: ", start, start+len(key)+1)
			from := start + strings.LastIndex(trimmed, value)
			w.keep(from, from+len(value))
		case found && strings.TrimSpace(value) == "" && len(key) < 40:
			w.keep(start, start+len(key)+1)
		default:
			continue
		}
		w.put("\n", start, start+1)
	}
	rest := min(len(t.text), at+len("---"))
	w.keep(rest, len(t.text))
	return w.done()
}

// unwrapped joins the lines of a paragraph that was broken for its width: the
// next one goes on in small letters.
func unwrapped(t trail) trail {
	w, last := builder{old: t}, 0
	at := 0
	for line := range strings.Lines(t.text) {
		end := at + len(line) - 1
		if next := at + len(line); strings.HasSuffix(line, "\n") && next < len(t.text) && goesOn(line[:len(line)-1], t.text[next:]) {
			w.keep(last, end)
			w.put(" ", end, end+1)
			last = next
		}
		at += len(line)
	}
	w.keep(last, len(t.text))
	return w.done()
}

// shortLine is what a line of a broken paragraph is not.
const shortLine = 25

func goesOn(line, next string) bool {
	r, _ := utf8.DecodeRuneInString(next)
	next, _, _ = strings.Cut(next, "\n")
	if strings.HasSuffix(next, ":") || strings.HasPrefix(line, "Title: ") {
		return false // a heading
	}
	return len(line) >= shortLine && line[0] != '#' && unicode.IsLower(r) && !strings.ContainsAny(line[len(line)-1:], ".:!?;")
}

// trimmed takes blank lines off either end.
func (t trail) trimmed() trail {
	start := len(t.text) - len(strings.TrimLeft(t.text, " \n"))
	end := max(start, len(strings.TrimRight(t.text, " \n")))
	w := builder{old: t}
	w.keep(start, end)
	return w.done()
}
