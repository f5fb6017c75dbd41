package resume

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

var headSeparator = words.Pattern(`\s+[–—|·•@⋄]\s+|\s[-]\s|\t+|\s{3,}|\s*[|•]\s*|\s+//\s+|;\s+`)

// head reads the lines of an entry's head: dates, and the pieces between.
func (p *parser) head(all []line, entry, kind string) ([]string, Range) {
	var r Range
	var found []cell
	put := func(k Kind, start, end int) {
		for _, piece := range tidy(p.doc.Source, []words.Piece{{Start: start, End: end}}) {
			found = append(found, cell{k, piece})
		}
	}
	for _, l := range all {
		label, of := headLabel(p.doc.Source[l.start:l.end])
		put(Heading, l.start, l.start+label)
		at := l.start + label
		if label > 0 && of != Dates {
			put(of, at, l.end)
			continue
		}
		if goesOnTillNow(p.doc.Source[at:l.end], r) {
			put(Dates, at, l.end)
			r.Present = true
			continue
		}
		for _, f := range datesOf(p.doc.Source[at:l.end], kind) {
			start := l.start + label
			p.pieces(at, start+f.Start, put)
			put(Dates, start+f.Start, start+f.End)
			r = widest(r, f)
			at = start + f.End
		}
		p.pieces(at, l.end, put)
	}
	return p.addHead(found, entry, kind), r
}

