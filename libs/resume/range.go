package resume

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Date is a point in time with the precision it was written with.
type Date struct {
	Year  int `json:"year"`
	Month int `json:"month,omitempty"` // 1 to 12; 0 when only the year is known
	Day   int `json:"day,omitempty"`

	// Season is what was written in place of a month: spring, summer, autumn,
	// winter, or Q1 to Q4, whose first month is Month.
	Season string `json:"season,omitempty"`
}

// Precision says how exactly the date was written: day, month, quarter, season,
// year; empty for none.
func (d Date) Precision() string {
	switch {
	case d.Zero():
		return ""
	case d.Day > 0:
		return "day"
	case strings.HasPrefix(d.Season, "Q"):
		return "quarter"
	case d.Season != "":
		return "season"
	case d.Month > 0:
		return "month"
	default:
		return "year"
	}
}

// Range is a stretch of time. A zero year is an open or unknown end.
type Range struct {
	From    Date `json:"from"`
	To      Date `json:"to"`
	Present bool `json:"present,omitempty"` // still going on
}

// Zero reports whether nothing is known of the date.
func (d Date) Zero() bool { return d.Year == 0 }

// String returns the date as JSON Resume wants it: 2021-03-05, 2021-03 or 2021.
func (d Date) String() string {
	switch {
	case d.Zero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
}

// Holds reports whether a date, as precise as it is, lies in the range.
func (r Range) Holds(d Date, today time.Time) bool {
	from, to := r.months(today)
	first, last := d.first(), d.last()
	return !r.From.Zero() && last >= from && first < to
}

// Same reports whether two dates don't contradict each other: equal as far as
// both say.
func (d Date) Same(o Date) bool {
	return d.Year == o.Year && (d.Month == o.Month || d.Month == 0 || o.Month == 0)
}

func (d Date) first() int { return d.Year*12 + max(d.Month, 1) - 1 }

func (d Date) last() int {
	if d.Month == 0 {
		return d.Year*12 + 11
	}
	return d.first()
}

// months returns the range as months since year 0, its end excluded. A lone
// year or month is itself; what is still going on ends today.
func (r Range) months(today time.Time) (from, to int) {
	from = r.From.first()
	switch {
	case r.Present:
		to = today.Year()*12 + int(today.Month())
	case r.To.Zero():
		to = r.From.last() + 1
	case r.To.Month == 0 && r.From.Month == 0:
		to = r.To.first() // 2016 – 2018 proves two years, not three
	default:
		to = r.To.first() + 1
	}
	return from, max(from, to)
}

// Months is how long the range is proven to be.
func (r Range) Months(today time.Time) int { return Tenure([]Range{r}, today) }

// Tenure is how many months the ranges cover together, overlaps counted once.
func Tenure(ranges []Range, today time.Time) int {
	type stretch struct{ from, to int }
	var all []stretch
	for _, r := range ranges {
		if r.From.Zero() {
			continue
		}
		from, to := r.months(today)
		all = append(all, stretch{from, to})
	}
	slices.SortFunc(all, func(a, b stretch) int { return a.from - b.from })

	total, end := 0, 0
	for _, s := range all {
		from := max(s.from, end)
		if s.to > from {
			total += s.to - from
			end = s.to
		}
	}
	return total
}
