package resume

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Found is a range that was found in a text, in bytes.
type Found struct {
	Start, End int
	Range      Range
	Full       bool // has both ends, or a word like since or present

	From, To [2]int // where its ends stand; what is still going on ends at its word for that
}

// maxDated is the longest text that is searched for dates: dates stand on
// short lines and in sentences.
const maxDated = 4_000

// FindDates returns the dates and ranges in a text, in order.
func FindDates(s string) []Found {
	if len(s) > maxDated {
		s = s[:maxDated]
	}
	var all []Found
	last := strings.LastIndexAny(s, "0123456789") // behind it nothing begins: each has a year
	for at := 0; at <= last; {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !dateStart(r) || !boundary(s, at) {
			at += size
			continue
		}
		f, ok := rangeAt(s, at)
		if !ok {
			at += wordLength(s[at:])
			continue
		}
		all = append(all, f)
		at = f.End
	}
	return all
}

func dateStart(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’'
}

func boundary(s string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return at == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("$€£#./_@", r)
}

func wordLength(s string) int {
	for i, r := range s {
		if i > 0 && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return len(s)
}

func rangeAt(s string, at int) (Found, bool) {
	f := Found{Start: at}
	since := len(sincePattern().FindString(s[at:]))
	from, n, ok := pointAt(s, at+since)
	if !ok {
		return openedAt(s, at)
	}
	f.Range.From, f.End = from, at+since+n
	f.From = [2]int{at + since, f.End}
	f.Full = since > 0
	f.Range.Present = since > 0
	f.To = [2]int{at, at + len(strings.TrimRight(s[at:at+since], " "))} // the word says that it goes on
	closeRange(s, &f)
	return f, true
}

// openedAt reads ranges that begin with more or less than a date: "de mars 2018
// à ce jour", "July – August 2020".
func openedAt(s string, at int) (Found, bool) {
	f := Found{Start: at}
	if n := len(fromPattern().FindString(s[at:])); n > 0 {
		from, size, ok := pointAt(s, at+n)
		if !ok {
			return f, false
		}
		f.Range.From, f.From, f.End = from, [2]int{at + n, at + n + size}, at+n+size
		closeRange(s, &f)
		return f, f.Full
	}
	m := monthPattern().FindStringSubmatchIndex(s[at:])
	if m == nil || !ends(s, at+m[1]) {
		return f, false
	}
	f.End = at + m[1]
	f.Range.From.Month = months()[strings.ToLower(s[at+m[2]:at+m[3]])]
	f.From = [2]int{at, f.End}
	closeRange(s, &f)
	if f.Range.To.Month < f.Range.From.Month || f.Range.To.Zero() {
		return f, false
	}
	f.Range.From.Year = f.Range.To.Year
	return f, true
}

// closeRange looks for the end of a range whose beginning was found.
func closeRange(s string, f *Found) {
	start := f.End + len(yearSign().FindString(s[f.End:]))
	sep := len(untilPattern().FindString(s[start:]))
	gap := len(gapPattern().FindString(s[start:]))
	if sep == 0 && gap == 0 {
		return
	}
	at := start + max(sep, gap)
	if n := len(presentPattern().FindString(s[at:])); n > 0 && ends(s, at+n) {
		f.Range.Present, f.Full, f.End, f.To = true, true, at+n, [2]int{at, at + n}
		return
	}
	to, n, ok := pointAt(s, at)
	switch {
	case !ok || to.last() < f.Range.From.first():
	case sep == 0 && to.Month == 0 != (f.Range.From.Month == 0):
	default:
		f.Range.To, f.Range.Present, f.Full, f.To = to, false, true, [2]int{at, at + n}
		f.End = at + n + len(yearSign().FindString(s[at+n:]))
	}
}

func ends(s string, at int) bool {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return at >= len(s) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// pointAt reads one date that begins at at.
func pointAt(s string, at int) (Date, int, bool) {
	if at > len(s) {
		return Date{}, 0, false
	}
	for _, form := range pointForms() {
		m := form.pattern.FindStringSubmatchIndex(s[at:])
		if m == nil || !ends(s, at+m[1]) {
			continue
		}
		d, ok := form.read(func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[at+m[2*i] : at+m[2*i+1]]
		})
		if ok {
			return d, m[1], true
		}
	}
	return Date{}, 0, false
}

type pointForm struct {
	pattern *regexp.Regexp
	read    func(group func(int) string) (Date, bool)
}

var pointForms = sync.OnceValue(func() []pointForm {
	return []pointForm{
		{regexp.MustCompile(`^(\d{4})\s?[-/.]\s?(0[1-9]|1[0-2])(?:[-/.](0[1-9]|[12]\d|3[01]))?`), numeric(1, 2, 3)},
		{regexp.MustCompile(`^(?i)(?:(\d{1,2})(?:\.|st|nd|rd|th|er)?(?:\s+|\s+of\s+|\s+de\s+))?(` + monthNames() + `)\.?,?\s*(?:de\s+|del\s+|of\s+|d[’'])?(?:(\d{1,2})(?:st|nd|rd|th)?,\s*)?(\d{4}|['’]\d{2})`), named},
		{regexp.MustCompile(`^(?:(0?[1-9]|[12]\d|3[01])[./])?(0?[1-9]|1[0-2])\s?[./]\s?(\d{4})`), numeric(3, 2, 1)},
		{regexp.MustCompile(`^(?i)(` + seasonNames() + `)\s+(?:de\s+)?(\d{4})`), season},
		{regexp.MustCompile(`^(?i)[QT]([1-4])[\s/]*(\d{4})`), quarter},
		{regexp.MustCompile(`^(\d{4})\s?[年년](?:\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?)?`), numeric(1, 2, 3)},
		{regexp.MustCompile(`^(\d{4})`), numeric(1, 0, 0)},
		{regexp.MustCompile(`^(['’]\d{2})`), numeric(1, 0, 0)},
	}
})

func numeric(year, month, day int) func(func(int) string) (Date, bool) {
	return func(group func(int) string) (Date, bool) {
		d := Date{Year: fullYear(group(year))}
		if month > 0 {
			d.Month, _ = strconv.Atoi(group(month))
			d.Day, _ = strconv.Atoi(group(day))
		}
		return d.checked()
	}
}

func named(group func(int) string) (Date, bool) {
	d := Date{Year: fullYear(group(4)), Month: months()[strings.ToLower(group(2))]}
	if d.Day, _ = strconv.Atoi(group(1)); d.Day == 0 {
		d.Day, _ = strconv.Atoi(group(3))
	}
	return d.checked()
}

func quarter(group func(int) string) (Date, bool) {
	q, _ := strconv.Atoi(group(1))
	return Date{Year: fullYear(group(2)), Month: q*3 - 2, Season: "Q" + group(1)}.checked()
}

func season(group func(int) string) (Date, bool) {
	return Date{Year: fullYear(group(2)), Season: seasons()[strings.ToLower(group(1))]}.checked()
}

// checked reports whether a date is one of a CV. A day that its month doesn't
// have is none.
func (d Date) checked() (Date, bool) {
	if d.Day > 31 || d.Month == 0 || d.Day == 31 && (d.Month == 4 || d.Month == 6 || d.Month == 9 || d.Month == 11) || d.Day > 29 && d.Month == 2 {
		d.Day = 0
	}
	return d, d.Year >= 1940 && d.Year < 2100 && d.Month <= 12
}

func fullYear(s string) int {
	short := strings.TrimLeft(s, "'’")
	n, _ := strconv.Atoi(short)
	switch {
	case short == s:
		return n
	case n < 50:
		return 2000 + n
	default:
		return 1900 + n
	}
}
