package resume

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// documentsTitle is what a CV calls itself, in place of the name.
var documentsTitle = words.Pattern(`^(?i)(?:curr[ií]culum\s*v[ií]t(?:ae|æ)|c\.?v\.?|r[eé]sum[eé]|lebenslauf|vita|europass(?:\s+curriculum\s+vitae)?|hoja de vida|currículum|curriculo|currículo|życiorys|резюме|özgeçmiş|životopis|履\s*歴\s*書|職\s*務\s*経\s*歴\s*書|简历|个人简历|簡歷|이력서|السيرة الذاتية|קורות חיים|βιογραφικό(?:\s+σημείωμα)?|sơ yếu lý lịch)\s*:?$`)

func isDocumentsTitle(s string) bool { return documentsTitle().MatchString(strings.TrimSpace(s)) }

// nameLabel is what stands before a name in a list of personal data.
var nameLabel = words.Pattern(`^(?i)[\s|]*((?:(?:full|first and last|vor- und nach|vollständiger )?\s?name|vor- und zuname|nom(?: et prénom)?|nombre(?: y apellidos| completo)?|nome(?: e cognome| completo)?|naam|imię i nazwisko|фио|имя|ad[ıi] soyad[ıi]|氏\s*名|姓\s*名|이\s*름|성\s*명|الاسم|שם|curriculum vitae(?: of| de)?|cv(?: of| de)?|r[eé]sum[eé](?: of| de)?|lebenslauf(?: von)?)\s*(?:[:：|\t]|\s[–—-]\s|\s(?:of|von|de)\s))\s*`)

var cellBreaks = words.Pattern(`\t+|\s*[|•·⋄]\s*|\s{3,}|\s[–—-]\s`)

// whose is where the name stands: on which line, behind which label.
type whose struct {
	line              int // below 0 where there is none
	label, start, end int // in the source
	score             int
}

// findName finds the line and the stretch of it that is most likely the name:
// a label says so, the e-mail address speaks of it, it stands on top.
func (p *parser) findName(c chapter) whose {
	best := whose{line: -1, score: leastName}
	if _, ok := p.doc.First(Name); ok {
		return best
	}
	parts := addressee(p.doc.Source)
	lines := 0
	for i, l := range c.lines[:min(len(c.lines), maxNameLines)] {
		if len(l.text) > maxNameLine {
			continue
		}
		if w, labelled := p.labelledName(l, i); w.line >= 0 {
			return w
		} else if labelled || l.bullet || isDocumentsTitle(l.text) {
			continue
		}
		bonus := -4 * min(lines, 3)
		if i+1 < len(c.lines) && isBroken(l, c.lines[i+1]) {
			bonus += 12
		}
		if w := p.bestCell(c, i, parts, bonus); w.score > best.score {
			best = w
		}
		lines++
	}
	return best
}

// labelledName reads a line that says whose name it is, and reports whether it
// is one.
func (p *parser) labelledName(l line, i int) (whose, bool) {
	n := len(nameLabel().FindString(p.doc.Source[l.start:l.end]))
	if n == 0 {
		return whose{line: -1}, false
	}
	cell := p.nameCells(l.start+n, l.end)
	if len(cell) == 0 || !looksLikeName(p.plain(cell[0])) {
		return whose{line: -1}, true
	}
	return whose{i, l.start, cell[0].Start, cell[0].End, 0}, true
}

// bestCell is the piece of a line that looks most like a name.
func (p *parser) bestCell(c chapter, i int, parts []string, bonus int) (best whose) {
	l := c.lines[i]
	for _, cell := range p.nameCells(l.start, l.end) {
		score := p.nameScore(p.plain(cell), l, parts, c.heading.text != "") + bonus
		if score > best.score {
			best = whose{i, cell.Start, cell.Start, cell.End, score}
		}
	}
	return best
}

const (
	leastName    = 11  // of what scores say
	maxNameLine  = 200 // bytes
	maxNameLines = 30
)

// nameScore says how much a text looks like the name of whom a CV is about.
func (p *parser) nameScore(s string, l line, parts []string, headed bool) int {
	if !looksLikeName(s) {
		return 0
	}
	score := 10
	switch n := wordCount(s); {
	case n == 1 && isCased(s):
		score = 4
	case n > 4:
	default:
		score += 10
	}
	if speaksOf(s, parts) {
		score += 25
	}
	if l.level > 0 || l.bold || allCaps(s) {
		score += 4
	}
	if hasCue(s, titleCues) || placePattern().MatchString(s) || placeNames[strings.ToLower(s)] || strings.Contains(s, ",") {
		score -= 12
	}
	if headed {
		score -= 6
	}
	return score
}

