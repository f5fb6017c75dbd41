package resume

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// Markdown writes the document as a CV to read. It is made of the document's
// facts and headings alone.
func Markdown(d Document) string {
	w := writer{facts: make(map[string]Fact, len(d.Facts))}
	for _, f := range d.Facts {
		w.facts[f.ID] = f
	}
	w.top(d)
	for i, s := range d.Sections {
		w.section(s, i)
	}
	return blankLines().ReplaceAllString(strings.TrimSpace(w.b.String()), "\n\n") + "\n"
}

var blankLines = words.Pattern(`\n{3,}`)

type writer struct {
	b     strings.Builder
	facts map[string]Fact
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		w.b.WriteString(p)
	}
}

func escape(s string) string {
	if strings.HasPrefix(s, "#") || strings.HasPrefix(s, ">") {
		return `\` + s
	}
	return s
}

// top writes the name and headline wherever they stood.
func (w *writer) top(d Document) {
	if f, ok := d.First(Name); ok {
		w.put("# ", f.Text, "\n\n")
	}
	if f, ok := d.First(Headline); ok {
		w.put("**", f.Text, "**\n\n")
	}
}

func (w *writer) section(s Section, i int) {
	if f := w.heading(s); f != "" {
		w.put("## ", f, "\n\n")
	} else if i > 0 && len(s.Facts)+len(s.Entries) > 0 {
		w.put("\n")
	}
	w.loose(s)
	for _, e := range s.Entries {
		w.entry(e)
	}
}

func (w *writer) heading(s Section) string {
	if len(s.Facts) > 0 {
		if f := w.facts[s.Facts[0]]; f.Kind == Heading && f.Text == s.Heading {
			return f.Text
		}
	}
	return ""
}

// loose writes a section's facts outside entries: runs of contacts, skills and
// languages on one line each, the rest line by line.
func (w *writer) loose(s Section) {
	ids := s.Facts
	if w.heading(s) != "" {
		ids = ids[1:]
	}
	for i := 0; i < len(ids); {
		f := w.facts[ids[i]]
		j := i + 1
		for j < len(ids) && w.facts[ids[j]].Kind == f.Kind && w.facts[ids[j]].Label == f.Label {
			j++
		}
		w.run(ids[i:j], f.Kind)
		i = j
	}
	if len(ids) > 0 {
		w.put("\n")
	}
}

func (w *writer) run(ids []string, kind Kind) {
	switch kind {
	case Name, Headline: // written at the top
	case Contact:
		w.put(w.join(ids, " · "), "\n\n")
	case Skill:
		w.put(w.join(ids, ", "), "\n\n")
	case Language, Certificate, Bullet:
		for _, id := range ids {
			w.put("- ", w.facts[id].Text, "\n")
		}
	case Heading, Summary, Organization, Title, Dates, Place, Degree, Text:
		w.paragraphs(ids, kind)
	}
}

func (w *writer) paragraphs(ids []string, kind Kind) {
	for _, id := range ids {
		text := w.facts[id].Text
		if kind == Heading {
			w.put("**", text, "**\n\n")
			continue
		}
		w.put(escape(text), "\n\n")
	}
}

func (w *writer) join(ids []string, sep string) string {
	texts := make([]string, 0, len(ids))
	for _, id := range ids {
		texts = append(texts, w.facts[id].Text)
	}
	return strings.Join(texts, sep)
}

// entry writes a head (what, where; when) and its body.
func (w *writer) entry(e Entry) {
	title, when := w.head(e)
	if title != "" {
		w.put("### ", title, "\n\n")
	}
	if len(when) > 0 {
		w.put("*", strings.Join(when, " · "), "*\n\n")
	}
	bullets := false
	for _, id := range e.Body {
		f := w.facts[id]
		if bullets && f.Kind != Bullet {
			w.put("\n")
		}
		bullets = f.Kind == Bullet
		w.run([]string{id}, f.Kind)
	}
	if bullets {
		w.put("\n")
	}
}

// head is what a head says, and when. Labels are left out: those of forms say
// nothing, and words such as "at" stand between what they join.
func (w *writer) head(e Entry) (title string, when []string) {
	between := ""
	for _, id := range e.Head {
		f := w.facts[id]
		switch f.Kind {
		case Heading:
			if word := at().FindString(" " + f.Text + " "); word != "" && title != "" {
				between = word
			}
		case Dates, Place, Contact:
			when = append(when, f.Text)
		default:
			title, between = title+between+f.Text, " — "
		}
	}
	return title, when
}
