package match

import (
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

var yearsSaid = regexp.MustCompile(`(?i)\b(?:\d{1,2}\+?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|\p{L}+)[\s\p{Pd}]+(?:years?|jahren?|ans|années|años)\b`)

// prominence is how likely a reader sees each fact: the headline and summary
// first, then what stands first in its list, then recent jobs. Where a section
// stands makes no difference.
func prominence(d resume.Document) map[string]float64 {
	w := map[string]float64{}
	recency := recency(d)
	for _, s := range d.Sections {
		said := map[string]bool{} // said again, it moves nothing down
		for _, id := range s.Facts {
			f, _ := d.Fact(id)
			switch f.Kind {
			case resume.Headline, resume.Summary:
				w[id] = 1
			case resume.Heading, resume.Contact, resume.Name:
			default:
				w[id] = max(w[id], 0.4, 0.9-0.02*float64(len(said)))
				said[words.Plain(f.Text)] = true
			}
		}
		for _, e := range s.Entries {
			entry(d, w, e, recency[e.ID])
		}
	}
	return w
}

func entry(d resume.Document, w map[string]float64, e resume.Entry, age int) {
	base := max(0.4, 0.95-0.1*float64(age))
	for _, id := range e.Head {
		w[id] = base
	}
	said := map[string]bool{}
	for _, id := range e.Body {
		if f, _ := d.Fact(id); f.Kind != resume.Heading {
			w[id] = max(w[id], 0.3, base-0.04*float64(len(said)))
			said[words.Plain(f.Text)] = true
		}
	}
}

// recency numbers the entries of each kind of section from the most recent on,
// by their dates.
func recency(d resume.Document) map[string]int {
	ends := map[string]map[string]int{} // by kind of section and entry
	for _, s := range d.Sections {
		for _, e := range s.Entries {
			if ends[s.Kind] == nil {
				ends[s.Kind] = map[string]int{}
			}
			ends[s.Kind][e.ID] = lastMonth(e.Range, d.Today)
		}
	}
	ages := map[string]int{}
	for _, entries := range ends {
		months := slices.Compact(slices.SortedFunc(maps.Values(entries), func(a, b int) int { return b - a }))
		for id, month := range entries {
			ages[id] = slices.Index(months, month)
		}
	}
	return ages
}

// lastMonth is when an entry ended, in months since year 0.
func lastMonth(r resume.Range, today time.Time) int {
	switch {
	case r.Present:
		return today.Year()*12 + int(today.Month())
	case r.To.Zero():
		return r.From.Year*12 + r.From.Month
	default:
		return r.To.Year*12 + r.To.Month
	}
}
