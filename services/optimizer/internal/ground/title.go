package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// titles: a role may not be of a higher rank than in the unit, and is held
// where the unit says that it is. Degrees and certificates must be there.
func (p *proof) titles() {
	for i := p.cl.from; i < p.cl.to; i++ {
		w := p.a.plain[i]
		switch {
		case p.solved[i] && p.head[i], p.a.stop[i] && !p.a.tokens[i].Caps:
		case w == "promotion" && p.a.v.language != "de":
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
	asserted := p.a.asserted(i, p.cl.from) && !p.done(i)
	rank := rankBefore(p.a, i)
	best, junior := p.bestTitle(i, asserted)
	switch {
	case (best < 0 && (rank > 0 || asserted) || best >= 0 && rank > best) && !p.part(i) && !p.done(i):
		p.refuse("title", p.phrase(i), "no cited entry has this title")
	case best < 0:
		return // somebody else's: content tells
	case asserted && !junior && p.a.juniorBefore(i) && !juniorWords[p.a.plain[i]] && !p.heldJunior(i):
		p.refuse("title", p.phrase(i), "in the CV the title is not a junior one")
	case asserted && junior && !p.a.juniorBefore(i):
		p.refuse("title", p.phrase(i), "in the CV the title is a junior one")
	case asserted && !p.titled(i):
		p.refuse("title", p.phrase(i), "no cited entry has this title")
	default:
		p.covered++
	}
	p.solved[i] = true
	for k := max(p.cl.from, i-3); k < i; k++ {
		p.solved[k] = p.solved[k] || rankWords[p.a.plain[k]] > 0 || juniorWords[p.a.plain[k]]
	}
}

// done reports a role that is no title: the fact tells a deed to such people,
// and so does the stretch ("Fahrer eingewiesen").
func (p *proof) done(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	if p.u.wide || len(p.u.main) != 1 || p.u.main[0].kind != resume.Bullet {
		return false
	}
	e := p.u.main[0]
	if e.doneBy(p.a, i) {
		return true
	}
	if p.a.saidOf(i, p.cl.from) {
		return false
	}
	for k := range e.tokens {
		if k == e.leading(clause{0, len(e.tokens)}) || e.stems[k] != p.a.stems[i] {
			continue
		}
		for m := i + 1; m < p.cl.to; m++ {
			if last := p.a.tokens[m]; p.a.v.language == "de" && m+1 == p.cl.to && !last.Upper && strings.HasPrefix(last.Text, "ge") {
				return true
			}
			if p.a.deedAt(m, false) && !p.a.role(m) && (p.a.v.language == "de" && !p.a.tokens[m].Upper || subjectWords[p.a.tokens[m-1].Text]) {
				return true
			}
		}
	}
	return false
}

// doneBy reports a role that is the fact's deed by another ending: who does
// Praxisanleitung is a Praxisanleiter, who couriers art acts as its courier.
func (e *evidence) doneBy(claim *analysis, i int) bool {
	w := strings.TrimSuffix(claim.plain[i], "in")
	for k := range e.tokens {
		switch e.v.language {
		case "de":
			if root, ok := strings.CutSuffix(w, "er"); ok && len(root) > 4 && e.plain[k] == root+"ung" {
				return true
			}
		case "en":
			if e.tokens[k].Text == claim.tokens[i].Text && e.deedAt(k, false) && (k == 0 || e.conjunction(k-1)) {
				return true
			}
		}
	}
	return false
}

// part reports a role that the fact has as the end of a compound: the Leiter
// of the Teamleiter, of whom something else is said.
func (p *proof) part(i int) bool {
	return p.a.v.language == "de" && !p.a.asserted(i, p.cl.from) && slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return e.kind == resume.Bullet && slices.ContainsFunc(e.tokens, func(t words.Token) bool {
			return len(p.a.plain[i]) > 4 && e.v.word(strings.TrimSuffix(t.Text, "s")).role == p.a.plain[i]
		})
	})
}

