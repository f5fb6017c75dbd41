package truth

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// liesOfAll is how many of the lies that fit every bullet are told of each.
const liesOfAll = 3

var marked = regexp.MustCompile(`\[\[(.+?)\]\]`)

// texts writes all texts about the CV.
func (m *maker) texts() {
	for _, j := range m.jobs {
		for _, d := range j.deeds {
			for _, l := range d.family.lines {
				m.say(l, d, j)
			}
			m.general(d, j)
		}
	}
	for _, l := range m.l.facts {
		m.say(l, nil, m.jobs[0])
	}
	m.hide(m.rand.IntN(len(disguiseKinds)))
}

// general says what can be said of every bullet: all that is faithful and a
// few lies.
func (m *maker) general(d *deed, j *job) {
	var lies []line
	for _, l := range m.l.every {
		if l.kind == OK {
			m.say(l, d, j)
		} else {
			lies = append(lies, l)
		}
	}
	for _, i := range m.rand.Perm(len(lies))[:min(liesOfAll, len(lies))] {
		m.say(lies[i], d, j)
	}
}

func (m *maker) say(l line, d *deed, j *job) {
	text := m.fill(l.text, d, j)
	if text == "" {
		return
	}
	t := Text{Kind: l.kind, Tier: Tier(l.kind), Letter: l.letter || l.kind != OK && m.rand.IntN(3) == 0} // a lie is one in a letter too
	for _, found := range marked.FindAllStringSubmatch(text, -1) {
		t.Marks = append(t.Marks, found[1])
	}
	t.Text = upperFirst(marked.ReplaceAllString(text, "$1"))
	if d != nil {
		t.Of = []string{d.text}
	}
	m.add(t)
}

func (m *maker) add(t Text) {
	t.ID = fmt.Sprintf("%s-%03d", m.cv.Name, len(m.cv.Texts)+1)
	m.cv.Texts = append(m.cv.Texts, t)
}

func upperFirst(s string) string {
	s = strings.TrimSpace(s)
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
