package press

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// layout makes blocks of a CV, each fact exactly once.
type layout struct {
	facts map[string]resume.Fact
	sheet Sheet
}

func (l *layout) add(b Block) { l.sheet.Blocks = append(l.sheet.Blocks, b) }

func (l *layout) section(s resume.Section) {
	ids := s.Facts
	if len(ids) > 0 && l.facts[ids[0]].Kind == resume.Heading {
		l.add(Block{Kind: Heading, Text: l.facts[ids[0]].Text})
		ids = ids[1:]
	}
	l.list(ids)
	for _, e := range s.Entries {
		l.entry(e)
	}
}

// list lays facts out that stand outside heads: contacts and skills of a kind
// together on one line.
func (l *layout) list(ids []string) {
	for i := 0; i < len(ids); {
		f := l.facts[ids[i]]
		j := i + 1
		for j < len(ids) && l.facts[ids[j]].Kind == f.Kind && l.facts[ids[j]].Label == f.Label {
			j++
		}
		l.run(ids[i:j], f)
		i = j
	}
}

func (l *layout) run(ids []string, first resume.Fact) {
	switch first.Kind {
	case resume.Name, resume.Headline: // at the top already
	case resume.Contact:
		l.add(Block{Kind: Contact, Text: l.joined(ids, "  ·  ")})
	case resume.Skill:
		l.skills(ids, first.Label)
	case resume.Bullet, resume.Language, resume.Certificate:
		for _, id := range ids {
			l.add(Block{Kind: Bullet, Text: l.facts[id].Text})
		}
	case resume.Heading:
		for _, id := range ids {
			l.add(Block{Kind: Group, Text: l.facts[id].Text})
		}
	case resume.Summary, resume.Text, resume.Title, resume.Organization, resume.Dates, resume.Place, resume.Degree:
		for _, id := range ids {
			l.add(Block{Kind: Text, Text: l.facts[id].Text})
		}
	}
}

// skills puts the label of a group before its skills where it stands as a
// heading of its own just above.
func (l *layout) skills(ids []string, label string) {
	b := Block{Kind: Skills, Text: l.joined(ids, ", ")}
	if n := len(l.sheet.Blocks); n > 0 && label != "" && l.sheet.Blocks[n-1] == (Block{Kind: Group, Text: label}) {
		l.sheet.Blocks = l.sheet.Blocks[:n-1]
		b.Under = label
	}
	l.add(b)
}

func (l *layout) joined(ids []string, sep string) string {
	texts := make([]string, 0, len(ids))
	for _, id := range ids {
		texts = append(texts, l.facts[id].Text)
	}
	return strings.Join(texts, sep)
}

// entry puts what was done first, where below it and when to its right.
func (l *layout) entry(e resume.Entry) {
	var what, where, when []string
	for _, id := range e.Head {
		f := l.facts[id]
		switch f.Kind {
		case resume.Dates:
			when = append(when, f.Text)
		case resume.Title, resume.Degree:
			what = append(what, f.Text)
		case resume.Heading: // a form's label, or a word such as "at": its place says as much
		default:
			where = append(where, f.Text)
		}
	}
	if len(what) == 0 && len(where) > 0 {
		what, where = where[:1], where[1:]
	}
	l.add(Block{Kind: Entry, Text: strings.Join(what, ", "), Under: strings.Join(where, ", "), Right: strings.Join(when, ", ")})
	l.list(e.Body)
}
