package resume

import (
	"strings"
	"testing"
)

// TestHeadingsOfOnesOwn cuts CVs whose headings nobody else has, by how they
// look and what stands under them.
func TestHeadingsOfOnesOwn(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\nBaker\nann@a.example\n\nWHO I AM\nBaker of rye bread, up early.\n\nWHERE I BAKED\n\nBaker\nMill Lane Bakery · 2019-03 – present\n◦ Bake 300 loaves a day.\n\n" +
		"Pastry Cook\nHotel Alder · 2015-01 – 2019-02\n◦ Made desserts.\n\nWHERE I LEARNED IT\nDiploma in Baking, Leeds College, 2013 – 2015\n\nWHAT I WORK WITH\nDough sheeters, stone ovens, proofers\nFood Hygiene, 2020\n", Today: today})

	if got, want := sectionKinds(doc), "contact summary experience education skills"; got != want {
		t.Errorf("sections: got %s; want %s", got, want)
	}
	if jobs := doc.Sections[2].Entries; len(jobs) != 2 || said(doc, jobs[0], Organization) != "Mill Lane Bakery" || !jobs[0].Range.Present {
		t.Errorf("jobs: got %+v; want two, the first at Mill Lane Bakery", jobs)
	}
	if f, ok := doc.First(Certificate); !ok || f.Text != "Food Hygiene, 2020" {
		t.Errorf("certificate: got %q; want the dated line", f.Text)
	}
}

func TestEmployersInCapitalsAreNoHeadings(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\n\nExperience\n\nACME WORKS\nEngineer\t2019 – 2020\n• a b c\n\nNORTH TOOLS\nFitter\t2017 – 2018\n• a b c\n", Today: today})

	if got, want := sectionKinds(doc), "contact experience"; got != want {
		t.Errorf("sections: got %s; want %s", got, want)
	}
}

func TestHeadingsOfTwoParts(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\n\nEXPERIENCE\nCook, The Anchor Inn, Hull\n2019 – 2021\n• a b c\n\nEDUCATION & CREDENTIALS\nBA History, University of York, 2015\n\nTRAINING AND SKILLS\nFirst aid, 2019\niPad repair, 2020\n", Today: today})

	if got, want := sectionKinds(doc), "contact experience education certificates"; got != want {
		t.Errorf("sections: got %s; want %s", got, want)
	}
	if s := doc.Sections[len(doc.Sections)-1]; len(s.Facts) != 3 { // the heading is one
		t.Errorf("certificates: got %d facts; want two and the heading", len(s.Facts))
	}
}

func TestLongHeadsOfJobs(t *testing.T) {
	doc := Parse(Input{Text: "Ann Example\n\nExperience\nCook, The Anchor Inn, Hull\n2021 – 2023\n• a b c\n\nCustomer Service Adviser, Moor & Dale Home Shopping, North Shields\n2019 – 2021\n• a b c\n", Today: today})

	jobs := doc.Sections[1].Entries
	if len(jobs) != 2 || said(doc, jobs[1], Organization) != "Moor & Dale Home Shopping" {
		t.Errorf("got %+v; want the second job with its employer", jobs)
	}
}

func sectionKinds(d Document) string {
	var all []string
	for _, s := range d.Sections {
		all = append(all, s.Kind)
	}
	return strings.Join(all, " ")
}
