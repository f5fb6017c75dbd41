package match

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// title takes the posting's title and company, or what the text calls itself:
// a "Title:" line, else its first line where that is short, else what it says
// it is looking for.
func (r *reader) title() {
	if r.job.Company == "" {
		r.job.Company = labelled(r.job.Text, companyLabels)
	}
	if r.job.Title == "" {
		var at string
		r.job.Title, at = parted(titleIn(r.job.Text))
		r.job.Company = or(r.job.Company, at)
	}
	if r.job.Title == "" {
		return
	}
	at := strings.Index(r.job.Text, r.job.Title)
	q := Requirement{Kind: KindTitle, Term: r.job.Title, Must: true, Text: r.job.Title}
	if at >= 0 {
		q.Start, q.End = at, at+len(r.job.Title)
	}
	r.job.Requirements = append(r.job.Requirements, q)
}

func titleIn(text string) string {
	if title := labelled(text, titleLabels); title != "" {
		if _, role, ok := strings.Cut(title, ": "); ok { // "Login.gov: Engineer"
			title = role
		}
		return bare(title)
	}
	for _, re := range []*regexp.Regexp{called, marked} {
		if m := re.FindStringSubmatch(text); m != nil && len(strings.Fields(m[1])) <= 6 && capital(m[1]) {
			return bare(m[1])
		}
	}
	if line := firstLine(text); line != "" {
		return bare(line)
	}
	if m := sought.FindStringSubmatch(text); m != nil {
		return bare(m[1])
	}
	return ""
}

// firstLine is the first line that is no heading, where it could be a title.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		p, ok := partOf(strings.TrimSpace(line))
		if isItem(line) || ok && p != duties && p != open {
			return "" // the posting is under way
		}
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "# "))
		if ok || line == "" || strings.HasSuffix(line, ":") {
			continue
		}
		if len(strings.Fields(line)) <= 10 && len(line) <= 90 && !strings.HasSuffix(line, ".") {
			return line
		}
		return ""
	}
	return ""
}

// labelled is what stands after a label at the beginning of a line.
func labelled(text string, labels map[string]bool) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#-• "))
		label, value, ok := strings.Cut(line, ":")
		if value = strings.TrimSpace(value); ok && value != "" && len(value) <= 90 && labels[strings.ToLower(strings.TrimSpace(label))] {
			return value
		}
	}
	return ""
}

var (
	// sexes are how a posting says that it is for everybody.
	sexes = `\((?:[mfwdhxgn](?:\s?[/|*]\s?[mfwdhxgn]){1,3}|all genders?|gn|divers|m/w/divers|H/F|F/H)\)`

	called  = regexp.MustCompile(`(?i:\b(?:als|sucht|suchen|recherch(?:ons|e)|buscamos|eine?n?|une?|un\(e\)|as an?))\s+(\p{Lu}[^\n.,;:()]{2,60}?)\s*(?i:` + sexes + `)`)
	marked  = regexp.MustCompile(`(?im)^\s*([\p{L}][^\n.,;:()]{2,60}?)\s*` + sexes)
	anySex  = regexp.MustCompile(`(?i)\s*(?:` + sexes + `|\b[mwf]/[mwfd]/[dx]\b)`)
	sought  = regexp.MustCompile(`(?:looking for an?|looking to hire an?|seeking an?|hiring an?|as our|join us as an?|[Ss]uchen (?:wir )?eine?n?|[Ss]ucht eine?n?|recherch(?:ons|e) une?(?:\(e\))?|[Bb]uscamos (?:un/a|una?))\s+((?:(?:[\p{Lu}][\p{L}\d()/&+#.-]*|of|de|en|für|B2B)[ ]?){1,6})`)
	tail    = regexp.MustCompile(`(?i)\s+[-–—|·]\s+(?:remote|hybrid|full[- ]?time|part[- ]?time|vollzeit|teilzeit|cdi|cdd|stage|alternance|permanent|contract|nights?|days?|immediate start|temps plein|jornada completa|indefinido|home ?office)\b.*$`)
	employs = regexp.MustCompile(`\s+(?:at|bei|chez|@)\s+(\p{Lu}[^\n,;()|–—]*).*$`)
)

// bare takes off a title what is not of it: who may apply, where, and how it
// shouts.
func bare(title string) string {
	title = anySex.ReplaceAllString(title, "")
	title = tail.ReplaceAllString(title, "")
	return strings.TrimRight(strings.TrimSpace(title), "!?-–—|· ")
}

// parted parts a title from who employs: "Engineer at Acme".
func parted(title string) (role, company string) {
	m := employs.FindStringSubmatchIndex(title)
	if m == nil {
		return title, ""
	}
	company = strings.TrimSpace(title[m[2]:m[3]])
	if len(strings.Fields(company)) > 4 {
		company = ""
	}
	return strings.TrimSpace(title[:m[0]]), company
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

var titleLabels = set("title|job title|position|role|jobtitel|stelle|stellenbezeichnung|poste|intitulé du poste|intitulé|puesto|cargo|vacante")

var companyLabels = set("company|employer|organisation|organization|firma|unternehmen|arbeitgeber|société|entreprise|empresa|compañía")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range split(list) {
		m[w] = true
	}
	return m
}
