package structure_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// floors are the shares that were reached: they only go up.
var floors = map[string]map[string]float64{
	"tuned": {
		"name": 1, "email": 1, "phone": 1, "sections": 1, "jobs": 1, "made": 1, "title": 1, "employer": 1, "dates": 1, "bullets": 1,
		"degrees": 1, "degree": 1, "school": 1, "years": 1, "spans": 1,
	},
	"unseen": {
		"name": .95, "email": 1, "phone": 1, "sections": .95, "jobs": .95, "made": .95, "title": 1, "employer": .99, "dates": 1, "bullets": 1,
		"degrees": 1, "degree": .92, "school": .92, "years": 1, "spans": 1,
	},
}

// found is what is looked at of a result.
type found struct {
	Basics struct{ Name, Email, Phone string }
	Work   []struct {
		Position, Name, StartDate, EndDate string
		Highlights                         []string
		Summary                            string
	}
	Education []struct{ StudyType, Area, Institution, StartDate, EndDate string }
	Meta      struct {
		Spans map[string]struct {
			Start, End int
			Precision  string
		}
	}
}

// marks counts, by what was asked, how much of it was right.
type marks struct {
	t            *testing.T
	right, asked map[string]int
}

func (m marks) note(sample, what string, ok bool, got, want any) {
	m.asked[what]++
	if ok {
		m.right[what]++
		return
	}
	m.t.Logf("%-10s %-9s got %q; want %q", sample, what, got, want)
}

func TestStructureIsFound(t *testing.T) {
	for folder, least := range floors {
		t.Run(folder, func(t *testing.T) {
			m := marks{t, map[string]int{}, map[string]int{}}
			for _, s := range samples(t, folder) {
				m.look(s)
			}
			var line strings.Builder
			for _, what := range []string{"name", "email", "phone", "sections", "jobs", "made", "title", "employer", "dates", "bullets", "degrees", "degree", "school", "years", "spans"} {
				share := float64(m.right[what]) / float64(max(1, m.asked[what]))
				fmt.Fprintf(&line, " %s=%.3f", what, share)
				if share < least[what] {
					t.Errorf("%s: %d of %d, %.3f; want at least %.3f", what, m.right[what], m.asked[what], share, least[what])
				}
			}
			t.Logf("RESULT %s%s", folder, line.String())
		})
	}
}

func (m marks) look(s sample) {
	data := s.file(m.t)
	format, err := extract.Sniff(data, s.name)
	if err != nil {
		m.t.Fatalf("%s: %v", s.name, err)
	}
	r, err := extract.Read(m.t.Context(), format, data, extract.Options{})
	if err != nil || r.Rejection != nil {
		m.t.Fatalf("%s: %v, %+v", s.name, err, r.Rejection)
	}
	var f found
	if err := json.Unmarshal(r.Resume, &f); err != nil {
		m.t.Fatalf("%s: %v", s.name, err)
	}
	m.note(s.name, "name", strings.EqualFold(f.Basics.Name, s.who) || f.Basics.Name+", RN" == s.who, f.Basics.Name, s.who)
	m.note(s.name, "email", f.Basics.Email == s.email, f.Basics.Email, s.email)
	m.note(s.name, "phone", f.Basics.Phone == s.phone, f.Basics.Phone, s.phone)
	var kinds []string
	for i, p := range r.Sections {
		if i > 0 || p.Heading != "" {
			kinds = append(kinds, string(p.Kind))
		}
	}
	m.note(s.name, "sections", slices.Equal(kinds, s.sections), kinds, s.sections)
	m.jobs(s, f)
	m.schools(s, f)
	for at, span := range f.Meta.Spans {
		ok := span.Start >= 0 && span.End > span.Start && span.End <= len(r.Text)
		m.note(s.name, "spans", ok, at, "a place in the text")
	}
}

// jobs matches what was found with what is known by their dates, or by title
// and employer.
func (m marks) jobs(s sample, f found) {
	taken := map[int]bool{}
	for _, want := range s.jobs {
		at := -1
		for i, w := range f.Work {
			if !taken[i] && (w.StartDate == want.start && (same(w.Position, want.title) || same(w.Name, want.place)) || same(w.Position, want.title) && same(w.Name, want.place)) {
				at = i
				break
			}
		}
		m.note(s.name, "jobs", at >= 0, fmt.Sprintf("%+v", f.Work), want)
		if at < 0 {
			continue
		}
		taken[at] = true
		w := f.Work[at]
		m.note(s.name, "title", same(w.Position, want.title), w.Position, want.title)
		m.note(s.name, "employer", same(w.Name, want.place), w.Name, want.place)
		end := w.EndDate
		if f.Meta.Spans[fmt.Sprintf("/%s/%d/endDate", "work", at)].Precision == "present" {
			end = "present"
		}
		m.note(s.name, "dates", w.StartDate == want.start && end == want.end, w.StartDate+" "+end, want.start+" "+want.end)
		n := len(w.Highlights)
		if n == 0 && w.Summary != "" {
			n = 1
		}
		m.note(s.name, "bullets", n == want.bullets, w.Highlights, want.bullets)
	}
	for i, w := range f.Work {
		m.note(s.name, "made", taken[i], fmt.Sprintf("%+v", w), "no such job")
	}
}

func (m marks) schools(s sample, f found) {
	taken := map[int]bool{}
	for _, want := range s.schools {
		at := -1
		for i, e := range f.Education {
			if !taken[i] && (e.EndDate == want.end || same(e.Institution, want.place) || same(e.StudyType, want.title)) {
				at = i
				break
			}
		}
		m.note(s.name, "degrees", at >= 0, fmt.Sprintf("%+v", f.Education), want)
		if at < 0 {
			continue
		}
		taken[at] = true
		e := f.Education[at]
		m.note(s.name, "degree", same(e.StudyType, want.title) || same(e.Area, want.title) || same(e.StudyType+", "+e.Area, want.title) || same(e.Area+", "+e.StudyType, want.title), e.StudyType+"|"+e.Area, want.title)
		m.note(s.name, "school", same(e.Institution, want.place), e.Institution, want.place)
		m.note(s.name, "years", e.StartDate == want.start && e.EndDate == want.end, e.StartDate+" "+e.EndDate, want.start+" "+want.end)
	}
}

func same(got, want string) bool {
	return strings.EqualFold(strings.Trim(got, " .*_"), strings.Trim(want, " .*_"))
}
