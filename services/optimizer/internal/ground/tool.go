package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// tools: what was done with a tool must be said together with it. That the
// skills name it, or another fact does, is no proof of the deed.
func (p *proof) tools() {
	if len(p.u.main) > 0 && !p.u.wide && !told[p.u.main[0].kind] && p.a.did(p.cl) {
		if i := p.a.leading(p.cl); i >= 0 && !usage[p.a.stems[i]] && !p.solved[i] {
			p.refuse("content", p.word(i), "titles and skills don't say what was done")
		}
		return
	}
	if !p.u.wide {
		return
	}
	p.compounds()
	p.gradings()
	for i := p.cl.from + 2; i < p.cl.to; i++ {
		if !p.a.tool(i) || !toolWords[p.a.tokens[i-1].Text] || p.a.gap(i) != " " {
			continue
		}
		k := i - 2
		if p.a.stop[k] || p.a.is(k, generic) || p.a.role(k) || p.a.tool(k) || p.head[k] {
			continue
		}
		if !p.together(k, i) {
			p.refuse("skill", p.word(i), "the CV doesn't say that this was done with it")
			return
		}
	}
}

// allStems are the stems of words of all languages.
func allStems(lists ...string) map[string]bool {
	all := map[string]bool{}
	for _, stems := range stemSets(lists...) {
		for s := range stems {
			all[s] = true
		}
	}
	return all
}

// gradings: a level is that of what stands beside it, and one fact says so.
func (p *proof) gradings() {
	for i := p.cl.from; i < p.cl.to; i++ {
		w := p.a.tokens[i].Text
		if p.a.v.levels[w] != 3 || loose[w] {
			continue
		}
		k := i - 1
		if k < p.cl.from || p.a.stop[k] || p.a.gap(i) != " " {
			k = i + 1
		}
		if k < p.cl.to && p.a.gap(max(i, k)) == " " && !p.a.stop[k] && !p.a.is(k, generic) && !p.together(i, k) {
			p.refuse("hedge", p.word(i), "the CV claims no such level")
			return
		}
	}
}

// compounds: what two nouns name together is named together in the CV. Law and
// contracts are no contract law.
func (p *proof) compounds() {
	for i := p.cl.from; i+1 < p.cl.to; i++ {
		if p.a.gap(i+1) != " " || !p.plainNoun(i) || !p.plainNoun(i+1) || p.solved[i] || p.solved[i+1] {
			continue
		}
		if !p.together(i, i+1) {
			p.refuse("content", p.word(i)+" "+p.word(i+1), "the CV doesn't name that together")
			return
		}
	}
}

func (p *proof) plainNoun(i int) bool {
	return !p.a.stop[i] && (!p.a.is(i, generic) || p.a.is(i, action)) && !p.a.tokens[i].Number && strings.Contains(p.a.speech[i], "n") && !p.a.role(i)
}

func (a *analysis) tool(i int) bool { return a.skilled[i] != 0 || a.name(i) }

// together reports whether one fact has both words.
func (p *proof) together(i, k int) bool {
	for _, e := range p.u.main {
		if (e.words[p.a.plain[i]] || e.mentions(p.a, i)) && (e.words[p.a.plain[k]] || e.mentions(p.a, k)) {
			return true
		}
	}
	return false
}

var (
	toolWords = wordMap("in with using via mit auf über avec sous sur en con")
	told      = map[resume.Kind]bool{resume.Bullet: true, resume.Text: true, resume.Summary: true}
	usage     = allStems(`use work apply employ leverage utilise know serve hold join start begin become progress advance graduate complete study earn obtain receive gain award train qualify read speak act certify pass attend
own experience skill possess achieve finish take do get move promote base return belong have be`,
		`nutzen arbeiten anwenden einsetzen beherrschen tätig haben abschließen absolvieren studieren erwerben erhalten sprechen lernen ausbilden wechseln beginnen werden ausbildung studium abschluss weiterbildung einsatz anwendung kenntnis`,
		`utiliser travailler employer maîtriser obtenir suivre étudier parler exercer occuper devenir formation étude utilisation maîtrise pratique diplômer titulaire certifier`,
		`usar trabajar utilizar emplear manejar dominar obtener estudiar cursar hablar ejercer formación uso dominio manejo titular graduar certificar`)
)
