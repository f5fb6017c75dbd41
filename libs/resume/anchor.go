package resume

import (
	"slices"
	"strings"
)

// span is a stretch of a chapter's lines that is an entry's head.
type span struct{ from, to int }

// maxHead is how many lines an entry's head has at most before its dates.
const maxHead = 3

// findHeads finds the heads of a chapter's entries.
func findHeads(source string, c chapter) []span {
	if heads := byLevel(source, c); len(heads) > 0 {
		return heads
	}
	var anchors []int
	for i, l := range c.lines {
		if isDated(source, l, c.kind) {
			anchors = append(anchors, i)
		}
	}
	if len(anchors) == 0 {
		return nil
	}
	g := geometry{source: source, chapter: c, anchors: anchors}
	g.above, g.marked = g.template()
	g.unmark()
	return g.heads()
}

// unmark takes dates in a job's list for what they are, where the first job's
// head shows that heads stand outside lists: "- Since 2013 …" is a deed.
func (g *geometry) unmark() {
	if g.marked || g.chapter.kind != SectionExperience || g.chapter.lines[g.anchors[0]].bullet {
		return
	}
	g.anchors = slices.DeleteFunc(g.anchors, func(a int) bool { return g.chapter.lines[a].bullet && !isOnlyDates(g.line(a)) })
}

// byLevel takes each Markdown heading below the section's as an entry's.
func byLevel(source string, c chapter) []span {
	level := 0
	for _, l := range c.lines {
		if l.level > c.level && (level == 0 || l.level < level) {
			level = l.level
		}
	}
	if level == 0 {
		return nil
	}
	var heads []span
	for i, l := range c.lines {
		if l.level == level {
			heads = append(heads, span{i, headEnd(source, c, i)})
		}
	}
	return heads
}

// headEnd finds where the head ends that begins with a Markdown heading: with
// the dates, where they follow soon.
func headEnd(source string, c chapter, i int) int {
	to := i + 1
	for j := i + 1; j < len(c.lines) && j <= i+maxHead && !c.lines[j].bullet && c.lines[j].level == 0; j++ {
		if isDated(source, c.lines[j], c.kind) {
			to = j + 1
		} else if isProse(c.lines[j]) {
			break
		}
	}
	if j := i + 1; to == j && isDated(source, c.lines[i], c.kind) {
		g := geometry{source: source, chapter: c}
		if g.framesBelow(i, len(c.lines)) {
			to++
		}
	}
	return to
}

// isDated reports whether a line carries an entry's dates rather than a year
// in passing.
func isDated(source string, l line, section string) bool {
	raw := source[l.start:l.end]
	if len(raw) > 220 {
		return false
	}
	found := FindDates(raw)
	if len(found) == 0 {
		return false
	}
	f := best(found)
	rest := wordCount(raw[:f.Start]) + wordCount(raw[f.End:])
	atEdge := !hasWord(raw[:f.Start]) || !hasWord(raw[f.End:])
	switch {
	case rest == 0:
		return true
	case f.Full && atEdge:
		return rest <= 16 && !(l.bullet && section == SectionExperience && fullStop(l.text))
	case f.Full:
		return rest <= 10 && !l.bullet && !fullStop(l.text)
	case section == SectionEducation:
		return atEdge && rest <= 12 && !fullStop(l.text)
	case f.Range.From.Month > 0:
		return atEdge && rest <= 8 && !l.bullet && !fullStop(l.text)
	default:
		return atEdge && rest <= 6 && !l.bullet && !fullStop(l.text) && section != SectionOther
	}
}

// best is the date that is most likely the entry's own.
func best(found []Found) Found {
	for _, f := range found {
		if f.Full {
			return f
		}
	}
	return found[len(found)-1]
}

// geometry is how the entries of one chapter are laid out. The first entry
// shows it: nothing of another entry can stand above its dates.
type geometry struct {
	source  string
	chapter chapter
	anchors []int
	above   int  // lines of the head before the line with the dates
	marked  bool // heads carry bullet signs
}

func (g *geometry) template() (above int, marked bool) {
	first := g.anchors[0]
	for i := first - 1; i >= 0 && first-i <= maxHead && !g.isProse(g.chapter.lines[i]); i-- {
		above = first - i
	}
	return above, g.chapter.lines[first-above].bullet
}

// isProse reports whether a line is a sentence: one of short pieces that names
// a title, a degree or an employer may be long.
func (g *geometry) isProse(l line) bool { return isProse(l) && !framed(l.text) }

