package truth

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Today is the day on which all sets are made.
var Today = time.Date(2026, time.November, 27, 0, 0, 0, 0, time.UTC)

// job is an entry of a CV.
type job struct {
	title, employer string
	from, to        time.Time // the months; to is zero for "until today"
	deeds           []*deed
}

// deed is a bullet.
type deed struct {
	family *family
	values map[string]item
	text   string
}

// maker makes one CV.
type maker struct {
	l     *language
	trade *trade
	rand  *rand.Rand
	jobs  []*job

	name, city, degree, school, cert, tongue string
	graduated                                int
	skills                                   []string
	cv                                       CV
}

// Make makes a CV and the texts about it.
func Make(seed uint64, lang string) CV {
	m := &maker{l: languages[lang], rand: rand.New(rand.NewPCG(seed, uint64(lang[0])))} //nolint:gosec // the same every time is the point
	m.trade = &m.l.trades[m.rand.IntN(len(m.l.trades))]
	m.person()
	m.work()
	m.cv = CV{Name: fmt.Sprintf("%s-%d", lang, seed), Language: lang}
	m.write(m.rand.IntN(len(layouts)))
	m.texts()
	return m.cv
}

func (m *maker) pick(all []string) string { return all[m.rand.IntN(len(all))] }

func (m *maker) pool(name string) string {
	all := m.l.pools[name]
	return all[m.rand.IntN(len(all))].value
}

// some are n of all, in an order of their own.
func (m *maker) some(all []string, n int) []string {
	all = slices.Clone(all)
	m.rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

func (m *maker) person() {
	lists := m.trade.lists
	m.name, m.city, m.school, m.tongue = m.pool("name"), m.pool("city"), m.pool("school"), m.pool("tongue")
	m.degree, m.cert = m.pick(lists["degrees"]), m.pick(lists["certs"])
	m.skills = m.some(lists["skills"], 5)
}

// work makes two or three jobs, one after the other, each with bullets of its
// own kinds.
func (m *maker) work() {
	n := 2 + m.rand.IntN(2)
	titles := m.some(m.trade.lists["titles"], n)
	var employers []string
	for _, e := range m.l.pools["employer"] {
		employers = append(employers, e.value)
	}
	employers = m.some(employers, n)
	families := m.rand.Perm(len(m.trade.families))
	each := len(families) / n
	start := Today.AddDate(-3-m.rand.IntN(3), -1-m.rand.IntN(9), 0)
	var end time.Time
	for i := range n {
		j := &job{title: titles[i], employer: employers[i], from: start, to: end}
		for _, f := range families[i*each : (i+1)*each] {
			j.deeds = append(j.deeds, m.deed(&m.trade.families[f], j))
		}
		m.jobs = append(m.jobs, j)
		end, start = start.AddDate(0, -1, 0), start.AddDate(-3-m.rand.IntN(2), -1-m.rand.IntN(5), 0)
	}
	m.graduated = m.jobs[n-1].from.Year()
}

func (m *maker) deed(f *family, j *job) *deed {
	d := &deed{family: f, values: map[string]item{}}
	for _, l := range f.lets {
		d.values[l.slot] = m.value(l)
	}
	until := Today
	if !j.to.IsZero() {
		until = j.to
	}
	year := strconv.Itoa(j.from.Year() + 1 + m.rand.IntN(until.Year()-j.from.Year()-1))
	d.values["year"] = item{year, year}
	d.text = m.fill(f.src, d, j)
	return d
}

func (m *maker) value(l let) item {
	if len(l.values) > 0 {
		return l.values[m.rand.IntN(len(l.values))]
	}
	n := strconv.Itoa(l.lo + m.rand.IntN(l.hi-l.lo+1))
	return item{n, n}
}

// years are the whole years of work.
func (m *maker) years() int {
	first := m.jobs[len(m.jobs)-1].from
	months := (Today.Year()-first.Year())*12 + int(Today.Month()) - int(first.Month())
	return months / 12
}

func (m *maker) month(t time.Time) string {
	return strings.Fields(m.l.words["months"])[t.Month()-1] + " " + strconv.Itoa(t.Year())
}
