package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// holdsCredential reports whether the unit has a degree or certificate.
func (p *proof) holdsCredential(i int, kind string) bool { //nolint:gocognit // one rule, read from top to bottom
	w := p.a.plain[i]
	for _, e := range append(p.u.main, p.u.head...) {
		for k := range e.tokens {
			named := degreeWords[e.plain[k]] || certificateWords[e.plain[k]]
			if numbered := k+1 < len(e.tokens) && e.tokens[k+1].Number; e.plain[k] == w && !numbered || w == "baccalaureat" && e.plain[k] == "bac" || named && !numbered && e.alike(k, p.a, i) && !strictCredentials[w] {
				return true
			}
		}
		if looseCredentials[w] && (string(e.kind) == kind || kind == "degree" && e.entry != nil && e.entry.kind == resume.SectionEducation || kind == "certificate" && slices.ContainsFunc(e.plain, func(x string) bool { return certificateWords[x] })) {
			return true
		}
	}
	return false
}

var (
	looseCredentials  = wordSet("degree graduated graduate qualification certificate certification certified diploma diplom titulaire diplome diplomee graduado graduada titulado titulada abschluss studium zertifikat certificat certificado licence licensed")
	strictCredentials = wordSet("chartered accredited mba dr professor summa cum laude")
	seniorities       = wordSet("senior sr principal chief junior jr vice executive executives leitender leitende sénior")
	juniorWords       = wordSet(`junior jr sous deputy segundo segunda trainee intern assistant apprentice student graduate probationary stagiaire apprenti apprentie alternant alternante remplacant remplacante praktikant praktikantin werkstudent
werkstudentin auszubildende auszubildender volontar volontarin becario becaria aprendiz auxiliar ayudante adjoint adjointe assistente assistentin aide
vize stellvertretend stellvertretender stellvertretende stellvertreter stellvertreterin subjefe subjefa subdirector subdirectora`)
)

var degreeWords = wordSet(`bachelor bachelors master masters phd doctorate doctor mba bsc msc ba ma beng meng bs ms llb llm degree diploma diplom promotion magister licence doctorat ingenieurdiplom hnd hnc
licenciatura grado doctorado mastere maestria abitur baccalaureat dr graduate graduated summa cum laude honours honors diplome diplomee graduado graduada agregation capes bts bac dut bep studium hochschulabschluss`)

var certificateWords = wordSet(`certified certification certificate certificates accredited licensed license zertifiziert zertifizierte zertifizierter zertifizierten zertifikat zertifizierung certifie certifiee certification certificado certificada certificados certificacion
pmp cissp cka ckad itil prince2 chartered`)

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
		for to+1 < p.cl.to && !strings.ContainsAny(p.a.gap(to+1), ",;") && (!p.a.conjunction(to+1) && !withWords[p.a.tokens[to+1].Text] || to+2 < p.cl.to && p.a.tool(to+2)) {
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
