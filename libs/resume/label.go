package resume

import (
	"slices"
	"strings"
	"sync"

	"github.com/sartor-cv/sartor/libs/words"
)

// labels are what stands before the parts of a head where a form was filled in:
// "Employer: Acme".
var labels = sync.OnceValue(func() map[string]Kind {
	m := map[string]Kind{}
	for kind, list := range map[Kind]string{
		Title: "position|job title|title|role|occupation|occupation or position held|post|funktion|beruf|beruf oder funktion|tätigkeit|stelle|poste|poste occupé|fonction|emploi|" +
			"puesto|cargo|ocupación|posición|función|posizione|ruolo|mansione|qualifica|lavoro o posizione ricoperti|função|cargo ocupado|posição|functie|beroep|stanowisko|zajmowane stanowisko|должность",
		Organization: "employer|company|organisation|organization|name of employer|name and address of employer|institution|school|university|arbeitgeber|firma|unternehmen|betrieb|" +
			"einrichtung|hochschule|employeur|entreprise|société|établissement|école|empresa|empleador|institución|centro|universidad|datore di lavoro|azienda|istituto|ente|" +
			"università|empregador|instituição|escola|werkgever|bedrijf|instelling|school|pracodawca|uczelnia|szkoła|компания|работодатель|учебное заведение",
		Dates: "date|dates|period|duration|zeitraum|datum|dauer|von – bis|période|durée|fecha|fechas|periodo|período|duración|data|durata|periodo di lavoro|datas|periode|okres|daty|okres zatrudnienia|период",
		Place: "place|location|city|ort|standort|lieu|ville|lugar|ciudad|localidad|luogo|sede|città|local|localidade|cidade|plaats|locatie|miejsce|miejscowość|город",
		Degree: "degree|qualification|title of qualification|title of qualification awarded|abschluss|qualifikation|diplôme|diplôme obtenu|título|titulación|titulo|titolo|" +
			"titolo di studio|diploma|curso|grau|opleiding|kierunek|tytuł|специальность",
	} {
		for label := range strings.SplitSeq(list, "|") {
			m[words.Plain(label)] = kind
		}
	}
	return m
})

var labelPattern = words.Pattern(`^([\p{L}][\p{L} /’'()–-]{1,40}?)\s*[:：]\s*`)

// headLabel finds the label at a line's start: how long it is, and what it
// says the rest is.
func headLabel(raw string) (int, Kind) {
	m := labelPattern().FindStringSubmatchIndex(raw)
	if m == nil {
		return 0, ""
	}
	kind, ok := labels()[words.Plain(strings.TrimSpace(raw[m[2]:m[3]]))]
	if !ok {
		return 0, ""
	}
	return m[1], kind
}

// open is a head of which some pieces didn't tell what they are.
type open struct {
	start, end int   // its facts
	facts      []int // those that didn't tell
	taken      map[Kind]bool
}

// label decides what the pieces of a head are by what they say. What says
// nothing waits for settle.
func (p *parser) label(first int, kind string) open {
	o := open{start: first, end: len(p.doc.Facts), taken: map[Kind]bool{}}
	for i := first; i < len(p.doc.Facts); i++ {
		o.taken[p.doc.Facts[i].Kind] = true
	}
	for i := first; i < len(p.doc.Facts); i++ {
		f := &p.doc.Facts[i]
		if f.Kind != Text {
			continue
		}
		k := told(f.Text, kind)
		if k == Text || o.taken[k] {
			o.facts = append(o.facts, i)
			continue
		}
		f.Kind, o.taken[k] = k, true
	}
	return o
}

// settle decides what the pieces are that said nothing: by their order, which
// is that of the heads of the same section that did say something.
func (p *parser) settle(all []open, kind string) {
	title := Title
	if kind == SectionEducation {
		title = Degree
	}
	order := []Kind{title, Organization, Place}
	if p.organizationsFirst(all, title) {
		order = []Kind{Organization, title, Place}
	}
	if kind == SectionProjects || kind == SectionOther {
		order = []Kind{Title, Organization}
	}
	for _, o := range all {
		for _, i := range o.facts {
			at := slices.IndexFunc(order, func(k Kind) bool { return !o.taken[k] })
			k := Place
			if at >= 0 {
				k = order[at]
			}
			if p.aside(p.doc.Facts[i].Start, p.doc.Facts[i].End) {
				continue
			}
			p.doc.Facts[i].Kind, o.taken[k] = k, true
		}
	}
}

// organizationsFirst asks the heads that told where a title or an organization
// stood.
func (p *parser) organizationsFirst(all []open, title Kind) bool {
	votes := 0
	for _, o := range all {
		titled, organized := p.first(o, title), p.first(o, Organization)
		if len(o.facts) > 0 && titled < 0 != (organized < 0) { // the other one is what didn't tell
			titled, organized = max(titled, 0)+max(organized, 0), o.facts[0]
			if !o.taken[title] {
				titled, organized = organized, titled
			}
		}
		switch {
		case titled < 0 || organized < 0:
		case organized < titled:
			votes++
		default:
			votes--
		}
	}
	return votes > 0
}

// first finds the first fact of a kind in a head; below 0 for none.
func (p *parser) first(o open, kind Kind) int {
	for i := o.start; i < o.end; i++ {
		if p.doc.Facts[i].Kind == kind {
			return i
		}
	}
	return -1
}
