package ground

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// employer is what a letter may say about the other side.
type employer struct {
	words   []string // of the job's text
	title   []string
	company []string
}

func newEmployer(job string) employer { return employer{words: plainWords(job)} }

var quotation = regexp.MustCompile(`“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|"([^"]+)"`)

// unquoted takes quotations out of a letter's sentence, each of which must
// stand in the job's text or in a cited fact word for word.
func (c *Checker) unquoted(s string, ids []string, o *outcome) string {
	return quotation.ReplaceAllStringFunc(s, func(q string) string {
		want := plainWords(q)
		if len(want) == 0 || contains(c.job.words, want) {
			if before, _, _ := strings.Cut(s, q); len(want) > 0 && !attributed(before, quotation.ReplaceAllString(s, " ")) {
				o.refuse("quote", q, "the job's words may not be said of the candidate")
			}
			return " "
		}
		for _, id := range ids {
			if contains(plainWords(c.facts[id].Text), want) {
				return q
			}
		}
		o.refuse("quote", q, "the job's text doesn't say this")
		return " "
	})
}

// attributed reports whether the rest of a sentence leaves a quotation to the
// other side: it speaks of the job or to the reader, and not of the writer.
func attributed(before, rest string) bool {
	theirs, asked := false, false
	if last := words.Tokens(before); len(last) > 0 {
		asked = askWords[last[len(last)-1].Text]
	}
	for _, t := range words.Tokens(rest) {
		if firstPerson[t.Text] && !asked {
			return false
		}
		theirs = theirs || otherSide[t.Text]
	}
	return theirs
}

var (
	askWords    = wordMap(`for asks ask requires require seeks seek mentions mention says states wants recherchez cherchez demandez piden buscan mencionan`)
	firstPerson = wordMap(`i my me mine myself we our us ich mein meine meinen meiner meinem mir mich wir unser je j mon ma mes me moi nous notre yo mi mis me tengo poseo he soy nuestro`)
	otherSide   = wordMap(`you your job description posting advertisement role position asks ask require requires seek seeks mention mentions advert vacancy sie ihre ihrer ausschreibung stelle stellenanzeige anzeige gesucht genannt vous votre offre annonce poste oferta anuncio piden buscan su puesto`)
)

