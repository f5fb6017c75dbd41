package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// titles: a role may not be of a higher rank than in the unit, and is held
// where the unit says that it is. Degrees and certificates must be there.
func (p *proof) titles() {
	for i := p.cl.from; i < p.cl.to; i++ {
		w := p.a.plain[i]
		switch {
		case p.solved[i] && p.head[i], p.a.stop[i] && !p.a.tokens[i].Caps:
		case degreeWords[w] && !p.holdsCredential(i, "degree"):
			p.fault(i, "degree", "no cited entry has this degree")
		case certificateWords[w] && !p.holdsCredential(i, "certificate"):
			p.fault(i, "certificate", "no cited fact has this certificate")
		case degreeWords[w] || certificateWords[w]:
			p.solved[i] = true
		case p.a.role(i):
			p.title(i)
		case seniorities[w] && !p.solved[i] && !p.said(i, 0):
			p.fault(i, "title", "the cited facts don't say that")
		}
	}
}

func (p *proof) fault(i int, kind, reason string) {
	p.solved[i] = true
	p.refuse(kind, p.word(i), reason)
}

// title checks one role. Who is asserted to hold it must hold it in the CV.
func (p *proof) title(i int) {
	asserted := p.a.asserted(i, p.cl.from)
	rank := rankBefore(p.a, i)
	best, junior := p.bestTitle(i, asserted)
	switch {
	case best < 0 && (rank > 0 || asserted), best >= 0 && rank > best:
		p.refuse("title", p.phrase(i), "no cited entry has this title")
	case best < 0:
		return // somebody else's: content tells
	case asserted && !junior && p.a.juniorBefore(i) && !juniorWords[p.a.plain[i]] && !p.heldJunior(i):
		p.refuse("title", p.phrase(i), "in the CV the title is not a junior one")
	case asserted && junior && !p.a.juniorBefore(i):
		p.refuse("title", p.phrase(i), "in the CV the title is a junior one")
	default:
		p.covered++
	}
	p.solved[i] = true
	for k := max(p.cl.from, i-3); k < i; k++ {
		p.solved[k] = p.solved[k] || rankWords[p.a.plain[k]] > 0 || juniorWords[p.a.plain[k]]
	}
}

// bestTitle is the highest rank at which the unit has a role, -1 where it
// hasn't, and whether it has it only as a junior.
func (p *proof) bestTitle(i int, asserted bool) (best int, junior bool) { //nolint:gocognit // one rule, read from top to bottom
	best, junior = -1, true
	for _, e := range append(p.u.main, p.u.head...) {
		own := titled[e.kind] && e.kind != resume.Organization && e.kind != resume.Place || e.kind == resume.Summary
		for k := range e.tokens {
			if !p.doer(i) && (asserted && !own && !e.asserted(k, 0) || !e.role(k) && !titled[e.kind]) {
				continue
			}
			if e.plain[k] == p.a.plain[i] || e.alike(k, p.a, i) && e.role(k) || p.narrows(i, e.plain[k]) || p.doer(i) && e.alike(k, p.a, i) {
				best = max(best, rankBefore(e.analysis, k))
				if p.doer(i) {
					best = max(best, rankWords[p.a.plain[i]])
				}
				junior = junior && e.juniorBefore(k)
			}
		}
	}
	return best, junior && best >= 0
}

func (p *proof) heldJunior(i int) bool {
	for _, e := range append(p.u.main, p.u.head...) {
		for k := range e.tokens {
			if e.plain[k] == p.a.plain[i] && e.juniorBefore(k) {
				return true
			}
		}
	}
	return false
}

// asserted reports whether a role is said of the candidate: it stands at the
// start with no deed before, or after "as" or "am".
func (a *analysis) asserted(i, from int) bool { //nolint:gocognit // one rule, read from top to bottom
	for k := i - 1; k >= max(from, i-5); k-- {
		switch a.tokens[k].Text {
		case "as", "als", "comme", "como", "am", "bin", "suis", "soy", "became", "being":
			return true
		}
		if strings.ContainsAny(a.gap(k+1), ",;:") {
			break
		}
	}
	if i-from > 4 {
		return false
	}
	for k := from; k < i; k++ {
		if strings.ContainsAny(a.gap(k+1), ",;:") || a.deedAt(k, false) && !a.role(k) && !a.tokens[k].Upper || a.counted[k] != 0 || perWords[a.tokens[k].Text] && k > from || withWords[a.tokens[k].Text] || frames[a.tokens[k].Text] {
			return false
		}
		if k == from && a.deedAt(k, false) && !a.role(k) && rankWords[a.plain[k]] == 0 && !holding[a.tokens[k].Text] {
			return false
		}
	}
	return true
}

func (p *proof) phrase(i int) string {
	from := i
	for k := i - 1; k >= max(p.cl.from, i-3); k-- {
		if rankWords[p.a.plain[k]] > 0 {
			from = k
		}
	}
	return p.a.text[p.a.tokens[from].Start:p.a.tokens[i].End]
}