// titled reports a title whose words all stand in a title of the unit: that
// some of them follow from it is not enough.
func (p *proof) titled(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	for k := max(p.cl.from, i-3); k < min(p.cl.to, i+3); k++ {
		t := p.a.tokens[k]
		if k == i || !t.Upper || p.a.first(k) && p.a.is(k, generic) || p.a.v.language == "de" || p.a.stop[k] || t.Number || rankWords[p.a.plain[k]] > 0 || juniorWords[p.a.plain[k]] || degreeWords[p.a.plain[k]] {
			continue
		}
		from, to := min(i, k), max(i, k)
		apart := false
		for m := from + 1; m <= to; m++ {
			apart = apart || p.a.gap(m) != " " || m < to && (p.a.stop[m] || !p.a.tokens[m].Upper)
		}
		if apart {
			continue
		}
		if !slices.ContainsFunc(append(p.u.head, p.u.main...), func(e *evidence) bool {
			return (titled[e.kind] || e.kind == resume.Summary || e.kind == resume.Text) && e.words[p.a.plain[k]] || titled[e.kind] && (slices.Contains(e.stems, p.a.stems[k]) || e.abbreviates(p.a.plain[k]))
		}) {
			return false
		}
	}
	return true
}

// listedAlike reports two words of one line of our lists, or of one stem: what
// WordNet throws together is not the same position.
func (a *analysis) listedAlike(j int, claim *analysis, i int) bool {
	return a.stems[j] == claim.stems[i] || slices.ContainsFunc(claim.keys[i], func(k key) bool { return k < senseKeys && slices.Contains(a.keys[j], k) })
}