// contains reports whether the wanted words stand together in the text.
func contains(text, want []string) bool {
	for i := 0; i+len(want) <= len(text); i++ {
		if text[i] == want[0] && slices.Equal(text[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

// harmless reports a stretch of a letter that claims nothing about the
// writer: it tells of wishes, or speaks to the reader, and holds nothing that
// evidence could decide. What goes on from such a stretch is one too.
func (j *judging) harmless(cl clause, goesOn bool) bool {
	if j.greets(cl) || j.closes(cl) {
		return true
	}
	wishes, speaks := goesOn, false
	for i := cl.from; i < cl.to; i++ {
		switch {
		case j.a.stop[i] && !j.a.is(i, motive|reader):
		case j.a.is(i, reader):
			speaks = true
		case j.a.is(i, motive):
			wishes = true
		}
		if j.claims(i, cl) {
			return false
		}
	}
	return speaks || wishes && (goesOn || j.wished(cl)) || j.empty(cl)
}

// greets reports a stretch that only says to whom a letter is: names, titles
// and words of courtesy.
func (j *judging) greets(cl clause) bool {
	if !greetings[j.a.tokens[cl.from].Text] || cl.to-cl.from > 8 {
		return false
	}
	for i := cl.from + 1; i < cl.to; i++ {
		if a := j.a; a.skilled[i] != 0 || a.counted[i] != 0 || !a.stop[i] && !a.is(i, motive|reader) && !greetings[a.tokens[i].Text] && !a.name(i) && !a.tokens[i].Upper {
			return false
		}
	}
	return true
}

var greetings = wordMap("dear hello hi sehr liebe lieber madame monsieur chère cher estimado estimada estimados señores señoras")

// wished reports a stretch in which somebody wishes: without the writer in it,
// or what would be, it is a line of a CV, which tells what was done.
func (j *judging) wished(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if w := j.a.tokens[i].Text; subjects[w] || wishers[w] {
			return true
		}
	}
	return false
}

var wishers = wordMap("me we our us myself would could mich mir wir uns unser unsere wäre würde würden könnte me m nous notre serait serais aimerais voudrais nos nuestro nuestra sería gustaría encantaría quedo")

// claims reports a token that evidence must decide.
func (j *judging) claims(i int, cl clause) bool {
	a := j.a
	if j.avows(i, cl) {
		return true
	}
	if a.stop[i] && !a.tokens[i].Caps {
		return a.tokens[i].Text == "was" || a.tokens[i].Text == "been" && a.anyRole(cl)
	}
	switch {
	case j.free(i) && !j.being(i, cl):
		return false
	case a.is(i, motive) && a.tokens[i].Caps && a.skilled[i] == 0:
		return false // CV
	case a.counted[i] != 0 || a.dated(a.tokens[i]):
		return true
	case a.name(i) && a.skilled[i] == 0 && !a.tokens[i].Caps && !j.mine(cl) && j.speaks(cl):
		return false // of the reader's world
	case a.skilled[i] != 0 && !j.plainSkill(i), a.name(i) && !slices.Contains(j.c.name, a.plain[i]):
		return true
	case a.role(i) && !j.theirs(i), degreeWords[a.plain[i]], certificateWords[a.plain[i]]:
		return true
	case a.is(i, sole|boast|quantifier|vague) && j.mine(cl) && !a.is(i, motive):
		return true
	default:
		return j.mine(cl) && a.told(i, cl)
	}
}

// being reports a position or company that the writer claims to have or to
// have had.
func (j *judging) being(i int, cl clause) bool {
	for k := max(cl.from, i-4); k < i; k++ {
		if beingWords[j.a.tokens[k].Text] {
			return true
		}
	}
	return false
}

// beingWords are the verbs that would make a title or a company the writer's
// own.
var beingWords = wordMap(`am was were been had bin war waren gewesen suis étais été fus soy fui era sido hatte have has held habe ai tengo he worked arbeitete travaillé trabajé`)

// theirs reports a role that the letter is to or about: your engineers.
func (j *judging) theirs(i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if j.a.is(k, reader) {
			return true
		}
	}
	return j.free(i)
}

func (j *judging) plainSkill(i int) bool {
	t := j.a.tokens[i]
	return !t.Caps && (!t.Upper || j.a.first(i) || j.a.v.language == "de") && j.a.v.knows(t.Text)
}

// mine reports a stretch that is about the writer.
func (j *judging) mine(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if subjects[j.a.tokens[i].Text] {
			return true
		}
	}
	return false
}

var subjects = wordMap("i my ich mein meine meinen meiner meinem je j mon ma mes yo mi mis")

func (j *judging) speaks(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if j.a.is(i, reader) {
			return true
		}
	}
	return false
}

// told reports a verb of the past that tells what the writer did.
func (a *analysis) told(i int, cl clause) bool {
	w := a.tokens[i].Text
	if a.is(i, motive) || a.is(i, generic) || !a.is(i, action) {
		return false
	}
	if a.v.language != "en" {
		return false
	}
	past := a.v.forms[w] != "" && a.v.forms[w] != w || strings.HasSuffix(w, "ed")
	return past && i > cl.from && (a.tokens[i-1].Text == "i" || a.tokens[i-1].Text == "have" || a.tokens[i-1].Text == "and" || a.tokens[i-1].Text == "also" || a.tokens[i-1].Text == "we")
}

// empty reports a stretch of nothing but words without a claim.
func (j *judging) empty(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if !j.a.stop[i] && !j.a.is(i, generic|motive|reader|we|hedge) || j.a.is(i, quantifier|boast|sole) && !j.a.is(i, motive) {
			return false
		}
	}
	return true
}

func (c *Checker) nameWords() []string {
	f, ok := c.doc.First(resume.Name)
	if !ok {
		return nil
	}
	return plainWords(f.Text)
}

var (
	address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+|\]\([^)]*\)`)
	domain  = regexp.MustCompile(`(?i)\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|gov|edu|co|ai|app|info)(?:/\S*)?\b`)
)

// links that the CV doesn't have are refused.
func (c *Checker) links(s string, o *outcome) {
	if !strings.ContainsAny(s, "@/]") && !strings.Contains(s, "www") && !dotted(s) {
		return
	}
	source := strings.ToLower(c.doc.Source)
	for _, found := range append(address.FindAllString(s, -1), domain.FindAllString(s, -1)...) {
		bare := strings.Trim(strings.ToLower(found), ".,;:)]( ")
		if !strings.Contains(source, bare) {
			o.refuse("link", found, "the CV has no such link")
		}
	}
}

// dotted reports a full stop inside a word.
func dotted(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == '.' && s[i-1] != ' ' && s[i+1] != ' ' && s[i+1] != '\n' {
			return true
		}
	}
	return false
}
