package resume

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (b *builder) section(s Section) {
	switch s.Kind {
	case SectionExperience:
		for _, e := range s.Entries {
			b.out.Work = append(b.out.Work, b.work(e))
		}
	case SectionEducation:
		for _, e := range s.Entries {
			b.out.Education = append(b.out.Education, b.school(e))
		}
	case SectionProjects:
		for _, e := range s.Entries {
			b.out.Projects = append(b.out.Projects, b.project(e))
		}
	case SectionOther:
		b.other(s)
		return
	}
	b.lists(s)
}

func (b *builder) pick(e Entry, kind Kind) string {
	var all []string
	for _, id := range e.Head {
		if f := b.facts[id]; f.Kind == kind {
			all = append(all, f.Text)
		}
	}
	return strings.Join(all, ", ")
}

// texts are the entry's bullets and its prose.
func (b *builder) texts(e Entry) (bullets []string, prose string) {
	var rest []string
	for _, id := range e.Body {
		if f := b.facts[id]; f.Kind == Bullet {
			bullets = append(bullets, f.Text)
		} else {
			rest = append(rest, f.Text)
		}
	}
	return bullets, strings.Join(rest, "\n")
}

func (b *builder) work(e Entry) jsonWork {
	bullets, prose := b.texts(e)
	at := "/work/" + strconv.Itoa(len(b.out.Work))
	b.markFrame(at, e, map[Kind]string{Organization: "name", Title: "position", Place: "location", Contact: "url"})
	b.markBody(at, e, "highlights", "summary")
	return jsonWork{
		Name: b.pick(e, Organization), Position: b.pick(e, Title), Location: b.pick(e, Place), URL: site(b.pick(e, Contact)),
		StartDate: e.Range.From.String(), EndDate: e.Range.To.String(), Summary: prose, Highlights: bullets,
	}
}

func (b *builder) school(e Entry) jsonSchool {
	bullets, prose := b.texts(e)
	if prose != "" {
		bullets = append(strings.Split(prose, "\n"), bullets...)
	}
	at := "/education/" + strconv.Itoa(len(b.out.Education))
	b.markFrame(at, e, map[Kind]string{Organization: "institution", Degree: "studyType", Title: "area"})
	j := jsonSchool{
		Institution: b.pick(e, Organization), StudyType: b.pick(e, Degree), Area: b.pick(e, Title),
		StartDate: e.Range.From.String(), EndDate: e.Range.To.String(), Courses: bullets,
	}
	if e.Range.To.Zero() && !e.Range.Present { // a lone year is when it was finished
		j.StartDate, j.EndDate = "", j.StartDate
		b.rename(at+"/startDate", at+"/endDate")
	}
	b.markCourses(at, e)
	return j
}

func (b *builder) project(e Entry) jsonProject {
	bullets, prose := b.texts(e)
	at := "/projects/" + strconv.Itoa(len(b.out.Projects))
	b.markFrame(at, e, map[Kind]string{Title: "name", Organization: "entity", Contact: "url"})
	b.markBody(at, e, "highlights", "description")
	return jsonProject{
		Name: b.pick(e, Title), Entity: b.pick(e, Organization), URL: site(b.pick(e, Contact)),
		StartDate: e.Range.From.String(), EndDate: e.Range.To.String(), Description: prose, Highlights: bullets,
	}
}

func site(s string) string {
	if s = url().FindString(s); s == "" {
		return ""
	}
	return absolute(s)
}

// lists adds a section's skills, languages and certificates; what else stands
// outside entries goes to meta.
func (b *builder) lists(s Section) {
	var rest []string
	for i, id := range s.Facts {
		f := b.facts[id]
		switch {
		case i == 0 && f.Kind == Heading:
		case f.Kind == Skill:
			b.skill(f)
		case f.Kind == Language:
			b.language(f)
		case f.Kind == Certificate:
			b.mark("/certificates/"+strconv.Itoa(len(b.out.Certificates))+"/name", f)
			b.out.Certificates = append(b.out.Certificates, jsonNamed{f.Text})
		case f.Kind == Bullet || f.Kind == Text:
			rest = append(rest, f.Text)
		}
	}
	if len(rest) > 0 {
		b.out.Meta.Other = append(b.out.Meta.Other, jsonMore{s.Heading, rest})
	}
}

// skill adds a skill to its group, or as one of its own.
func (b *builder) skill(f Fact) {
	n := len(b.out.Skills)
	if f.Label == "" {
		b.mark(fmt.Sprintf("/skills/%d/name", n), f)
		b.out.Skills = append(b.out.Skills, jsonSkill{Name: f.Text})
		return
	}
	if n == 0 || b.out.Skills[n-1].Name != f.Label {
		b.out.Skills = append(b.out.Skills, jsonSkill{Name: f.Label})
		n++
	}
	group := &b.out.Skills[n-1]
	b.mark(fmt.Sprintf("/skills/%d/keywords/%d", n-1, len(group.Keywords)), f)
	group.Keywords = append(group.Keywords, f.Text)
}

func (b *builder) language(f Fact) {
	said := spoken(f.Text)
	at := "/languages/" + strconv.Itoa(len(b.out.Languages))
	b.markAt(at+"/language", f, said.Language)
	if said.Fluency != "" {
		b.markAt(at+"/fluency", f, said.Fluency)
	}
	b.out.Languages = append(b.out.Languages, said)
}

func spoken(s string) jsonSpoken {
	for _, sep := range []string{" – ", " — ", " - ", ": ", " ("} {
		if language, fluency, ok := strings.Cut(s, sep); ok {
			return jsonSpoken{language, strings.TrimRight(fluency, ")")}
		}
	}
	return jsonSpoken{Language: s}
}

func (b *builder) other(s Section) {
	more := jsonMore{Heading: s.Heading}
	ids := s.Facts
	for _, e := range s.Entries {
		ids = append(append(slices.Clip(ids), e.Head...), e.Body...)
	}
	for i, id := range ids {
		if f := b.facts[id]; i > 0 || f.Kind != Heading {
			more.Lines = append(more.Lines, f.Text)
		}
	}
	if len(more.Lines) > 0 {
		b.out.Meta.Other = append(b.out.Meta.Other, more)
	}
}
