package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// reading is one stretch of a career sentence, read as one holder's.
type reading struct {
	*career
	cl       clause
	h        *holder
	used     []*evidence
	formulas []string
	post     []int // the words of a title, or of what the person is called
	anchored bool  // names what the holder is, not only where or when
	where    bool  // names an employer or school
	now      bool  // said to go on
	earlier  bool  // said to have been before
	done     bool  // said to be finished
	level    int
	before   int  // the level said before the name
	earned   bool // said before the name to be a degree or certificate
}

// stretch proves one stretch from one holder.
func (c *career) stretch(cl clause, h *holder, s sofar) (next sofar, used []*evidence, formulas []string, ok bool) {
	r := reading{career: c, cl: cl, h: h}
	for i := cl.from; i < cl.to; i++ {
		if !r.token(i) {
			return s, nil, nil, false
		}
	}
	if !r.dates() || !r.placed(s) || !r.finished() || !r.known(s) || !r.lengths() {
		return s, nil, nil, false
	}
	if s.earned && !r.done && !r.earns() {
		return s, nil, nil, false // certified in what comes next too
	}
	next = sofar{post: s.post, earned: r.earned || s.earned && !r.done}
	if len(r.post) > 0 {
		next.post = r.post
	}
	if h.levelled() {
		next.level = max(r.before, 0)
		if r.level == 0 {
			next.level = s.level
		}
	}
	return next, r.used, r.formulas, true
}

// token takes one word as the holder's or as one that joins.
func (r *reading) token(i int) bool {
	a, t := r.a, r.a.tokens[i]
	w := t.Text
	r.earlier = r.earlier || earlier[w] || turning[w]
	switch {
	case a.is(i, negation):
		return false
	case a.dated(t):
		return true
	case a.counted[i] != 0:
		return r.number(a.numbers[a.counted[i]-1], i)
	}
	e := r.h.covers(a, i)
	if e != nil && (!a.stop[i] || t.Caps) {
		return r.takes(e, i)
	}
	switch level := a.v.levels[w]; {
	case level > 0 && r.h.levelled():
		r.say(level)
		return true
	case a.is(i, sole|boast|quantifier|vague|irrealis) && !r.joins(i):
		return false
	case a.is(i, ongoing):
		r.now = true
		return true
	case completed[a.stems[i]]:
		r.done, r.earned = true, r.earned || !r.anchored
		return r.earns()
	case r.h.levelled() && a.is(i, hedge):
		r.say(1)
		return true
	default:
		return r.joins(i)
	}
}

func (r *reading) say(level int) {
	if !r.anchored {
		r.before = max(r.before, level)
	}
	r.level = max(r.level, level)
}

// takes notes a word of the holder, and what it says.
func (r *reading) takes(e *evidence, i int) bool {
	if !slices.Contains(r.used, e) {
		r.used = append(r.used, e)
	}
	if completed[r.a.stems[i]] && !r.anchored && r.earns() {
		r.done, r.earned = true, true
	}
	level := r.a.v.levels[r.a.tokens[i].Text]
	switch {
	case level > 0 && r.h.levelled():
		r.say(level)
	case e.kind == resume.Organization || e.kind == resume.Place || e.kind == resume.Dates:
		r.where = r.where || e.kind == resume.Organization || r.h.job()
	case r.a.is(i, generic) && r.h.levelled() && len(e.tokens) > 1:
	case r.h.job() && !r.a.role(i) && e.anyRole(clause{0, len(e.tokens)}):
		r.where = true // of a title that has the employer or the ward beside it
	default:
		r.anchored = true
		if r.h.job() || e.kind == resume.Headline {
			r.post = append(r.post, i)
		}
	}
	if r.a.role(i) && r.h.entry != nil && !r.h.job() {
		return true
	}
	if r.a.role(i) {
		return r.sameRank(r.h, i)
	}
	return true
}

// number: years are computed, any other number is a word of the holder's.
func (r *reading) number(n number, i int) bool {
	if n.unit == "year" || n.unit == "month" {
		return true
	}
	for _, e := range r.h.facts {
		if slices.ContainsFunc(e.numbers, func(m number) bool { return sameValue(n, m) && n.unit == m.unit && n.bound == m.bound }) {
			return r.takes(e, i)
		}
	}
	return false
}

// lengths computes the years that a stretch states from its holder's.
func (r *reading) lengths() bool {
	for _, n := range r.a.numbers {
		if n.token < r.cl.from || n.token >= r.cl.to || n.unit != "year" && n.unit != "month" {
			continue
		}
		if r.h.entry == nil {
			return false
		}
		span := r.h.entry.span
		if !r.h.job() {
			if n.unit != "year" || span.To.Zero() || float64(span.To.Year-span.From.Year) != n.value {
				return false
			}
			r.formulas = append(r.formulas, n.text+" = "+span.To.String()+" − "+span.From.String())
			continue
		}
		p := proof{j: r.judging, a: r.a}
		text, ok := p.lasting(n, []resume.Range{span}, "this job's dates")
		if !ok {
			return false
		}
		r.formulas = append(r.formulas, text)
	}
	return true
}

