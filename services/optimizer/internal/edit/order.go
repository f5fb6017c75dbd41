package edit

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// reorder puts the named facts of one list first, in the given order. The
// rest follow as they stood, so that nothing can be lost or moved elsewhere.
func (e *editor) reorder(c Checked, allowed bool) {
	list := e.list(c.Op.Facts)
	if list == nil {
		return
	}
	f, _ := e.doc.Fact(c.Op.Facts[0])
	before := e.texts(*list)
	if !allowed || !e.movable(c.Op.Facts, *list) {
		c.Verdict = Reverted
		e.change(c, e.sectionName(f), before, before)
		return
	}
	sorted := reordered(*list, c.Op.Facts)
	if slices.Equal(sorted, *list) {
		return
	}
	copy(*list, sorted)
	e.regroup(*list)
	e.change(c, e.sectionName(f), before, e.texts(*list))
}

// list finds the list that the first named fact is in.
func (e *editor) list(ids []string) *[]string {
	if len(ids) == 0 {
		return nil
	}
	for i := range e.doc.Sections {
		s := &e.doc.Sections[i]
		if slices.Contains(s.Facts, ids[0]) {
			return &s.Facts
		}
		for j := range s.Entries {
			if slices.Contains(s.Entries[j].Body, ids[0]) {
				return &s.Entries[j].Body
			}
		}
	}
	return nil
}

// movable reports whether all are bullets, prose or skills of that list, each
// named once.
func (e *editor) movable(ids, list []string) bool {
	here, seen := set(list), map[string]bool{}
	for _, id := range ids {
		f, ok := e.doc.Fact(id)
		if !ok || seen[id] || f.Kind.Identity() || !here[id] {
			return false
		}
		seen[id] = true
	}
	return true
}

func set(ids []string) map[string]bool {
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}

// reordered gives the named facts, in their new order, the places that they
// and the others of their kind and group held: headings stay where they are.
func reordered(list, first []string) []string {
	named := set(first)
	rest := slices.DeleteFunc(slices.Clone(list), func(id string) bool { return named[id] })
	at := slices.IndexFunc(list, func(id string) bool { return named[id] })
	if at < 0 {
		return list
	}
	out := append(slices.Clone(list[:at]), first...)
	return append(out, rest[at:]...)
}

// regroup ends a skill's group where its label no longer stands before it.
func (e *editor) regroup(list []string) {
	label := ""
	for _, id := range list {
		f, _ := e.doc.Fact(id)
		switch {
		case f.Kind == resume.Heading:
			label = f.Text
		case f.Kind == resume.Skill && f.Label != label && f.Label != "":
			f.Label = label
			e.replace(f)
		}
	}
}

func (e *editor) texts(list []string) string {
	var all []string
	for _, id := range list {
		f, _ := e.doc.Fact(id)
		if f.Kind != resume.Heading {
			all = append(all, f.Text)
		}
	}
	return strings.Join(all, "\n")
}
