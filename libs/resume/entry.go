package resume

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// framed reads a section of entries: jobs, degrees, projects. An entry begins
// where its head does: a Markdown heading, or the lines around its dates.
func (p *parser) framed(c chapter) {
	heads := findHeads(p.doc.Source, c)
	if len(heads) == 0 {
		p.body("", c.lines, c.kind)
		return
	}
	p.body("", c.lines[:heads[0].from], c.kind)
	unclear := make([]open, 0, len(heads))
	for i, h := range heads {
		end := len(c.lines)
		if i+1 < len(heads) {
			end = heads[i+1].from
		}
		unclear = append(unclear, p.entry(c.lines[h.from:h.to], c.lines[h.to:end], c.kind))
	}
	p.settle(unclear, c.kind)
}

func (p *parser) entry(head, body []line, kind string) open {
	p.entries++
	e := Entry{ID: "e" + strconv.Itoa(p.entries)}
	s := &p.doc.Sections[len(p.doc.Sections)-1]
	first := len(p.doc.Facts)
	e.Head, e.Range = p.head(head, e.ID, kind)
	o := p.label(first, kind)
	s.Entries = append(s.Entries, e)
	p.body(e.ID, body, kind)
	return o
}

// body adds bullets and prose, to the entry or, without one, to the section.
func (p *parser) body(entry string, all []line, section string) {
	marked := 0
	for _, l := range all {
		if l.bullet {
			marked++
		}
	}
	first := len(p.doc.Facts)
	for i, l := range all {
		if i > 0 && len(p.doc.Facts) > first && goesOn(all[i-1], l, marked > 0) && p.extend(l) {
			continue
		}
		kind := Bullet
		switch {
		case l.level > 0:
			kind = Heading
		case !l.bullet && (marked > 0 || entry == "" || section == SectionEducation || section == SectionOther):
			kind = Text
		case !l.bullet && wordCount(l.text) < 3:
			kind = Text
		}
		if id := p.add(kind, entry, l.start, l.end, l.text); id != "" {
			p.place(id, entry)
		}
	}
}

func (p *parser) place(id, entry string) {
	s := &p.doc.Sections[len(p.doc.Sections)-1]
	if entry == "" {
		s.Facts = append(s.Facts, id)
		return
	}
	e := &s.Entries[len(s.Entries)-1]
	e.Body = append(e.Body, id)
}

// goesOn reports whether b is the wrapped rest of a's bullet or paragraph.
func goesOn(a, b line, marked bool) bool {
	switch {
	case b.bullet || b.level > 0 || a.level > 0 || b.bold:
		return false
	case startsLower(b.text) && !fullStop(a.text):
		return true
	case b.blank:
		return false
	case fullStop(a.text):
		return marked && utf8.RuneCountInString(a.text) >= 80
	default:
		return marked && (utf8.RuneCountInString(a.text) >= 45 || brokenOff(a.text))
	}
}

// brokenOff reports a line that ends in the middle of a phrase.
func brokenOff(s string) bool {
	last := strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])
	return strings.HasSuffix(last, ",") || slices.ContainsFunc(words.Languages, func(l string) bool { return words.Stop(last, l) && last != "it" && len(last) > 1 })
}

// isProse reports whether a line is a sentence rather than a name or a title.
func isProse(l line) bool {
	n := wordCount(l.text)
	if n >= 9 {
		return true
	}
	last := l.text[strings.LastIndexByte(l.text, ' ')+1:]
	stop := fullStop(l.text) && strings.Count(last, ".") == 1 && len(last) > 5
	return n >= 3 && (stop || strings.HasSuffix(l.text, ";") || strings.HasSuffix(l.text, ":"))
}
