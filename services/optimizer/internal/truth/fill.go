package truth

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var slot = regexp.MustCompile(`\{[^{}]+\}`)

// fill writes the values into a text. A slot that can't be filled leaves the
// text empty.
func (m *maker) fill(text string, d *deed, j *job) string {
	failed := false
	text = slot.ReplaceAllStringFunc(text, func(s string) string {
		s, ok := m.slot(s[1:len(s)-1], d, j)
		failed = failed || !ok
		return s
	})
	if failed {
		return ""
	}
	return text
}

func (m *maker) slot(name string, d *deed, j *job) (string, bool) {
	if name, other := strings.CutPrefix(name, "^"); other {
		return m.foreign(name, j)
	}
	name, word := strings.CutSuffix(name, ".w")
	name, wrong := strings.CutSuffix(name, "!")
	if d != nil {
		if v, ok := m.own(name, wrong, d); ok {
			if word {
				return v.word, true
			}
			return v.value, true
		}
	}
	if wrong {
		return m.invented(name, j)
	}
	return m.known(name, d, j)
}

// own is a value of the bullet, or one in its place that the CV doesn't have.
func (m *maker) own(name string, wrong bool, d *deed) (item, bool) {
	if x, y, ok := strings.Cut(name, "-"); ok {
		a, _ := strconv.Atoi(d.values[x].value)
		b, _ := strconv.Atoi(d.values[y].value)
		n := strconv.Itoa(max(a-b, b-a))
		return item{n, n}, true
	}
	v, ok := d.values[name]
	if !ok || !wrong {
		return v, ok
	}
	if name == "year" {
		year := m.unused(2012, 2025)
		return item{year, year}, true
	}
	for _, l := range d.family.lets {
		if l.slot == name {
			return m.wrong(l)
		}
	}
	return item{}, false
}

func (m *maker) wrong(l let) (item, bool) {
	if len(l.values) == 0 {
		n := m.unused(l.lo, l.hi+(l.hi-l.lo)+9)
		return item{n, n}, n != ""
	}
	for range 50 {
		if v := m.value(l); !m.has(v.value) && !m.has(v.word) {
			return v, true
		}
	}
	return item{}, false
}

// unused is a number of the range that the CV doesn't have.
func (m *maker) unused(lo, hi int) string {
	for range 100 {
		if n := strconv.Itoa(lo + m.rand.IntN(hi-lo+1)); !m.has(n) {
			return n
		}
	}
	return strconv.Itoa(hi + 1000)
}

// has reports that the CV has a word, within others too.
func (m *maker) has(word string) bool {
	return strings.Contains(strings.ToLower(m.cv.Source), strings.ToLower(word))
}

// foreign is something of another job.
func (m *maker) foreign(name string, j *job) (string, bool) {
	for _, other := range m.jobs {
		if other == j {
			continue
		}
		switch name {
		case "employer":
			return other.employer, true
		case "title":
			return other.title, true
		}
	}
	return "", false
}

// invented is something of a kind that the CV has, but not this.
func (m *maker) invented(name string, j *job) (string, bool) {
	switch name {
	case "team":
		return m.unused(13, 48), true
	case "pct":
		return m.unused(81, 98), true
	case "years":
		return strconv.Itoa(m.years() + 5 + m.rand.IntN(5)), true
	case "since":
		return m.month(j.from.AddDate(-2-m.rand.IntN(2), -1-m.rand.IntN(3), 0)), true
	case "graduated":
		return m.unused(m.graduated-9, m.graduated-2), true
	case "skill":
		return m.outside(m.trade.lists["skills"])
	case "cert":
		return m.outside(m.trade.lists["certs"])
	}
	var all []string
	for _, v := range m.l.pools[name] {
		all = append(all, v.value)
	}
	return m.outside(all)
}

func (m *maker) outside(all []string) (string, bool) {
	for _, v := range m.some(all, len(all)) {
		if !m.has(v) {
			return v, true
		}
	}
	return "", false
}

func (m *maker) known(name string, d *deed, j *job) (string, bool) {
	switch name {
	case "src":
		return lowerFirst(d.bare()), true
	case "SRC":
		return d.bare(), true
	case "skills~":
		return strings.Join(m.some(m.skills, 4), ", "), true
	case "title2":
		return m.jobs[1].title, true
	case "employer2":
		return m.jobs[1].employer, true
	}
	known := map[string]string{
		"title": j.title, "employer": j.employer, "since": m.month(j.from), "years": strconv.Itoa(m.years()),
		"degree": m.degree, "school": m.school, "graduated": strconv.Itoa(m.graduated), "cert": m.cert, "tongue": m.tongue,
	}
	v, ok := known[name]
	return v, ok
}

// bare is the bullet without its full stop.
func (d *deed) bare() string { return strings.TrimSuffix(d.text, ".") }

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
