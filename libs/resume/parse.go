package resume

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// Parse reads a CV. It never fails: what it can't make sense of is Text.
func Parse(in Input) Document {
	given := blanked(strings.ToValidUTF8(in.Text, "?"))
	seen := newVisible(given)
	source, parts := seen.text, slices.Clone(in.Parts)
	for i := range parts {
		parts[i].Start, parts[i].End = seen.here(parts[i].Start), seen.here(parts[i].End)
	}
	p := parser{doc: Document{Source: source, Language: words.Detect(source), Today: in.Today}, markdown: isMarkdown(source)}
	all := lines(source)
	for _, c := range chapters(source, all, parts) {
		p.chapter(c)
	}
	p.name()
	return seen.restored(p.doc, given)
}

type parser struct {
	doc      Document
	entries  int
	markdown bool
}

// add makes a fact of a stretch of the source and returns its id, or "" where
// the stretch says nothing.
func (p *parser) add(kind Kind, entry string, start, end int, text string) string {
	text = squeeze(text)
	if !hasWord(text) {
		return ""
	}
	f := Fact{
		ID: "f" + strconv.Itoa(len(p.doc.Facts)+1), Kind: kind, Entry: entry,
		Section: p.doc.Sections[len(p.doc.Sections)-1].ID, Text: text, Start: start, End: end,
	}
	p.doc.Facts = append(p.doc.Facts, f)
	return f.ID
}

// loose adds a fact outside entries.
func (p *parser) loose(kind Kind, start, end int, text string) {
	s := &p.doc.Sections[len(p.doc.Sections)-1]
	if id := p.add(kind, "", start, end, text); id != "" {
		s.Facts = append(s.Facts, id)
	}
}

func (p *parser) chapter(c chapter) {
	p.doc.Sections = append(p.doc.Sections, Section{
		ID: "s" + strconv.Itoa(len(p.doc.Sections)), Kind: c.kind, Heading: c.heading.text, Start: c.start, End: c.end,
	})
	if c.heading.text != "" {
		p.loose(Heading, c.heading.start, c.heading.end, c.heading.text)
	}
	switch c.kind {
	case SectionContact:
		p.contact(c)
	case SectionSummary:
		p.prose(c.lines, Summary)
	case SectionSkills:
		p.list(c.lines, Skill)
	case SectionLanguages:
		p.list(c.lines, Language)
	case SectionCertificates:
		p.certificates(c.lines)
	default:
		p.framed(c)
	}
}

// prose adds paragraphs, their lines joined.
func (p *parser) prose(all []line, kind Kind) {
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && !all[j].bullet && all[j].level == 0 && !(all[j].blank && fullStop(all[j-1].text)) {
			j++
		}
		k := kind
		if all[i].level > 0 {
			k = Heading
			j = i + 1
		}
		p.loose(k, all[i].start, all[j-1].end, joined(all[i:j]))
		i = j
	}
}

func fullStop(s string) bool { return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") }

// joined puts wrapped lines together again.
func joined(all []line) string {
	var b strings.Builder
	for i, l := range all {
		if i > 0 && !(strings.HasSuffix(all[i-1].text, "-") && startsLower(l.text)) {
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func (p *parser) certificates(all []line) {
	for i, l := range all {
		kind := Certificate
		if l.level > 0 {
			kind = Heading
		} else if isProse(l) && wordCount(l.text) > 14 {
			kind = Text
		}
		if i > 0 && kind == Certificate && continues(all[i-1], l) && p.extend(l) {
			continue
		}
		p.loose(kind, l.start, l.end, l.text)
	}
}

// extend appends a line to the fact before it.
func (p *parser) extend(l line) bool {
	if len(p.doc.Facts) == 0 {
		return false
	}
	f := &p.doc.Facts[len(p.doc.Facts)-1]
	if f.Section != p.doc.Sections[len(p.doc.Sections)-1].ID || f.Kind == Heading || f.End > l.start {
		return false
	}
	join := " "
	if strings.HasSuffix(f.Text, "-") && startsLower(l.text) {
		join = ""
	}
	f.Text += join + l.text
	f.End = l.end
	return true
}

// continues reports whether b is the wrapped rest of a.
func continues(a, b line) bool {
	return !b.bullet && b.level == 0 && startsLower(b.text) && !fullStop(a.text) && !endsInDate(a.text)
}

// endsInDate reports a line that its date has finished.
func endsInDate(s string) bool {
	found := FindDates(s)
	return len(found) > 0 && !hasWord(s[found[len(found)-1].End:])
}
