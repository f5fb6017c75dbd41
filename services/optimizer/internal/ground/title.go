package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// titles: a role may not be of a higher rank than in the unit, and is held
// where the unit says it is.
func (p *proof) titles() {
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.a.role(i) || p.solved[i] {
			continue
		}
		rank := rankBefore(p.a, i)
		asserted := p.a.holds(i, p.cl.from)
		best := p.bestTitle(i, asserted)
		switch {
		case best < 0 && (rank > 0 || asserted && !p.others(i)), best >= 0 && rank > best:
			p.refuse("title", p.phrase(i), "no cited entry has this title")
			p.solved[i] = true
		case best >= 0:
			p.solved[i] = true
			p.settleRank(i)
		}
	}
}

// bestTitle is the highest rank at which the unit has a role; -1 where it
// doesn't have it. A role that is asserted must be the candidate's own there.
func (p *proof) bestTitle(i int, asserted bool) int {
	w := words.Plain(p.a.tokens[i].Text)
	best := -1
	for k, f := range p.u.facts {
		for j := range f.tokens {
			if asserted && !p.titled(k) && !f.holds(j, 0) {
				continue // somebody else's title
			}
			other := words.Plain(f.tokens[j].Text)
			if other == w || p.a.stems[i] == f.stems[j] || f.v.synonyms(p.a.stems[i], f.stems[j]) && isRoleNoun(other) {
				best = max(best, rankBefore(f, j))
			}
		}
	}
	return best
}

// titled reports whether a fact of the unit is a title of the candidate.
func (p *proof) titled(k int) bool {
	switch p.u.kinds[k] {
	case resume.Title, resume.Headline, resume.Degree, resume.Certificate, resume.Summary:
		return true
	default:
		return false
	}
}

// others reports a role noun that the cited fact has as a plain word.
func (p *proof) others(i int) bool { return p.hasStem(p.a.stems[i]) }

// assertedAt reports whether a role is said of the candidate: it stands at
// the start, or after "as".
func assertedAt(a *analysis, i, from int) bool {
	if i-from <= 2 {
		return true
	}
	for j := i - 1; j >= max(0, i-4); j-- {
		switch a.tokens[j].Text {
		case "as", "als", "comme", "como", "am", "bin", "suis", "soy":
			return true
		}
	}
	return false
}

// holds reports whether a text says that its subject has the role at j: at
// its start with no deed before, or after "as".
func (a *analysis) holds(j, from int) bool {
	for i := from; i < min(j, from+3); i++ {
		if a.verb(i) || a.v.rank[a.stems[i]] > 0 && !a.role(i) {
			return assertedAt(a, j, j-3)
		}
	}
	return assertedAt(a, j, from)
}

func (p *proof) phrase(i int) string {
	from := i
	for from > p.cl.from && i-from < 3 && rankWords[words.Plain(p.a.tokens[from].Text)] == 0 {
		from--
	}
	if rankWords[words.Plain(p.a.tokens[from].Text)] == 0 {
		from = i
	}
	return p.a.text[p.a.tokens[from].Start:p.a.tokens[i].End]
}

func (p *proof) settleRank(i int) {
	for j := max(p.cl.from, i-3); j < i; j++ {
		if !p.a.tokens[j].Number && p.hasWord(words.Plain(p.a.tokens[j].Text)) {
			p.solved[j] = true
		}
	}
}

// rankBefore is the highest rank word within three words before a role.
func rankBefore(a *analysis, i int) int {
	rank := rankWords[words.Plain(a.tokens[i].Text)]
	for j := i - 1; j >= max(0, i-3); j-- {
		if strings.ContainsAny(a.gap(j+1), ",;.:–—|") {
			break
		}
		rank = max(rank, rankWords[words.Plain(a.tokens[j].Text)])
	}
	return rank
}

// rankWords are the words that lift a title, by how much.
var rankWords = map[string]int{
	"senior": 2, "sr": 2, "staff": 3, "principal": 4, "lead": 3, "leading": 3, "leitender": 3, "leitende": 3, "head": 5, "chief": 6, "director": 5, "vice": 5, "vp": 5,
	"president": 6, "executive": 5, "manager": 3, "cto": 6, "ceo": 6, "cfo": 6, "coo": 6, "cio": 6, "ciso": 6, "founder": 5, "partner": 4, "supervisor": 3, "distinguished": 5, "fellow": 4,
	"leiter": 4, "leiterin": 4, "abteilungsleiter": 4, "bereichsleiter": 5, "teamleiter": 3, "teamleiterin": 3, "direktor": 5, "direktorin": 5, "geschaftsfuhrer": 6, "geschaftsfuhrerin": 6, "vorstand": 6, "chefarzt": 5,
	"chef": 4, "cheffe": 4, "directeur": 5, "directrice": 5, "jefe": 4, "jefa": 4, "gerente": 4, "directora": 5,
}

// role reports whether a token is a role; "lead a team" is a verb.
func (a *analysis) role(i int) bool {
	w := a.tokens[i].Text
	if !isRoleNoun(w) {
		return false
	}
	if w != "lead" && w != "head" && w != "partner" || i+1 >= len(a.tokens) {
		return true
	}
	next := a.tokens[i+1]
	return !next.Number && !determiners[next.Text] && !a.counted[i+1]
}

var determiners = wordSet("a an the my our their his her this these two three all up several with")

func isRoleNoun(w string) bool { return roleNouns[words.Plain(w)] }

// roleNouns are what people are employed as.
var roleNouns = wordSet(`engineer developer manager director analyst consultant architect designer administrator assistant specialist coordinator
supervisor scientist researcher nurse teacher professor lecturer technician programmer accountant president founder cofounder cto ceo cfo coo cio ciso vp
associate strategist writer editor trainer tutor instructor advisor adviser planner buyer intern officer head lead lawyer attorney physician doctor surgeon pharmacist
ingenieur ingenieurin entwickler entwicklerin leiter leiterin abteilungsleiter bereichsleiter teamleiter teamleiterin projektleiter projektleiterin berater beraterin direktor geschaftsfuhrer geschaftsfuhrerin
qualitatsingenieur architekt architektin referent techniker vorstand
ingenieure developpeur developpeuse chef cheffe directeur directrice consultante architecte technicien comptable
ingeniero ingeniera desarrollador desarrolladora jefe jefa arquitecto arquitecta gerente directora analista consultor consultora tecnico`)

var degreeWords = wordSet(`bachelor bachelors master masters phd doctorate doctor mba bsc msc ba ma degree diploma diplom promotion magister licence doctorat ingenieurdiplom
licenciatura grado doctorado mastere abitur baccalaureat bac dr prof professor graduate graduated summa cum laude honours honors`)

var certificateWords = wordSet(`certified certification certificate certificates accredited licensed license zertifiziert zertifikat zertifizierung certifie certifiee certification certificado certificada certificacion
pmp cissp cka ckad aws-certified itil prince2 chartered`)

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[words.Plain(w)] = true
	}
	return m
}
