package resume

import "slices"

// implied finds the jobs that no heading announces that we know: where the
// contacts or the profile go on with dated lines that have lists below them,
// somebody's working life begins. It ends with the next heading of the same
// make.
func implied(source string, made []chapter) []chapter {
	if slices.ContainsFunc(made, func(c chapter) bool { return c.kind == SectionExperience }) {
		return made
	}
	for i, c := range made {
		if c.kind != SectionContact && c.kind != SectionSummary && c.kind != SectionOther {
			continue
		}
		from := firstJob(source, c)
		if from < 0 {
			continue
		}
		if shouts(source, c.lines[from]) && from+1 < len(c.lines) {
			from++
		}
		jobs := chapter{kind: SectionExperience, lines: c.lines[from:], start: c.lines[from].start, end: c.end, level: c.level}
		before := c
		before.lines, before.end = c.lines[:from], jobs.start
		if h := from - 1; h >= 0 && likeHeading(source, c.lines[h]) && (jobs.lines[0].blank || allCaps(c.lines[h].text)) {
			jobs.heading, jobs.start = c.lines[h], c.lines[h].start
			before.lines, before.end = c.lines[:h], jobs.start
		}
		return slices.Concat(made[:i], []chapter{before}, cutAtHeadings(source, jobs), made[i+1:])
	}
	return made
}

// firstJob is the line at which the first head begins that has dates and a
// list below; -1 where there is none.
func firstJob(source string, c chapter) int {
	for i, l := range c.lines {
		if l.bullet || !spans(source, l) || !listBelow(c.lines, i) {
			continue
		}
		from := i
		for from > 0 && i-from < maxHead && !c.lines[from].blank && !isProse(c.lines[from-1]) && !c.lines[from-1].bullet {
			from--
		}
		return from
	}
	return -1
}

// spans reports a line with the two ends of a stretch of time.
func spans(source string, l line) bool {
	found := FindDates(source[l.start:l.end])
	return len(found) > 0 && best(found).Full && wordCount(l.text) <= 18 && !fullStop(l.text)
}

func listBelow(all []line, i int) bool {
	for j := i + 1; j < min(len(all), i+3); j++ {
		if all[j].bullet {
			return true
		}
	}
	return false
}

// cutAtHeadings ends the jobs where a heading stands that is made like theirs.
func cutAtHeadings(source string, jobs chapter) []chapter {
	if jobs.heading.text == "" || !shouts(source, jobs.heading) {
		return []chapter{jobs}
	}
	all := []chapter{jobs}
	for i, l := range jobs.lines {
		if i == 0 || !shouts(source, l) {
			continue
		}
		c := &all[len(all)-1]
		at := i - (len(jobs.lines) - len(c.lines)) // of what is left
		rest := chapter{kind: kindOf(source, c.lines[at+1:]), heading: l, lines: c.lines[at+1:], start: l.start, end: c.end}
		c.lines, c.end = c.lines[:at], l.start
		all = append(all, rest)
	}
	return all
}
