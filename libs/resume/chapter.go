package resume

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// chapter is a section before its lines are understood.
type chapter struct {
	kind       string
	heading    line
	lines      []line
	start, end int
	level      int // of its Markdown heading
}

// chapters cuts a CV into its sections: where somebody says they are, else by
// the headings that we know.
func chapters(source string, all []line, parts []Part) []chapter {
	if parts = usable(source, parts); len(parts) > 1 {
		return implied(source, byParts(source, all, parts))
	}
	return implied(source, byHeadings(source, all))
}

// usable keeps the parts that lie in the text, in order and apart.
func usable(source string, parts []Part) []Part {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int { return a.Start - b.Start })
	at := 0
	return slices.DeleteFunc(parts, func(p Part) bool {
		if p.Start < at || p.End <= p.Start || p.End > len(source) {
			return true
		}
		at = p.End
		return false
	})
}

func byParts(source string, all []line, parts []Part) []chapter {
	made := []chapter{{kind: SectionContact, end: parts[0].Start}}
	next := 0
	for _, l := range all {
		for next < len(parts) && l.start >= parts[next].Start {
			made[len(made)-1].end = parts[next].Start
			made = append(made, chapter{kind: known(parts[next].Kind), start: parts[next].Start, end: len(source)})
			next++
		}
		c := &made[len(made)-1]
		at := next - 1
		if at >= 0 && len(c.lines) == 0 && c.heading.text == "" && isHeadingOf(l, parts[at]) {
			c.heading, c.level = l, l.level
			continue
		}
		c.lines = append(c.lines, l)
	}
	if len(made) > 1 && len(made[0].lines) == 0 {
		made = made[1:]
		made[0].start = 0
	}
	return made
}

func isHeadingOf(l line, p Part) bool {
	h := squeeze(p.Heading)
	return h != "" && (strings.Contains(h, l.text) || strings.Contains(l.text, h)) && wordCount(l.text) <= 8
}

func known(kind string) string {
	switch kind {
	case SectionContact, SectionSummary, SectionExperience, SectionEducation, SectionSkills, SectionProjects, SectionCertificates, SectionLanguages:
		return kind
	default:
		return SectionOther
	}
}

func byHeadings(source string, all []line) []chapter {
	level := sectionLevel(all)
	if level == 0 && !slices.ContainsFunc(all, func(l line) bool { kind, ok := HeadingKind(l.text); return ok && kind == SectionExperience }) {
		return byContent(source, all)
	}
	return cutAt(source, all, level, nil)
}

// cutAt cuts where headings are that we know, or that were guessed by their
// line.
func cutAt(source string, all []line, level int, guessed map[int]string) []chapter {
	made := []chapter{{kind: SectionContact}}
	for i, l := range all {
		c := &made[len(made)-1]
		kind, rest, ok := begins(l, c.kind, level, i == 0)
		if guess := guessed[i]; guess != "" && !ok {
			kind, ok = guess, true
		}
		if !ok {
			c.lines = append(c.lines, l)
			continue
		}
		c.end = l.start
		made = append(made, chapter{kind: kind, heading: l, start: l.start, level: l.level})
		if rest.text != "" {
			c = &made[len(made)-1]
			c.heading.end, c.heading.text = rest.start, squeeze(strings.TrimRight(l.text[:len(l.text)-len(rest.text)], ": "))
			c.lines = append(c.lines, rest)
		}
	}
	made[len(made)-1].end = len(source)
	return made
}

// sectionLevel is the level of the Markdown headings that begin sections; 0 in
// plain text.
func sectionLevel(all []line) int {
	level, fallback := 0, 0
	for _, l := range all {
		if l.level == 0 {
			continue
		}
		if _, ok := HeadingKind(l.text); ok && (level == 0 || l.level < level) {
			level = l.level
		}
		if l.level > 1 && (fallback == 0 || l.level < fallback) {
			fallback = l.level
		}
	}
	if level == 0 {
		return fallback
	}
	return level
}

// begins reports whether a line begins a section, of what kind, and what
// follows the heading on the same line.
func begins(l line, current string, level int, first bool) (kind string, rest line, ok bool) {
	kind, ok = HeadingKind(l.text)
	switch {
	case level > 0 && l.level > 0:
		if l.level > level || first && !ok {
			return "", line{}, false
		}
		if !ok {
			kind = SectionOther
		}
		return kind, line{}, true
	case level > 0:
		return "", line{}, false
	case ok:
		return kind, line{}, !weak(l, current)
	case allCaps(l.text) && l.blank && !first && !l.bullet && current != SectionContact:
		kind, ok = joinedKind(l.text)
		return kind, line{}, ok
	default:
		return beginsInline(l, current)
	}
}

// beginsInline reads "Skills: Go, Docker".
func beginsInline(l line, current string) (string, line, bool) {
	label, after, found := strings.Cut(l.text, ": ")
	kind, ok := HeadingKind(label)
	if !found || !ok || l.bullet || current == SectionSkills || kind != SectionSkills && kind != SectionLanguages {
		return "", line{}, false
	}
	rest := l
	rest.start = l.end - len(after)
	rest.text = after
	return kind, rest, rest.start > l.start
}

// weak reports headings that are as likely an item of the section they stand
// in: "Leadership" under skills.
func weak(l line, current string) bool {
	if l.bullet {
		return true
	}
	if l.blank || allCaps(l.text) || l.bold || strings.HasSuffix(l.text, ":") || current == SectionContact || current == SectionSummary {
		return false
	}
	return weakHeadings[strings.ToLower(l.text)]
}

var weakHeadings = func() map[string]bool {
	m := map[string]bool{}
	for h := range strings.SplitSeq("leadership|writing|speaking|service|press|programming|tools|technologies|training|work|details|links|social|strengths|overview|currently|studies|career|other|activities|community|expertise|informatique|outils|positions|volunteering|leadership experience|profil|objective|presentations|talks|divers|parcours|stages|soft skills|hard skills", "|") {
		m[h] = true
	}
	return m
}()

func allCaps(s string) bool {
	return strings.ContainsFunc(s, unicode.IsUpper) && !strings.ContainsFunc(s, unicode.IsLower)
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