// addHead makes facts of the pieces of a head.
func (p *parser) addHead(found []cell, entry, kind string) (ids []string) {
	alone := p.framing(found) == 1
	for _, c := range found {
		for _, part := range p.parted(c, kind, alone) {
			if id := p.add(part.kind, entry, part.Start, part.End, trimSigns(p.plain(part.Piece))); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// goesOnTillNow reports whether a line says nothing but that what began on the
// line before is not over.
func goesOnTillNow(raw string, r Range) bool {
	raw = strings.TrimSpace(raw)
	return !r.From.Zero() && r.To.Zero() && len(presentPattern().FindString(raw)) == len(raw) && raw != ""
}

// cell is a piece of a head before it is known what it says.
type cell struct {
	kind Kind
	words.Piece
}

// aside reports words beside a head's dates: ", during studies", "(expected)".
func (p *parser) aside(start, end int) bool {
	raw := strings.TrimSpace(p.doc.Source[start:end])
	before := strings.TrimRight(p.doc.Source[:start], " \t")
	return (strings.HasPrefix(raw, ",") || strings.HasPrefix(raw, "(") || strings.HasSuffix(before, ",") || strings.HasSuffix(before, "(")) && startsLower(trimSigns(raw)) && !hasCue(raw, titleCues)
}

// framing counts the pieces that may be a title or an organization.
func (p *parser) framing(all []cell) (n int) {
	for _, c := range all {
		raw := p.doc.Source[c.Start:c.End]
		if c.kind == Text && hasWord(raw) && !placePattern().MatchString(squeeze(raw)) && !placeNames[strings.ToLower(squeeze(raw))] && !url().MatchString(raw) && !p.aside(c.Start, c.End) {
			n++
		}
	}
	return n
}

// datesOf are the dates of a head's line; a year in a project's name is none.
func datesOf(raw, kind string) []Found {
	found := FindDates(raw)
	if len(found) > 2 || kind == SectionProjects && len(found) > 0 && !best(found).Full && wordCount(raw) > 5 {
		return nil
	}
	return found
}

// legalForm is what stands behind the comma of a company's name.
var legalForm = words.Pattern(`^(?i)(?:inc|llc|l\.l\.c|ltd|llp|plc|co|corp|gmbh|ag|s\.?a\.?s?|s\.?l|n\.?v|b\.?v)\b`)

func widest(r Range, f Found) Range {
	if r.From.Zero() || f.Full && r.To.Zero() && !r.Present {
		return f.Range
	}
	if r.To.Zero() && !r.Present && f.Range.From.first() > r.From.first() {
		r.To = f.Range.From
	}
	return r
}

// pieces adds what stands between the separators of a stretch. A bold name at
// its start is a piece of its own.
func (p *parser) pieces(start, end int, put func(Kind, int, int)) {
	raw := p.doc.Source[start:end]
	if opened := strings.TrimRight(raw, " \t"); strings.HasSuffix(opened, "(") || strings.HasSuffix(opened, "[") {
		raw = opened[:len(opened)-1] // what opens before a date
		end = start + len(raw)
	}
	at, shift := 0, 0
	if m := boldStart().FindStringIndex(raw); m != nil {
		put(Text, start, start+m[1])
		at = m[1]
	}
	for _, m := range headSeparator().FindAllStringIndex(raw[at:], -1) {
		put(Text, start+at, start+at+m[0]-shift)
		at, shift = at+m[1]-shift, m[1]
	}
	put(Text, start+at, end)
}

var boldStart = words.Pattern(`^\s*(?:\*\*[^*]+\*\*|__[^_]+__)`)

func trimSigns(s string) string {
	s = strings.Trim(s, " \t,;:|–—-·•⋄@#*_")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	if strings.Count(s, "(") != strings.Count(s, ")") {
		s = strings.Trim(s, "()")
	}
	return s
}

// told is the kind that a piece's own words tell, or Text.
func told(s, section string) Kind {
	switch {
	case url().MatchString(s) && wordCount(s) <= 2:
		return Contact
	case section == SectionEducation && hasCue(s, degreeCues):
		return Degree
	case section != SectionEducation && endsAsTitle(s):
		return Title // "Systems Administrator" is no company
	case section != SectionEducation && strings.Contains(s, ", ") && endsAsTitle(s[:strings.Index(s, ", ")]):
		return Title // nor is "Staff Nurse, Emergency Department"
	case section != SectionEducation && hasCue(firstWord(s), trainingCues):
		return Title
	case looksOrganized(s):
		return Organization
	case section != SectionEducation && hasCue(s, titleCues):
		return Title
	case placePattern().MatchString(s) || placeNames[strings.ToLower(s)]:
		return Place
	default:
		return Text
	}
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

// trainingCues begin what those who learn are employed as.
var trainingCues = cues(`ausbildung lehre praktikum volontariat referendariat werkstudium apprenticeship internship traineeship apprentissage alternance aprendizaje prácticas tirocinio`, "")

var placePattern = words.Pattern(`^\p{Lu}[\p{L}.'’ -]{1,30},\s?(?:\p{Lu}{2}|\p{Lu}\.\s?\p{L}+|USA|UK|U\.S\.A?\.?|Germany|France|Spain|Italy|India|Japan|China|Korea|Canada|Deutschland|España|Poland|Netherlands|Switzerland|Austria|Australia|United Kingdom|United States|Ireland|Sweden|Denmark|Norway|Brazil|Portugal|Singapore)(?:,?\s?[\p{L}]*)?$`)

var placeNames = map[string]bool{"remote": true, "hybrid": true, "berlin": true, "london": true, "paris": true, "madrid": true, "münchen": true, "hamburg": true, "new york": true, "san francisco": true, "köln": true, "wien": true, "zürich": true, "amsterdam": true, "barcelona": true, "remotely": true}

// endsAsTitle reports whether a text's last words are what a job is called.
func endsAsTitle(s string) bool {
	tokens := words.Tokens(s)
	return len(tokens) > 0 && isCue(tokens[len(tokens)-1].Text, titleCues)
}

// LooksLikeTitle reports whether a text is made like a job's title and not
// like an employer's name.
func LooksLikeTitle(s string) bool {
	return hasCue(s, titleCues) && (endsAsTitle(s) || !looksOrganized(s))
}

func looksOrganized(s string) bool {
	lower := strings.ToLower(s)
	return hasCue(s, organizationCues) || slices.ContainsFunc(organized, func(o string) bool { return strings.Contains(lower, o) })
}

func hasCue(s string, cues func() cueSet) bool {
	return slices.ContainsFunc(words.Tokens(s), func(t words.Token) bool { return isCue(t.Text, cues) })
}

func isCue(word string, cues func() cueSet) bool {
	w := words.Plain(word)
	return cues().words[w] || slices.ContainsFunc(cues().ends, func(end string) bool { return len(w) > len(end)+2 && strings.HasSuffix(w, end) })
}