// nameCells are the pieces of a line between separators and contacts.
func (p *parser) nameCells(start, end int) []words.Piece {
	raw := p.doc.Source[start:end]
	cut := cellBreaks().FindAllStringIndex(raw, -1)
	for _, of := range []*regexp.Regexp{email(), url(), phone()} {
		cut = append(cut, of.FindAllStringIndex(raw, -1)...)
	}
	slices.SortFunc(cut, func(a, b []int) int { return a[0] - b[0] })
	var out []words.Piece
	at := 0
	for _, c := range append(cut, []int{len(raw), len(raw)}) {
		if c[0] > at {
			from, to := at, c[0]
			for from < to && strings.ContainsRune(" ,;(<|", rune(raw[from])) {
				from++
			}
			for to > from && strings.ContainsRune(" ,;(<|", rune(raw[to-1])) {
				to--
			}
			out = append(out, tidy(p.doc.Source, []words.Piece{{Start: start + from, End: start + to}})...)
		}
		at = max(at, c[1])
	}
	return out
}

// nameLine adds the line with the name, and the next where the name goes on
// there. It returns the last line that it took.
func (p *parser) nameLine(all []line, who whose, headline *bool) int {
	i := who.line
	l := all[i]
	label := strings.Trim(p.doc.Source[who.label:who.start], " :：–—-|\t")
	switch {
	case who.label < who.start && formLabels[words.Plain(label)]: // that it is the name, its place says
	case who.label < who.start:
		p.loose(Heading, who.label, who.start, label)
	default:
		p.besides(l.start, who.start, headline)
	}
	if who.start == l.start && who.end == l.end && i+1 < len(all) && isBroken(l, all[i+1]) {
		p.loose(Name, l.start, all[i+1].end, rejoined(all[i+1], l))
		*headline = p.has(Headline)
		return i + 1
	}
	p.loose(Name, who.start, who.end, p.plainText(p.doc.Source[who.start:who.end]))
	*headline = p.has(Headline)
	p.besides(who.end, l.end, headline)
	return i
}

// formLabels stand before a name in a form.
var formLabels = map[string]bool{
	"name": true, "full name": true, "first and last name": true, "vor- und nachname": true, "vor- und zuname": true, "vollstandiger name": true, "nom": true, "nom et prenom": true,
	"nombre": true, "nombre y apellidos": true, "nombre completo": true, "nome": true, "nome e cognome": true, "nome completo": true, "naam": true,
}

// besides adds the pieces that stand on the line of the name.
func (p *parser) besides(start, end int, headline *bool) {
	raw := p.doc.Source[start:end]
	at := 0
	for _, c := range append(cellBreaks().FindAllStringIndex(raw, -1), []int{len(raw), len(raw)}) {
		p.beside(start+at, start+c[0], headline)
		at = c[1]
	}
}

// beside adds what stands on the line of the name.
func (p *parser) beside(start, end int, headline *bool) {
	for _, piece := range tidy(p.doc.Source, []words.Piece{{Start: start, End: end}}) {
		text := p.plain(piece)
		if !*headline && !isContact(text) && hasCue(text, titleCues) {
			p.loose(Headline, piece.Start, piece.End, text)
			*headline = true
			continue
		}
		p.loose(Contact, piece.Start, piece.End, text)
	}
}

func (p *parser) plainText(s string) string {
	if p.markdown {
		return plain(s)
	}
	return squeeze(s)
}

// looksLikeName reports whether a text is made as names are: up to six words
// with capitals, where the script has any, and particles between.
func looksLikeName(s string) bool {
	s = squeeze(strings.Trim(s, " ,;:"))
	n := 0
	for w := range strings.FieldsSeq(s) {
		n++
		r, _ := utf8.DecodeRuneInString(w)
		if strings.ContainsFunc(w, unicode.IsDigit) || unicode.IsLower(r) && !particles[strings.ToLower(w)] && !strings.ContainsAny(w, "'’") {
			return false
		}
	}
	_, section := HeadingKind(s)
	return n >= 1 && n <= 6 && utf8.RuneCountInString(s) >= 2 && strings.ContainsFunc(s, unicode.IsLetter) && !section &&
		!isContact(s) && !isDocumentsTitle(s) && !looksOrganized(s) && !endsAsTitle(s)
}

var particles = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("de da do dos das del della delle di du la le los las van von vom zu zum zur der den ten ter y e i al el bin binti ibn ben af av la o d' l' und et and jr. sr. dr. dr ph.d. phd msc m.sc. mba") {
		m[w] = true
	}
	return m
}()

// isBroken reports a name that a narrow column has broken in two: one word, or
// a hyphen at its end, and another short line right below.
func isBroken(a, b line) bool {
	open := strings.HasSuffix(a.text, "-")
	if b.blank || b.bullet || b.level > 0 || wordCount(a.text) != 1 && !open || wordCount(b.text) > 2 || isContact(b.text) {
		return false
	}
	_, section := HeadingKind(b.text)
	return !section && isCased(a.text) && isCased(b.text) && (open || wordCount(b.text) == 1) && looksLikeName(b.text) && !hasCue(b.text, titleCues)
}

// isCased reports whether a text begins with a capital of a script that has them.
func isCased(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// rejoined is the text of a line, together with the one before it if that is
// another.
func rejoined(l, before line) string {
	switch {
	case l.start == before.start:
		return l.text
	case strings.HasSuffix(before.text, "-"):
		return before.text + l.text
	default:
		return before.text + " " + l.text
	}
}
