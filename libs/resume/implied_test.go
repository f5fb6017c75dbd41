package resume

import (
	"strings"
	"testing"
)

// TestJobsThatNoHeadingAnnounces: headings that nobody can list, and none.
func TestJobsThatNoHeadingAnnounces(t *testing.T) {
	for name, text := range map[string]string{
		"headings of somebody's own": "Jo Example\njo@example.com\n\nIN A NUTSHELL\nGardener who likes old roses.\n\nWHERE YOU WOULD HAVE FOUND ME\n\nHead Gardener\nLarkfield Estate · 2020-05 – present\n" +
			"- Looked after 14 greenhouses.\n- Planned the planting.\n\nGardener\nBrookmere Parks · 2016-03 – 2020-04\n- Mowed three parks.\n\nWHAT I LEARNT\nBSc Botany, University of Kent, 2012 – 2015\n",
		"no heading": "Jo Example\njo@example.com\n\n**Head Gardener** — Larkfield Estate, Hull (May 2020 → now)\n- Looked after 14 greenhouses.\n- Planned the planting.\n\n" +
			"**Gardener** — Brookmere Parks, Leeds (Mar 2016 → Apr 2020)\n- Mowed three parks.\n\nEducation\nBSc Botany, University of Kent, 2012 – 2015\n",
	} {
		d := Parse(Input{Text: text, Today: today})
		var jobs, schools []string
		for _, s := range d.Sections {
			for _, e := range s.Entries {
				said := map[Kind]string{}
				for _, f := range d.Facts {
					if f.Entry == e.ID && said[f.Kind] == "" {
						said[f.Kind] = f.Text
					}
				}
				switch s.Kind {
				case SectionExperience:
					jobs = append(jobs, said[Title]+" @ "+said[Organization]+" "+said[Bullet])
				case SectionEducation:
					schools = append(schools, said[Organization])
				}
			}
		}
		want := "Head Gardener @ Larkfield Estate Looked after 14 greenhouses.|Gardener @ Brookmere Parks Mowed three parks."
		if got := strings.Join(jobs, "|"); got != want {
			t.Errorf("%s: jobs %q; want %q", name, got, want)
		}
		if got := strings.Join(schools, "|"); got != "University of Kent" {
			t.Errorf("%s: schools %q", name, got)
		}
	}
}