// rankBefore is the highest rank word within three words before a role.
func rankBefore(a *analysis, i int) int {
	rank := max(rankWords[a.plain[i]], rankWords[a.v.word(a.tokens[i].Text).role])
	for k := i - 1; k >= max(0, i-3); k-- {
		if strings.ContainsAny(a.gap(k+1), ",;.:–—|") || a.stop[k] {
			break
		}
		rank = max(rank, rankWords[a.plain[k]])
	}
	if i+1 < len(a.tokens) && a.gap(i+1) == " " && (rankWords[a.plain[i+1]] > 0 && a.plain[i+1] != "lead") {
		rank = max(rank, rankWords[a.plain[i+1]])
	}
	return rank
}

func (a *analysis) juniorBefore(i int) bool {
	for k := max(0, i-3); k <= min(i+1, len(a.tokens)-1); k++ {
		if juniorWords[a.plain[k]] && (k <= i || a.gap(k) == " ") {
			return true
		}
	}
	return false
}

// role reports whether a token is a role; "lead a team" is a verb.
func (a *analysis) role(i int) bool {
	w := a.plain[i]
	if !roleNouns[w] {
		return a.v.language == "de" && a.v.word(a.tokens[i].Text).role != ""
	}
	switch w {
	case "lead", "head", "partner", "associate", "chef", "fellow":
		after := i+1 >= len(a.tokens) || a.gap(i+1) != " " || ofRole[a.tokens[i+1].Text]
		return after && (a.tokens[i].Upper && !a.first(i) || i > 0 && strings.Contains(a.speech[i-1], "n") && a.gap(i) == " " && !a.tokens[i-1].Number || i > 0 && a.tokens[i-1].Text == "as")
	default:
		return true
	}
}

var ofRole = wordMap("for of at in on with")

// holdsCredential reports whether the unit has a degree or certificate.
func (p *proof) holdsCredential(i int, kind string) bool {
	w := p.a.plain[i]
	for _, e := range append(p.u.main, p.u.head...) {
		if e.words[w] || e.mentions(p.a, i) && !strictCredentials[w] {
			return true
		}
		if looseCredentials[w] && (string(e.kind) == kind || kind == "degree" && e.entry != nil && e.entry.kind == resume.SectionEducation || kind == "certificate" && slices.ContainsFunc(e.plain, func(x string) bool { return certificateWords[x] })) {
			return true
		}
	}
	return false
}

var (
	looseCredentials  = wordSet("degree graduated graduate qualification certificate certification certified diploma diplom titulaire diplome diplomee graduado graduada titulado titulada abschluss studium zertifikat certificat certificado licence licensed")
	strictCredentials = wordSet("chartered accredited mba phd master doctorate dr professor summa cum laude")
	seniorities       = wordSet("senior sr principal chief junior jr vice executive executives leitender leitende sénior")
	juniorWords       = wordSet(`junior jr trainee intern assistant apprentice student graduate probationary stagiaire apprenti apprentie alternant alternante remplacant remplacante praktikant praktikantin werkstudent
werkstudentin auszubildende auszubildender volontar volontarin becario becaria aprendiz auxiliar ayudante adjoint adjointe assistente assistentin aide sous
vize stellvertretend stellvertretender stellvertretende stellvertreter stellvertreterin segundo segunda subjefe subjefa subdirector subdirectora`)
)

// rankWords are the words that lift a title, by how much.
var rankWords = map[string]int{
	"senior": 2, "sr": 2, "staff": 3, "principal": 4, "lead": 3, "leading": 3, "leitender": 3, "leitende": 3, "head": 5, "chief": 6, "director": 5, "vice": 5, "vp": 5,
	"president": 6, "executive": 5, "manager": 3, "cto": 6, "ceo": 6, "cfo": 6, "coo": 6, "cio": 6, "ciso": 6, "founder": 5, "partner": 4, "supervisor": 3, "distinguished": 5, "fellow": 4,
	"leiter": 4, "leiterin": 4, "abteilungsleiter": 4, "bereichsleiter": 5, "teamleiter": 3, "teamleiterin": 3, "werkstattleiter": 4, "direktor": 5, "direktorin": 5, "geschaftsfuhrer": 6, "geschaftsfuhrerin": 6, "vorstand": 6, "chefarzt": 5,
	"chef": 4, "cheffe": 4, "directeur": 5, "directrice": 5, "jefe": 4, "jefa": 4, "gerente": 4, "directora": 5, "matron": 4, "controller": 3, "foreman": 3, "principale": 3, "proviseur": 5, "proviseure": 5, "headteacher": 5, "dean": 5,
	"vorarbeiter": 3, "experte": 3, "expert": 3, "oberarzt": 4,
}