// bestTitle is the highest rank at which the unit has a role, -1 where it
// hasn't, and whether it has it only as a junior.
func (p *proof) bestTitle(i int, asserted bool) (best int, junior bool) { //nolint:gocognit // one rule, read from top to bottom
	best, junior = -1, true
	for _, e := range append(p.u.main, p.u.head...) {
		own := titled[e.kind] && e.kind != resume.Organization && e.kind != resume.Place || e.kind == resume.Summary
		for k := range e.tokens {
			if !p.doer(i) && (asserted && !own && !e.saidOf(k, 0) && !((e.kind == resume.Text || e.kind == resume.Bullet) && e.asserted(k, 0)) || !e.role(k) && !titled[e.kind]) {
				continue
			}
			if e.plain[k] == p.a.plain[i] || e.role(k) && (asserted && e.listedAlike(k, p.a, i) || !asserted && e.alike(k, p.a, i)) || p.narrows(i, e.plain[k]) || p.doer(i) && e.alike(k, p.a, i) {
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
func (a *analysis) asserted(i, from int) bool {
	if a.saidOf(i, from) {
		return true
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

// saidOf reports a role after "as" or "am".
func (a *analysis) saidOf(i, from int) bool {
	for k := i - 1; k >= max(from, i-5); k-- {
		switch a.tokens[k].Text {
		case "as", "als", "comme", "como", "am", "bin", "suis", "soy", "became", "being":
			return true
		}
		if strings.ContainsAny(a.gap(k+1), ",;:") {
			return false
		}
	}
	return false
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
	case "partner", "associate", "head", "fellow":
		if a.first(i) && a.tokens[i].Upper && (i+1 >= len(a.tokens) || a.gap(i+1) == ", " || atRole[a.tokens[i+1].Text]) {
			return true
		}
		fallthrough
	case "lead", "chef":
		after := i+1 >= len(a.tokens) || a.gap(i+1) != " " || ofRole[a.tokens[i+1].Text]
		return after && (a.tokens[i].Upper && !a.first(i) || i > 0 && strings.Contains(a.speech[i-1], "n") && a.gap(i) == " " && !a.tokens[i-1].Number || i > 0 && a.tokens[i-1].Text == "as")
	case "responsable", "charge", "chargee", "encargado", "encargada":
		return i+1 < len(a.tokens) && !chargeOf[a.tokens[i+1].Text] && a.gap(i+1) == " "
	default:
		return true
	}
}

var chargeOf = wordMap("de d des du l la le les del sous pour en")

// roles reports several people by what they are: account executives.
func (a *analysis) roles(i int) bool {
	one, several := strings.CutSuffix(a.plain[i], "s")
	return a.role(i) || several && a.v.language == "en" && roleNouns[one]
}

var atRole = wordMap("at of")

var ofRole = wordMap("for of at in on with")

// rankWords are the words that lift a title, by how much.
var rankWords = map[string]int{
	"senior": 2, "sr": 2, "general": 4, "staff": 3, "principal": 4, "lead": 3, "leading": 3, "leitender": 3, "leitende": 3, "head": 5, "chief": 6, "director": 5, "vice": 5, "vp": 5,
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
registrar superintendent captain inspector sergeant detective pilot steward sommelier barista baker butcher carer caregiver midwife paramedic dietitian dentist veterinarian optician radiographer physiotherapist
counsellor headmaster dean provost curator archivist producer reporter copywriter photographer videographer illustrator animator marketer merchandiser broker trader underwriter actuary banker treasurer bursar
caretaker cleaner gardener carpenter roofer painter plasterer bricklayer machinist fitter technologist tester generalist practitioner courier dispatcher judge magistrate notary mediator arbitrator handler
cadre osteopathe cuisinier cuisiniere serveur serveuse vendeur vendeuse acheteur acheteuse gestionnaire coordinateur coordinatrice animateur animatrice formateur formatrice chercheur chercheuse juriste notaire redacteur redactrice
graphiste electricien electricienne plombier mecanicien mecanicienne conducteur conductrice chauffeur receptionniste gouvernante pharmacien pharmacienne dentiste psychologue educateur educatrice administrateur administratrice superviseur gerant gerante
cocinero cocinera camarero camarera vendedor vendedora comprador compradora gestor gestora coordinador coordinadora formador formadora investigador investigadora jurista redactor redactora disenador disenadora electricista fontanero conductor conductora
recepcionista gobernanta farmaceutico dentista psicologo psicologa educador educadora administrador administradora supervisora encargado encargada socio socia presidente presidenta fundador fundadora maestro maestra
koch kochin kellner kellnerin verkaufer verkauferin einkaufer einkauferin sachbearbeiter sachbearbeiterin koordinator koordinatorin forscher forscherin jurist juristin anwalt anwaltin notar notarin redakteur redakteurin grafiker grafikerin elektriker
elektrikerin elektroniker elektronikerin mechaniker mechanikerin mechatroniker mechatronikerin fahrer fahrerin rezeptionist rezeptionistin apotheker apothekerin zahnarzt psychologe psychologin erzieher erzieherin prokurist prokuristin
headteacher principal chef cook waiter librarian journalist translator owner chairman auditor economist statistician biologist chemist physicist
ingenieur ingenieurin entwickler entwicklerin leiter leiterin abteilungsleiter bereichsleiter teamleiter teamleiterin projektleiter projektleiterin berater beraterin direktor geschaftsfuhrer geschaftsfuhrerin
qualitatsingenieur architekt architektin referent techniker vorstand schweisser schweissfachingenieur werkstattleiter vorarbeiter meister lehrer lehrerin arzt arztin krankenpfleger krankenschwester buchhalter buchhalterin
steuerfachangestellte steuerfachangestellter fachangestellte fachangestellter beauftragter beauftragte
designerin grafikdesignerin grafikdesigner projektmanager projektmanagerin kaufmann kauffrau
ingenieure developpeur developpeuse chef cheffe directeur directrice consultante architecte technicien comptable professeur professeure proviseur proviseure infirmier infirmiere enseignant enseignante kinesitherapeute medecin avocat avocate responsable assistante assistant charge chargee
ingeniero ingeniera desarrollador desarrolladora jefe jefa arquitecto arquitecta gerente directora analista consultor consultora tecnico enfermero enfermera profesor profesora abogado abogada medico contable auxiliar representant socio socia
altenpfleger altenpflegerin personalreferent personalreferentin sachbearbeiter sachbearbeiterin verkaufer verkauferin kuchenchef kuchenchefin chefin disponent disponentin
vendeur vendeuse cuisinier cuisiniere conducteur conductrice controleur controleuse auditeur auditrice electricien plombier menuisier mecanicien acheteur acheteuse juriste notaire
cocinero cocinera camarero camarera vendedor vendedora electricista fontanero carpintero mecanico administrativo administrativa recepcionista auditora supervisora coordinador coordinadora investigador investigadora`)

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
