package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// at is what stands between a title and where that was: "Fahrer bei Acme".
var at = words.Pattern(`\s(?i:bei|beim|bei der|chez|presso|at|at the|bij|aan|aan de)\s+`)

// inBrackets is a place behind a name: "Acme (Lyon)".
var inBrackets = words.Pattern(`^(.*[^\s(])\s*\(([^()]+)\)[.]?$`)

// parted cuts a piece of a head where it says several things: "BSc Physics,
// University of Calder", "Fahrer bei Acme", "Acme (Lyon)", "Cook, Acme, Hull".
// Alone is the piece that must say both what somebody was and where.
func (p *parser) parted(c cell, section string, alone bool) []cell {
	raw := p.doc.Source[c.Start:c.End]
	if c.kind != Text && c.kind != Organization || section != SectionExperience && section != SectionEducation || wordCount(raw) > 20 {
		return []cell{c}
	}
	if m := at().FindStringIndex(raw); m != nil && alone && c.kind == Text && wordCount(raw[:m[0]]) <= 8 && startsUpper(raw[m[1]:]) {
		out := append(p.cells(c, Text, 0, m[0]), p.cells(c, Heading, m[0], m[1])...) // the word is a label
		return append(out, p.parted(p.cells(c, Organization, m[1], len(raw))[0], section, false)...)
	}
	if m := inBrackets().FindStringSubmatchIndex(raw); m != nil && isPlace(raw[m[4]:m[5]]) && !endsAsTitle(raw[:m[3]]) && !hasCue(raw[:m[3]], degreeCues) {
		first := p.cells(c, c.kind, 0, m[3])[0]
		return append(p.parted(first, section, alone), p.cells(c, Place, m[4], m[5])...)
	}
	return p.atCommas(c, raw, section, alone)
}

// departmentCues are words that parts of an employer are named with: what
// stands behind them is the employer.
var departmentCues = cues(`department dept team unit ward division desk office abteilung bereich station referat service département pôle équipe
	departamento área unidad equipo unità reparto ufficio setor equipe afdeling dział oddział`, "")

// cells makes a part of a cell one of its own.
func (p *parser) cells(c cell, kind Kind, from, to int) []cell {
	var out []cell
	for _, piece := range tidy(p.doc.Source, []words.Piece{{Start: c.Start + from, End: c.Start + to}}) {
		out = append(out, cell{kind, piece})
	}
	return out
}

// atCommas cuts at the commas that part a title, an organization and a place.
func (p *parser) atCommas(c cell, raw, section string, alone bool) []cell { //nolint:gocognit // one rule, read from top to bottom
	commas := commasOf(raw)
	if len(commas) == 0 || placePattern().MatchString(squeeze(raw)) {
		return []cell{c}
	}
	if framed := p.atFrame(c, raw, commas); alone && section == SectionExperience && len(framed) > 0 {
		return framed
	}
	last := commas[len(commas)-1]
	left, tail := raw[:last], raw[last+1:]
	titled := hasCue(left, titleCues) || section == SectionEducation && hasCue(left, degreeCues)
	switch {
	case endsInPlace(c, raw, commas, titled, alone):
		first := p.cells(c, c.kind, 0, last)[0]
		return append(p.atCommas(first, left, section, alone), p.cells(c, Place, last+1, len(raw))...)
	case c.kind == Organization:
		return []cell{c}
	case alone && (section == SectionExperience || hasCue(left, degreeCues) && startsUpper(tail)) && !hasCue(tail, degreeCues):
		return append(p.cells(c, Text, 0, last), p.cells(c, Text, last+1, len(raw))...)
	}
	if !alone && section != SectionEducation {
		return []cell{c}
	}
	for _, at := range commas {
		if isFrame(raw[:at], raw[at+1:]) {
			return append(p.cells(c, Text, 0, at), p.cells(c, Text, at+1, len(raw))...)
		}
	}
	return []cell{c}
}