// roleNouns are what people are employed as.
var roleNouns = wordSet(`engineer developer manager director analyst consultant architect designer administrator assistant specialist coordinator
supervisor scientist researcher nurse teacher professor lecturer technician programmer accountant president founder cofounder cto ceo cfo coo cio ciso vp
associate strategist writer editor trainer tutor instructor advisor adviser planner buyer intern officer head lead lawyer attorney solicitor barrister physician doctor surgeon pharmacist partner
controller matron foreman welder electrician plumber mechanic operator driver clerk secretary receptionist cashier representative salesperson executive recruiter auditor bookkeeper therapist psychologist paralegal
headteacher principal chef cook waiter librarian journalist translator owner chairman auditor economist statistician biologist chemist physicist
ingenieur ingenieurin entwickler entwicklerin leiter leiterin abteilungsleiter bereichsleiter teamleiter teamleiterin projektleiter projektleiterin berater beraterin direktor geschaftsfuhrer geschaftsfuhrerin
qualitatsingenieur architekt architektin referent techniker vorstand schweisser schweissfachingenieur werkstattleiter vorarbeiter meister lehrer lehrerin arzt arztin krankenpfleger krankenschwester buchhalter buchhalterin
designerin grafikdesignerin grafikdesigner projektmanager projektmanagerin kaufmann kauffrau
ingenieure developpeur developpeuse chef cheffe directeur directrice consultante architecte technicien comptable professeur professeure proviseur proviseure infirmier infirmiere enseignant enseignante kinesitherapeute medecin avocat avocate
ingeniero ingeniera desarrollador desarrolladora jefe jefa arquitecto arquitecta gerente directora analista consultor consultora tecnico enfermero enfermera profesor profesora abogado abogada medico contable auxiliar representant socio socia
altenpfleger altenpflegerin personalreferent personalreferentin sachbearbeiter sachbearbeiterin verkaufer verkauferin kuchenchef kuchenchefin chefin disponent disponentin
vendeur vendeuse cuisinier cuisiniere conducteur conductrice controleur controleuse auditeur auditrice electricien plombier menuisier mecanicien acheteur acheteuse juriste notaire
cocinero cocinera camarero camarera vendedor vendedora electricista fontanero carpintero mecanico administrativo administrativa recepcionista auditora supervisora coordinador coordinadora investigador investigadora`)

var degreeWords = wordSet(`bachelor bachelors master masters phd doctorate doctor mba bsc msc ba ma beng meng bs ms llb llm degree diploma diplom promotion magister licence doctorat ingenieurdiplom hnd hnc
licenciatura grado doctorado mastere maestria abitur baccalaureat dr graduate graduated summa cum laude honours honors diplome diplomee graduado graduada agregation capes studium hochschulabschluss`)

var certificateWords = wordSet(`certified certification certificate certificates accredited licensed license zertifiziert zertifizierte zertifizierter zertifizierten zertifikat zertifizierung certifie certifiee certification certificado certificada certificados certificacion
pmp cissp cka ckad itil prince2 chartered`)

func wordMap(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[plainWords(w)[0]] = true
	}
	return m
}

// mixed finds, among many facts at once, a degree or certificate said to be in
// what only another fact names.
func (p *proof) mixed() {
	if !p.u.wide {
		return
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		if w := p.a.plain[i]; !degreeWords[w] && !certificateWords[w] {
			continue
		}
		from, to := i, i
		for to+1 < p.cl.to && !strings.ContainsAny(p.a.gap(to+1), ",;") && !p.a.conjunction(to+1) && !withWords[p.a.tokens[to+1].Text] {
			to++
		}
		for from > p.cl.from && !strings.ContainsAny(p.a.gap(from), ",;") && !p.a.conjunction(from-1) && !withWords[p.a.tokens[from-1].Text] {
			from--
		}
		if !p.oneFact(clause{from, to + 1}, i) {
			p.refuse("degree", p.word(i), "in the CV this is not what the degree or certificate is of")
			return
		}
	}
}

// oneFact reports whether one fact with its entry's head has a credential and
// all names beside it.
func (p *proof) oneFact(cl clause, credential int) bool { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range p.u.main {
		all := []*evidence{e}
		if e.entry != nil && slices.Contains(e.entry.head, e) {
			all = append(slices.Clone(e.entry.head), e.entry.body...)
		}
		has := func(i int) bool {
			return slices.ContainsFunc(all, func(e *evidence) bool { return e.words[p.a.plain[i]] || e.mentions(p.a, i) })
		}
		if !has(credential) && !(looseCredentials[p.a.plain[credential]] && (e.kind == resume.Certificate || e.kind == resume.Degree)) {
			continue
		}
		good := true
		for i := cl.from; i < cl.to; i++ {
			if (p.a.name(i) || p.a.skilled[i] != 0) && i != credential {
				good = good && has(i)
			}
		}
		if good {
			return true
		}
	}
	return false
}
