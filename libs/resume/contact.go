package resume

import (
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/libs/words"
)

var (
	email = words.Pattern(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	phone = words.Pattern(`(?:\+|\(\+?|00)?\(?\d[\d\s().*/-]{6,20}\d`)
	url   = words.Pattern(`(?i)\b(?:https?://[^\s<>"()\[\]]+|www\.[^\s<>"()\[\]]+|(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|edu|gov|eu|de|fr|es|it|uk|pl|nl|ch|at|br|pt|jp|cn|in|ru|co|ai|app|info)(?:/[^\s<>"()\[\]]*)?)`)
)

// contact reads the part that says who the CV is about.
func (p *parser) contact(c chapter) {
	who := p.findName(c)
	named := c.heading.text != "" || who.line >= 0 || p.has(Name)
	headline := c.heading.text != "" || p.has(Headline)
	for i := 0; i < len(c.lines); i++ {
		l := c.lines[i]
		switch {
		case i == who.line:
			i = p.nameLine(c.lines, who, &headline)
		case isDocumentsTitle(l.text):
			p.loose(Heading, l.start, l.end, l.text)
		case isContact(l.text):
			p.contacts(l)
		case !named && wordCount(l.text) <= 7:
			p.loose(Name, l.start, l.end, l.text)
			named = true
		case wordCount(l.text) >= 12 || isProse(l):
			i = p.paragraph(c.lines, i)
			headline = true
		case !headline && wordCount(l.text) <= 14 && (who.line < i || hasCue(l.text, titleCues)):
			p.labelled(Headline, l)
			headline = true
		default:
			p.contacts(l)
		}
	}
}

func (p *parser) has(kind Kind) bool {
	_, ok := p.doc.First(kind)
	return ok
}

// labelled adds a line without the label of a form before it ("Role: Buyer"):
// where it stands says as much.
func (p *parser) labelled(kind Kind, l line) {
	n, of := headLabel(p.doc.Source[l.start:l.end])
	if n == 0 || of != Title {
		p.loose(kind, l.start, l.end, l.text)
		return
	}
	p.loose(kind, l.start+n, l.end, p.plain(words.Piece{Start: l.start + n, End: l.end}))
}

// paragraph adds the prose that begins at i and returns its last line.
func (p *parser) paragraph(all []line, i int) int {
	j := i
	for j+1 < len(all) && !all[j+1].blank && !isContact(all[j+1].text) && !all[j+1].bullet {
		j++
	}
	p.loose(Text, all[i].start, all[j].end, joined(all[i:j+1]))
	return j
}

func isContact(s string) bool {
	return len(s) < 400 && (email().MatchString(s) || url().MatchString(s) || phone().MatchString(s) && len(FindDates(s)) == 0)
}

// contacts adds a line's contacts, cut at its separators.
func (p *parser) contacts(l line) {
	source := p.doc.Source
	if label, _, ok := strings.Cut(source[l.start:l.end], ": "); ok {
		if kind, ok := HeadingKind(label); ok && kind == SectionContact {
			l.start += len(label) + 2
		}
	}
	for _, piece := range split(source, l.start, l.end, func(r rune) bool { return strings.ContainsRune("|·•⋄◦∙§", r) }) {
		p.loose(Contact, piece.Start, piece.End, p.plain(piece))
	}
}

func (p *parser) plain(piece words.Piece) string {
	raw := p.doc.Source[piece.Start:piece.End]
	if p.markdown {
		return plain(raw)
	}
	return raw
}

// name looks for the name where a sidebar came first: a short line that the
// e-mail address speaks of.
func (p *parser) name() {
	if _, ok := p.doc.First(Name); ok {
		return
	}
	parts := addressee(p.doc.Source)
	for i := range p.doc.Facts {
		f := &p.doc.Facts[i]
		if f.Kind == Heading && !looksLikeName(f.Text) || f.Kind == Contact {
			continue
		}
		if wordCount(f.Text) >= 2 && wordCount(f.Text) <= 5 && speaksOf(f.Text, parts) {
			f.Kind = Name
			p.headline(i + 1)
			return
		}
	}
}

// addressee are the words of the first e-mail address before its sign.
func addressee(source string) []string {
	local, _, _ := strings.Cut(email().FindString(source), "@")
	return strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) })
}

// headline makes the short line after a late name the headline.
func (p *parser) headline(i int) {
	if i < len(p.doc.Facts) {
		if f := &p.doc.Facts[i]; f.Kind != Heading && f.Section == p.doc.Facts[i-1].Section && wordCount(f.Text) <= 10 {
			f.Kind = Headline
		}
	}
}

func speaksOf(text string, parts []string) bool {
	for w := range strings.FieldsSeq(words.Plain(text)) {
		for _, part := range parts {
			if len(part) >= 3 && (w == words.Plain(part) || strings.HasPrefix(w, words.Plain(part)+"-")) {
				return true
			}
		}
	}
	return false
}