// dates are the holder's own.
func (r *reading) dates() bool {
	for _, d := range r.a.dates {
		at := tokenAt(r.a, d.Start)
		if at < r.cl.from || at >= r.cl.to {
			continue
		}
		since := at > r.cl.from && sinceWords[r.a.tokens[at-1].Text] || strings.Contains(r.a.text[d.Start:d.End], " ") && sinceWords[r.a.tokens[at].Text]
		if !r.h.dated(d, since) {
			return false
		}
	}
	return true
}

// placed: a stretch names what its holder is; only where somebody worked, it
// does so where no post was said before that the holder isn't.
func (r *reading) placed(s sofar) bool {
	if r.earlier && s.last != nil {
		if !r.h.job() || !s.last.job() || s.last.entry == r.h.entry || !begunBefore(r.h.entry.span, s.last.entry.span) {
			return false
		}
	}
	if r.h.job() && r.earlier && r.h.entry.span.Present {
		return false
	}
	switch {
	case r.anchored:
		return true
	case !r.where || !r.h.job():
		return false
	}
	for _, i := range s.post {
		if r.h.covers(r.a, i) == nil || !r.sameRank(r.h, i) {
			return false
		}
	}
	return len(s.post) == 0 || r.earlier || r.a.conjunction(r.cl.from-1)
}

// finished: what goes on is not said to be over, nor the other way round.
func (r *reading) finished() bool {
	going := r.now
	for i := r.cl.from; i < r.cl.to; i++ {
		going = going || goingOn[r.a.stems[i]] || r.h.open && learning[r.a.stems[i]]
	}
	switch {
	case r.h.open:
		return going && !r.done
	case r.now:
		return r.h.job() && r.h.entry.span.Present || r.h.levelled() && !r.credential()
	default:
		return true
	}
}

// known: an item is not known better than the CV says.
func (r *reading) known(s sofar) bool {
	if !r.h.levelled() {
		return r.level == 0
	}
	claimed, held := r.level, r.h.level()
	if claimed == 0 {
		claimed = s.level
	}
	return claimed <= held && (held != 1 || claimed == 1)
}

// earns reports a holder that is a degree or a certificate.
func (r *reading) earns() bool {
	return r.h.entry != nil && !r.h.job() || r.h.entry == nil && r.credential()
}

// credential reports an item that is a degree or a certificate.
func (r *reading) credential() bool {
	return slices.ContainsFunc(r.h.facts, func(e *evidence) bool {
		return e.kind == resume.Certificate || e.titledAs(degreeWords) || e.titledAs(certificateWords)
	})
}

// sameRank reports a role that the holder has at the same rank, and as a
// junior only where it is one.
func (j *judging) sameRank(h *holder, i int) bool {
	if !j.a.role(i) {
		return true
	}
	for _, e := range h.facts {
		if e.kind == resume.Organization || e.kind == resume.Place {
			continue
		}
		for k := range e.tokens {
			if e.role(k) && (e.plain[k] == j.a.plain[i] || e.listedAlike(k, j.a, i)) && rankBefore(e.analysis, k) == rankBefore(j.a, i) && e.juniorBefore(k) == j.a.juniorBefore(i) {
				return true
			}
		}
	}
	return false
}

// joins reports a word that says nothing beside what it joins.
func (j *judging) joins(i int) bool {
	a := j.a
	switch {
	case a.is(i, negation):
		return false
	case a.stop[i] && !a.tokens[i].Caps:
		return true
	default:
		return joining[a.stems[i]] || experienceStems[a.stems[i]] || earlier[a.tokens[i].Text] || turning[a.tokens[i].Text] || boundWords[a.tokens[i].Text] != exactly || a.is(i, ongoing) || goingOn[a.stems[i]] || learning[a.stems[i]] || completed[a.stems[i]]
	}
}

var (
	// joining are the words that join posts, schools and skills in a sentence.
	joining = allStems(`work employ hold have be use know speak speaker post position job role total well knowledge skill level mark grade`,
		`arbeiten tätig tätigkeit anstellung stelle sein haben note abschlussnote insgesamt kenntnis sprechen niveau umgang nutzung`,
		`travailler poste être avoir mention connaissance parler niveau utilisation maîtrise posséder`,
		`trabajar puesto ser estar tener nota conocimiento hablar hablante nivel manejo uso`)
	learning = allStems("study course train training programme", "studieren studium ausbildung weiterbildung lehre kurs", "étudier étude formation cours suivre", "estudiar curso cursar formación estudio realizar")
	// completed are the words that say that a degree or certificate was earned.
	completed = allStems("graduate degree qualification certify certification hold holder earn obtain complete award", "abschluss abschließen absolvieren absolvent absolventin zertifiziert zertifikat inhaber inhaberin erwerben geprüft",
		"titulaire obtenir diplômé diplôme certifié certification", "titulado titulada graduado graduada obtener certificado certificación")
)

func begunBefore(a, b resume.Range) bool {
	return a.From.Year < b.From.Year || a.From.Year == b.From.Year && a.From.Month < b.From.Month
}
