package truth

import (
	"fmt"
	"strconv"
	"strings"
)

// layout is how the head of a job and its bullets are written.
type layout struct {
	section string // %s is the heading
	head    string // %[1]s the title, %[2]s the employer, %[3]s the dates
	bullet  string
	numeric bool // months as numbers
}

var layouts = []layout{
	{section: "%s", head: "%[1]s, %[2]s\n%[3]s", bullet: "• "},
	{section: "%s:", head: "%[2]s | %[1]s | %[3]s", bullet: "- ", numeric: true},
	{section: "## %s", head: "### %[1]s, %[2]s\n*%[3]s*\n", bullet: "- "},
	{section: "%s", head: "%[1]s\n%[2]s\n%[3]s", bullet: "* ", numeric: true},
	{section: "%s", head: "%[3]s\n%[1]s, %[2]s", bullet: "– "},
}

// write writes the CV itself.
func (m *maker) write(n int) {
	l := layouts[n]
	var w strings.Builder
	section := func(name string) { fmt.Fprintf(&w, "\n"+l.section+"\n\n", m.l.words[name]) }
	name := m.name
	if strings.HasPrefix(l.section, "#") {
		name = "# " + name
	}
	fmt.Fprintf(&w, "%s\n%s | %s@example.com\n", name, m.city, strings.ToLower(strings.Fields(m.name)[1]))
	section("work")
	for _, j := range m.jobs {
		fmt.Fprintf(&w, l.head+"\n", j.title, j.employer, m.span(j, l.numeric))
		for _, d := range j.deeds {
			m.cv.Bullets = append(m.cv.Bullets, d.text)
			w.WriteString(l.bullet + d.text + "\n")
		}
		w.WriteString("\n")
	}
	section("education")
	fmt.Fprintf(&w, "%s, %s, %d – %d\n", m.degree, m.school, m.graduated-3, m.graduated)
	section("certificates")
	w.WriteString(m.cert + "\n")
	section("skills")
	w.WriteString(strings.Join(m.skills, ", ") + "\n")
	section("languages")
	w.WriteString(m.spoken() + "\n")
	m.cv.Source = w.String()
}

// spoken are the languages: the CV's own, and a little of another.
func (m *maker) spoken() string {
	own := map[string]string{"en": "English (native), %s (basic)", "de": "Deutsch (Muttersprache), %s (Grundkenntnisse)", "fr": "Français (langue maternelle), %s (notions)", "es": "Español (nativo), %s (nociones)"}
	return fmt.Sprintf(own[m.l.name], m.tongue)
}

func (m *maker) span(j *job, numeric bool) string {
	date := m.month
	from, to := date(j.from), m.l.words["now"]
	if numeric {
		from = fmt.Sprintf("%02d/%d", j.from.Month(), j.from.Year())
	}
	switch {
	case j.to.IsZero():
	case numeric:
		to = fmt.Sprintf("%02d/", j.to.Month()) + strconv.Itoa(j.to.Year())
	default:
		to = date(j.to)
	}
	return from + " – " + to
}
