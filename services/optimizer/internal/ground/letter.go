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

// formal reports whether a letter's sentence makes no claim: a greeting, a
// close, the wish to apply.
func (c *Checker) formal(s string) bool {
	for _, language := range words.Languages {
		a := analyse(s, vocabularies[language])
		if c.formalClause(a, clause{0, len(a.tokens)}) {
			return true
		}
	}
	return false
}

func (c *Checker) formalClause(a *analysis, cl clause) bool {
	name := c.nameWords()
	motive, foreign, claims := false, false, false
	for i := cl.from; i < cl.to; i++ {
		w, stem := a.tokens[i].Text, a.stems[i]
		plain := words.Plain(w)
		switch {
		case a.v.motive[stem] && a.courteous(i):
			motive = true
		case being[w]:
			claims = claims || i+1 >= len(a.tokens) || !a.courteous(i+1)
		case a.courteous(i) || a.stop[i]:
		case slices.Contains(name, plain):
		case slices.Contains(c.job.title, plain) || slices.Contains(c.job.company, plain):
			foreign = true
		default:
			return false
		}
	}
	return !claims && (!foreign || motive || c.addressLine(a, cl))
}

// courteous reports a word that letters are made of, where it makes no claim:
// not in the past ("I met your team"), and not as what the writer is ("I am a
// recruiter").
func (a *analysis) courteous(i int) bool {
	w := a.tokens[i].Text
	if !a.v.within("letter", w, a.stems[i]) || a.v.language == "en" && !a.v.said[w] && !strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ing") {
		return false
	}
	for j := max(0, i-3); j+1 < i; j++ {
		if being[a.tokens[j].Text] && articles[a.tokens[j+1].Text] {
			return false
		}
	}
	return true
}

var articles = wordMap("a an the your ein eine der die un une le la una el su votre ihr ihre")

// addressLine reports a line that is nothing but the company's name, or a
// greeting to it.
func (c *Checker) addressLine(a *analysis, cl clause) bool {
	if cl.to-cl.from > len(c.job.company)+4 {
		return false
	}
	greets := false
	for i := cl.from; i < cl.to; i++ {
		greets = greets || a.v.letter[a.stems[i]]
		if slices.Contains(c.job.title, words.Plain(a.tokens[i].Text)) && !slices.Contains(c.job.company, words.Plain(a.tokens[i].Text)) {
			return false
		}
	}
	return greets
}

// being are the verbs that would make a title or a company the candidate's
// own.
var being = wordMap(`am was were been being had bin war waren gewesen suis étais été fus soy fui era sido hatte have has hold holding held habe ai tengo he work worked working`)

func wordMap(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
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
	source := strings.ToLower(c.doc.Source)
	for _, found := range append(address.FindAllString(s, -1), domain.FindAllString(s, -1)...) {
		bare := strings.Trim(strings.ToLower(found), ".,;:)]( ")
		if !strings.Contains(source, bare) {
			o.refuse("link", found, "the CV has no such link")
		}
	}
}