// framed reports a line of short pieces that says what somebody was and where:
// "Adviser, Hartley & Moss Home Shopping, Bradford".
func framed(s string) bool {
	if wordCount(s) > 18 || strings.ContainsAny(s[len(s)-1:], ".;:") && !strings.HasSuffix(s, ".A.") || !startsUpper(s) {
		return false
	}
	if wordCount(s) <= 14 && len(commasOf(s)) > 0 && (looksOrganized(s) || hasCue(s, degreeCues)) {
		return true
	}
	pieces := headSeparator().Split(s, -1)
	signs := len(pieces) > 1
	if !signs {
		pieces = strings.Split(s, ", ")
	}
	short := func(s string) bool { return wordCount(s) <= 7 && startsUpper(s) }
	return len(pieces) > 1 && !slices.ContainsFunc(pieces, func(s string) bool { return !short(s) }) &&
		(signs && wordCount(s) <= 14 || slices.ContainsFunc(pieces, func(s string) bool { return hasCue(s, titleCues) }) || looksOrganized(s))
}

func (g *geometry) heads() []span {
	var heads []span
	end := 0
	for n, a := range g.anchors {
		if n > 0 && a < end {
			continue
		}
		from := g.up(a, end)
		limit := len(g.chapter.lines)
		if n+1 < len(g.anchors) {
			limit = max(a+1, g.anchors[n+1]-g.above)
		}
		to := g.down(a, a-from, limit)
		if len(heads) > 0 && from == heads[len(heads)-1].to && from == a && isOnlyDates(g.line(a)) && g.above > 0 {
			heads[len(heads)-1].to = to // dates on two lines
		} else {
			heads = append(heads, span{from, to})
		}
		end = to
	}
	return heads
}

func (g *geometry) line(i int) string {
	l := g.chapter.lines[i]
	return g.source[l.start:l.end]
}

// up extends a head upwards from its dates.
func (g *geometry) up(a, end int) int {
	if top := a - g.above; g.marked && top >= end && g.above > 0 && g.chapter.lines[top].bullet && !g.anyBullet(top+1, a) {
		return top
	}
	from := a
	for from > end && a-from < g.above {
		l := g.chapter.lines[from-1]
		if g.isProse(l) || l.bullet && !g.marked || g.chapter.lines[from].bullet && g.marked && from != a {
			break
		}
		from--
	}
	return from
}

func (g *geometry) anyBullet(from, to int) bool {
	return slices.ContainsFunc(g.chapter.lines[from:to], func(l line) bool { return l.bullet })
}

// down extends a head below its dates, where the dates come first or between.
func (g *geometry) down(a, above, limit int) int {
	pure := isOnlyDates(g.line(a))
	room := 0
	switch {
	case above == 0 && pure:
		room = 2
	case above <= 1 && pure:
		room = 1
	case above == 0 && g.framesBelow(a, limit):
		return a + 2
	}
	to := a + 1
	for to < limit && room > 0 {
		l := g.chapter.lines[to]
		if l.bullet || g.isProse(l) || isDated(g.source, l, g.chapter.kind) || above == 1 && !looksOrganized(l.text) && !(saysOne(g.line(a-1)) && g.closes(to, limit)) {
			break
		}
		to++
		if room--; to < limit && !saysOne(g.line(to-1)) && wordCount(g.chapter.lines[to].text) > 4 {
			break // it was said where; what follows is what was done
		}
	}
	return to
}

// framesBelow reports whether the line below a title with its dates says where
// that was: by its words, or because the head can only end there.
func (g *geometry) framesBelow(a, limit int) bool {
	if a+1 >= limit || g.chapter.kind != SectionExperience && g.chapter.kind != SectionEducation {
		return false
	}
	l, one := g.chapter.lines[a+1], saysOne(withoutDates(g.line(a)))
	if l.bullet || l.blank || l.level > 0 || isProse(l) || wordCount(l.text) > 7 || isDated(g.source, l, g.chapter.kind) || looksOrganized(g.line(a)) && !one {
		return false
	}
	return looksOrganized(l.text) && !looksOrganized(g.line(a)) || one && g.closes(a+1, limit)
}

// closes reports whether a head can end with a line: what was done begins after
// it, or nothing more comes.
func (g *geometry) closes(i, limit int) bool {
	return i+1 >= limit || g.chapter.lines[i+1].bullet || g.chapter.lines[i+1].blank
}

// saysOne reports whether a text says one thing, such as a title alone.
func saysOne(raw string) bool {
	raw = strings.Trim(squeeze(raw), " -–—|•·:,;()*_")
	if headSeparator().MatchString(raw) || at().MatchString(raw) {
		return false
	}
	commas := commasOf(raw)
	if len(commas) != 1 {
		return len(commas) == 0
	}
	left, right := raw[:commas[0]], raw[commas[0]+1:]
	return !startsUpper(right) || isPlace(right) && !endsAsTitle(left)
}

// isOnlyDates reports whether a line says nothing but dates.
func isOnlyDates(raw string) bool {
	if n, kind := headLabel(raw); kind == Dates {
		raw = raw[n:]
	}
	return !hasWord(withoutDates(raw))
}

func withoutDates(s string) string {
	var b strings.Builder
	at := 0
	for _, f := range FindDates(s) {
		b.WriteString(s[at:f.Start])
		at = f.End
	}
	b.WriteString(s[at:])
	return b.String()
}
