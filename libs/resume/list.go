package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// list reads skills or languages: cut at commas and the like, grouped by the
// label before a colon.
func (p *parser) list(all []line, kind Kind) {
	label := ""
	for i := 0; i < len(all); {
		l := all[i]
		if i > 0 && wraps(all[i-1], l) && p.unfinished(all[i-1]) && p.extend(l) {
			i++
			continue
		}
		switch {
		case l.level > 0 || l.bold && i+1 < len(all):
			p.loose(Heading, l.start, l.end, l.text)
			label = l.text
		case kind == Skill && isProse(l) && strings.Count(l.text, ",")*3 < wordCount(l.text):
			p.loose(Text, l.start, l.end, l.text)
		case kind == Skill && !strings.Contains(l.text, ":") && strings.Count(l.text, ",") < 2 && endsInDate(l.text):
			p.loose(Certificate, l.start, l.end, l.text)
		default:
			label = p.items(l, kind, label)
		}
		i++
	}
}

// wraps reports whether b goes on with the item that a broke off.
func wraps(a, b line) bool {
	return !b.bullet && b.level == 0 && !b.blank && startsLower(b.text) && wordCount(a.text) > 5
}

func (p *parser) unfinished(a line) bool {
	r, _ := utf8.DecodeLastRuneInString(a.text)
	return !strings.ContainsRune(",;.:", r)
}

// items adds the items of one line and returns the label that holds for the
// lines after it.
func (p *parser) items(l line, kind Kind, label string) string {
	source := p.doc.Source
	start := l.start
	if own, after := labelled(source[l.start:l.end]); after > 0 && kind == Skill {
		text := squeeze(strings.TrimRight(p.plain(words.Piece{Start: l.start, End: l.start + own}), ": |"))
		p.loose(Heading, l.start, l.start+own, text)
		label = text
		start = l.start + after
	}
	for _, piece := range split(source, start, l.end, itemSeparator(source[start:l.end])) {
		p.loose(kind, piece.Start, piece.End, strings.TrimRight(p.plain(piece), " ."))
		if f := &p.doc.Facts[len(p.doc.Facts)-1]; f.Kind == kind {
			f.Label = label
		}
	}
	return label
}

// labelled finds a label such as "Languages:" or the first cell of a table row:
// how long it is and where its items begin.
func labelled(s string) (own, after int) {
	if strings.HasPrefix(s, "|") {
		rest := s[1:]
		if i := strings.IndexByte(rest, '|'); i > 0 && i+2 < len(s) {
			return i + 1, i + 2
		}
		return 0, 0
	}
	for _, sep := range []string{":** ", ": ", ":\t", " – ", " — ", " - "} {
		if i := strings.Index(s, sep); i > 0 && i+len(sep) < len(s) && wordCount(s[:i]) <= 5 && strings.ContainsAny(s[i:], ",;|·") && !strings.ContainsAny(s[:i], ",;|") {
			return i, i + len(sep)
		}
	}
	return 0, 0
}

// itemSeparator is what parts the items of a line: commas where there are
// any, and always bars, bullets and semicolons.
func itemSeparator(s string) func(rune) bool {
	signs := ",;|•·●▪◦∙、，；\t"
	if !strings.ContainsAny(s, signs) && strings.Count(s, " / ") > 1 {
		signs += "/"
	}
	return func(r rune) bool { return strings.ContainsRune(signs, r) }
}

// split cuts a stretch of the source at separators outside brackets and not
// between digits.
func split(source string, start, end int, separates func(rune) bool) []words.Piece {
	var all []words.Piece
	depth, from := 0, start
	for i, r := range source[start:end] {
		at := start + i
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth == 0 && separates(r) && !betweenDigits(source, at, r):
			all = append(all, words.Piece{Start: from, End: at})
			from = at + utf8.RuneLen(r)
		}
	}
	if depth > 0 && len(all) == 0 { // a bracket that never closes
		return whole(source, start, end, separates)
	}
	return tidy(source, append(all, words.Piece{Start: from, End: end}))
}

func whole(source string, start, end int, separates func(rune) bool) []words.Piece {
	var all []words.Piece
	from := start
	for i, r := range source[start:end] {
		if at := start + i; separates(r) && !betweenDigits(source, at, r) {
			all = append(all, words.Piece{Start: from, End: at})
			from = at + utf8.RuneLen(r)
		}
	}
	return tidy(source, append(all, words.Piece{Start: from, End: end}))
}

func betweenDigits(source string, at int, r rune) bool {
	before, _ := utf8.DecodeLastRuneInString(source[:at])
	after, _ := utf8.DecodeRuneInString(source[at+utf8.RuneLen(r):])
	return unicode.IsDigit(before) && unicode.IsDigit(after)
}

// tidy trims the pieces and drops the empty ones.
func tidy(source string, all []words.Piece) []words.Piece {
	kept := all[:0]
	for _, p := range all {
		l := line{start: p.Start, end: p.End}
		l.trim(source)
		if l.start < l.end {
			kept = append(kept, words.Piece{Start: l.start, End: l.end})
		}
	}
	return kept
}
