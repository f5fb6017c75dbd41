package resume

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// joinedKind tells what a heading of two parts begins, where we know one of
// them: "EDUCATION & CREDENTIALS".
func joinedKind(text string) (string, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("&/,+", r) })
	for _, part := range parts {
		at := 0
		fields := strings.Fields(part)
		for i, w := range append(fields, "and") {
			if !joiners[words.Plain(w)] && i < len(fields) {
				continue
			}
			if kind, ok := HeadingKind(strings.Join(fields[at:min(i, len(fields))], " ")); ok && len(fields)+len(parts) > 2 {
				return kind, true
			}
			at = i + 1
		}
	}
	return "", false
}

var joiners = map[string]bool{"and": true, "und": true, "et": true, "y": true, "e": true, "en": true, "i": true}

// byContent cuts a CV that calls its jobs by no heading that we know: the lines
// that look like headings, in capitals after a blank line, begin what stands
// under them.
func byContent(source string, all []line) []chapter {
	var shouted []int
	for i, l := range all {
		if i > 0 && shouts(source, l) {
			shouted = append(shouted, i)
		}
	}
	guessed := map[int]string{}
	worked := false
	for k, i := range shouted {
		end := len(all)
		if k+1 < len(shouted) {
			end = shouted[k+1]
		}
		kind, ok := joinedKind(all[i].text)
		if !ok {
			kind = kindOf(source, all[i+1:end])
		}
		guessed[i] = kind
		worked = worked || kind == SectionExperience
	}
	if !worked {
		guessed = nil // then these were something else: names of employers, say
	}
	return cutAt(source, all, 0, guessed)
}

// shouts reports a heading in capitals.
func shouts(source string, l line) bool {
	return allCaps(l.text) && len(l.text) > 3 && l.level == 0 && likeHeading(source, l)
}

// likeHeading reports a line that looks like a heading: a few words after a
// blank line, no sentence and no list.
func likeHeading(source string, l line) bool {
	return l.blank && !l.bullet && startsUpper(l.text) && wordCount(l.text) <= 7 && !strings.ContainsAny(l.text, "@,.;|·0123456789") && len(FindDates(source[l.start:l.end])) == 0
}

// kindOf tells what lines are by how they look: jobs have dates and lists,
// degrees dates alone, skills are lists in a line, and the rest is prose.
func kindOf(source string, all []line) string {
	dated, bullets, degrees, lists := 0, 0, 0, 0
	for _, l := range all {
		switch {
		case l.bullet:
			bullets++
		case isDated(source, l, SectionEducation):
			dated++
			if hasCue(l.text, degreeCues) {
				degrees++
			}
		case strings.Count(l.text, ",") > 1 && !fullStop(l.text):
			lists++
		}
	}
	switch {
	case bullets > 0 && dated > 0 && degrees < dated:
		return SectionExperience
	case degrees > 0:
		return SectionEducation
	case lists > 0 && lists*2 >= len(all):
		return SectionSkills
	case dated > 0:
		return SectionCertificates
	case slices.ContainsFunc(all, func(l line) bool { return fullStop(l.text) }):
		return SectionSummary
	default:
		return SectionOther
	}
}