// atFrame cuts "Cook, Acme, Hull"; none where a piece isn't that.
func (p *parser) atFrame(c cell, raw string, commas []int) []cell {
	cut := frame(raw, commas)
	if len(cut) == 0 {
		return nil
	}
	out := append(p.cells(c, Title, 0, cut[0]), p.cells(c, Organization, cut[0]+1, cut[1])...)
	return append(out, p.cells(c, Place, cut[1]+1, len(raw))...)
}

// frame finds the two commas that part "Cook, Acme, Hull" into what somebody
// was, where, and in what town; none where it isn't that. A department stays
// with the title.
func frame(raw string, commas []int) []int {
	n := len(commas)
	if n < 2 || !hasCue(raw[:commas[0]], titleCues) || looksOrganized(raw[:commas[0]]) {
		return nil
	}
	town := commas[n-1]
	if n > 2 && countries[words.Plain(strings.TrimSpace(raw[town+1:]))] && isPlace(raw[commas[n-2]+1:town]) {
		town, n = commas[n-2], n-1
	}
	firm := commas[n-2]
	name := raw[firm+1 : town]
	if !isPlace(raw[town+1:]) || endsAsTitle(name) || !startsUpper(name) || hasCue(name, departmentCues) {
		return nil
	}
	return []int{firm, town}
}

// countries may stand behind a town.
var countries = func() map[string]bool {
	m := map[string]bool{}
	for c := range strings.SplitSeq("germany|deutschland|austria|osterreich|switzerland|schweiz|suisse|france|frankreich|spain|espana|italy|italia|poland|polska|polen|netherlands|the netherlands|niederlande|belgium|belgique|belgien|luxembourg|"+
		"ireland|uk|united kingdom|england|scotland|wales|portugal|brazil|brasil|argentina|mexico|chile|colombia|peru|usa|united states|canada|australia|new zealand|india|china|japan|singapore|norway|sweden|denmark|finland|"+
		"czech republic|czechia|slovakia|hungary|romania|bulgaria|greece|turkey|turkiye|ukraine|south africa|uae", "|") {
		m[c] = true
	}
	return m
}()

// isFrame reports whether left is what somebody was, and right where.
func isFrame(left, right string) bool {
	return (hasCue(left, degreeCues) || hasCue(left, titleCues)) && !looksOrganized(left) && looksOrganized(right) && !endsAsTitle(right)
}

// endsInPlace reports whether what stands behind the last comma is a town:
// behind an employer it is, behind a title it may be a department.
func endsInPlace(c cell, raw string, commas []int, titled, alone bool) bool {
	last := commas[len(commas)-1]
	left := raw[:last]
	return isPlace(raw[last+1:]) && (!alone && !titled || c.kind == Organization ||
		len(commas) == 2 && !hasCue(left[commas[0]:], departmentCues) || looksOrganized(left) && !titled)
}

// commasOf finds the commas outside brackets that don't belong to a company's name.
func commasOf(raw string) []int {
	var all []int
	depth := 0
	for i, r := range raw {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0 && strings.HasPrefix(raw[i+1:], " ") && !legalForm().MatchString(raw[i+2:]) && !region().MatchString(raw[i+1:]):
			all = append(all, i)
		}
	}
	return all
}

// region is the abbreviated state behind a town: "Columbus, OH".
var region = words.Pattern(`^ \p{Lu}{2}[.)]?\s*$`)

// isPlace reports whether a text is made as the names of towns are, and of
// nothing else: few words, each with a capital.
func isPlace(s string) bool {
	s = strings.Trim(squeeze(s), " .*_")
	n := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '/' || r == ',' }) {
		if n++; !startsUpper(w) && !particles[strings.ToLower(w)] || strings.ContainsFunc(w, unicode.IsDigit) {
			return false
		}
	}
	short := n == 1 && allCaps(s) && utf8.RuneCountInString(s) > 2 && utf8.RuneCountInString(s) <= 5 // an abbreviation: RATP
	return n > 0 && n <= 3 && utf8.RuneCountInString(s) >= 2 && utf8.RuneCountInString(s) <= 28 && !short && !looksOrganized(s) && !hasCue(s, titleCues) && !hasCue(s, degreeCues)
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " *_"))
	return unicode.IsUpper(r)
}
