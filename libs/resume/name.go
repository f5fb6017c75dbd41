package resume

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
)

// documentsTitle is what a CV calls itself, in place of the name.
var documentsTitle = regexp.MustCompile(`^(?i)(?:curriculum\s*vitae|c\.?v\.?|r[eé]sum[eé]|lebenslauf|vita|europass(?:\s+curriculum\s+vitae)?|hoja de vida|currículum|curriculo|currículo|życiorys|резюме|özgeçmiş|životopis|履\s*歴\s*書|職\s*務\s*経\s*歴\s*書|简历|个人简历|簡歷|이력서|السيرة الذاتية|קורות חיים|βιογραφικό(?:\s+σημείωμα)?|sơ yếu lý lịch)\s*:?$`)

func isDocumentsTitle(s string) bool { return documentsTitle.MatchString(strings.TrimSpace(s)) }

// nameLabel is what stands before a name in a list of personal data.
var nameLabel = regexp.MustCompile(`^(?i)\s*((?:(?:full|first and last|vor- und nach|vollständiger )?\s?name|vor- und zuname|nom(?: et prénom)?|nombre(?: y apellidos| completo)?|nome(?: e cognome| completo)?|naam|imię i nazwisko|фио|имя|ad[ıi] soyad[ıi]|氏\s*名|姓\s*名|이\s*름|성\s*명|الاسم|שם|curriculum vitae(?: of| de)?|cv(?: of| de)?|r[eé]sum[eé](?: of| de)?|lebenslauf(?: von)?)\s*(?:[:：]|\s[–—-]\s|\s(?:of|von|de)\s))\s*`)

var cellBreaks = regexp.MustCompile(`\t+|\s*[|•·⋄]\s*|\s{3,}|\s[–—]\s`)

// topLine reads a line that holds the name beside something else: "Ann Example |
// Engineer | ann@a.example", "Name: Ann Example". It reports whether it did.
func (p *parser) topLine(l line, headline *bool) bool {
	raw := p.doc.Source[l.start:l.end]
	label := len(nameLabel.FindString(raw))
	breaks := cellBreaks.FindAllStringIndex(raw[label:], -1)
	first := raw[label:]
	if len(breaks) > 0 {
		first = raw[label:][:breaks[0][0]]
	}
	if label == 0 && len(breaks) == 0 || !looksLikeName(p.plainText(first)) {
		return false
	}
	if label > 0 {
		p.loose(Heading, l.start, l.start+label, strings.Trim(raw[:label], " :：–—-\t"))
	}
	at := l.start + label
	p.loose(Name, at, at+len(first), p.plainText(first))
	for i, b := range breaks {
		end := l.end
		if i+1 < len(breaks) {
			end = l.start + label + breaks[i+1][0]
		}
		p.beside(l.start+label+b[1], end, headline)
	}
	return true
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
