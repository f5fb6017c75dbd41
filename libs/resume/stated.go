package resume

import (
	"slices"
	"strings"
)

// Stated is something that the person said beside the CV, and confirmed to be
// true. Title and Organization name the entry it belongs to, if any.
type Stated struct {
	ID           string `json:"id"`
	Text         string `json:"text"`
	Title        string `json:"title,omitempty"`
	Organization string `json:"organization,omitempty"`
}

// statedHeadings are what statements without another place are headed.
var statedHeadings = map[string]string{
	"en": "Additional information", "de": "Weitere Angaben", "fr": "Informations complémentaires", "es": "Información adicional",
}

// With returns the document with the person's own statements as facts: the
// name of a skill among the skills, what belongs to an entry there, the rest
// in a section at the end. Their words stand behind the source's.
func (d Document) With(stated []Stated) Document {
	if len(stated) == 0 {
		return d
	}
	d.Facts, d.Sections = slices.Clone(d.Facts), slices.Clone(d.Sections)
	for _, s := range stated {
		text := squeeze(s.Text)
		if _, known := d.Fact(s.ID); known || text == "" {
			continue
		}
		d.Source += "\n\n" + text
		f := Fact{ID: s.ID, Kind: Bullet, Text: text, Start: len(d.Source) - len(text), End: len(d.Source), Stated: true}
		if !d.intoEntry(&f, s) && !d.intoSkills(&f) {
			d.intoSection(&f)
		}
		d.Facts = append(d.Facts, f)
	}
	return d
}

func (d *Document) intoEntry(f *Fact, s Stated) bool {
	if s.Title == "" && s.Organization == "" {
		return false
	}
	for i := range d.Sections {
		for j := range d.Sections[i].Entries {
			e := d.Sections[i].Entries[j]
			if title, organization := d.Frame(e); title != s.Title || organization != s.Organization {
				continue
			}
			d.Sections[i].Entries = slices.Clone(d.Sections[i].Entries)
			e.Body = append(slices.Clone(e.Body), f.ID)
			d.Sections[i].Entries[j] = e
			f.Section, f.Entry = d.Sections[i].ID, e.ID
			return true
		}
	}
	return false
}

// Frame is the title and the organization of an entry, as far as it has them.
func (d *Document) Frame(e Entry) (title, organization string) {
	for _, id := range e.Head {
		switch f, _ := d.Fact(id); {
		case f.Kind == Title && title == "":
			title = f.Text
		case f.Kind == Organization && organization == "":
			organization = f.Text
		}
	}
	return title, organization
}

// mostSkillWords is how many words the name of a skill has at most.
const mostSkillWords = 4

func (d *Document) intoSkills(f *Fact) bool {
	if wordCount(f.Text) > mostSkillWords || strings.ContainsAny(f.Text, ".;:!?") {
		return false
	}
	for i := range d.Sections {
		s := &d.Sections[i]
		n := len(s.Facts)
		if s.Kind != SectionSkills || n == 0 {
			continue
		}
		last, _ := d.Fact(s.Facts[n-1])
		if last.Kind != Skill {
			continue
		}
		f.Kind, f.Section, f.Label = Skill, s.ID, last.Label
		s.Facts = append(slices.Clone(s.Facts), f.ID)
		return true
	}
	return false
}

const statedSection = "stated"

func (d *Document) intoSection(f *Fact) {
	f.Section = statedSection
	n := len(d.Sections)
	if n == 0 || d.Sections[n-1].ID != statedSection {
		heading := statedHeadings[d.Language]
		if heading == "" {
			heading = statedHeadings["en"]
		}
		head := Fact{ID: statedSection + "-heading", Kind: Heading, Section: statedSection, Text: heading}
		d.Facts = append(d.Facts, head)
		d.Sections = append(d.Sections, Section{ID: statedSection, Kind: SectionOther, Heading: heading, Facts: []string{head.ID}, Entries: []Entry{}})
		n++
	}
	s := &d.Sections[n-1]
	s.Facts = append(slices.Clone(s.Facts), f.ID)
}
