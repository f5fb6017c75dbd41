package match

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// counts are numbers in words, as postings write them.
var counts = func() map[string]int {
	m := map[string]int{}
	for _, list := range []string{
		"one|two|three|four|five|six|seven|eight|nine|ten",
		"ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn",
		"un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix",
		"uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez",
	} {
		for i, w := range split(list) {
			m[w] = i + 1
		}
	}
	return m
}()

var yearsPattern = func() *regexp.Regexp {
	var all []string
	for w := range counts {
		all = append(all, w)
	}
	slices.Sort(all)
	number := `(\d{1,2}|\b(?:` + strings.Join(all, "|") + `))`
	return regexp.MustCompile(`(?i)` + number + `(?:\s*\(\d{1,2}\))?\)?\s*\+?\s*(?:(?:-|–|to|bis|à|a)\s*(?:\d{1,2}|\p{L}+)\s*)?(?:or more\s+)?\+?\s*(?:years?|yrs|jahren?|jährige|ans|années|años)\b(['’])?`)
}()

// experienceCues say that years are of work; so do the words that follow them.
var (
	experienceCues = split("experience|erfahrung|praxis|expérience|experiencia|esperienza|doświadczeni|ervaring")
	workedCues     = split("of professional|of commercial|of hands-on|in a |in an |in the |as a |as an |als |building|developing|working|managing|leading|designing|writing|in software|of software|of relevant|comme |como ")
	otherYears     = split("years old|years of age|year-old|year history|founded|since |jahre alt|for over |for more than |seit ")
)

// years reads how long somebody must have worked.
func (r *reader) years(p piece, text string) (found bool) {
	lower := strings.ToLower(text)
	listed := p.part == must || p.part == nice || p.item
	if containsAny(lower, otherYears) && !listed {
		return false
	}
	for _, m := range yearsPattern.FindAllStringSubmatchIndex(text, 3) {
		n, err := strconv.Atoi(text[m[2]:m[3]])
		if err != nil {
			n = counts[strings.ToLower(text[m[2]:m[3]])]
		}
		after := strings.ToLower(strings.TrimLeft(text[m[1]:], " "))
		worked := containsAny(lower, experienceCues) || listed && begins(after, workedCues)
		if n < 1 || n > 30 || !worked {
			continue
		}
		r.add(Requirement{Kind: KindYears, Term: "years of experience", Must: r.required(p, text, m[0]), Years: n, Text: text[m[0]:m[1]], Start: p.Start + m[0], End: p.Start + m[1]})
		found = true
	}
	return found
}

func begins(s string, cues []string) bool {
	return slices.ContainsFunc(cues, func(c string) bool { return strings.HasPrefix(s, c) })
}
