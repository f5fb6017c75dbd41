package ground

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// TestATitleIsHeldWhereItWasHeld: of two jobs in one CV, each has its title.
func TestATitleIsHeldWhereItWasHeld(t *testing.T) {
	c := New(resume.Parse(resume.Input{Today: today, Text: `Jo Example
Software Tester

Experience

Software Tester, Larkfield Systems
May 2020 – Present
- Wrote the test plans of the billing team.
- Covered for the test manager during holidays.

Assistant Accountant, Brookmere Foods
March 2016 – April 2020
- Booked the invoices of 30 suppliers.

Skills
some Python, Go (advanced)
`}), "")
	for text, want := range map[string]bool{
		"Software Tester at Larkfield Systems.":                   true,
		"As a tester at Larkfield Systems I wrote test plans.":    true,
		"Assistant Accountant at Brookmere Foods.":                true,
		"Software Tester at Brookmere Foods.":                     false,
		"Accountant at Brookmere Foods.":                          false,
		"Test Manager at Larkfield Systems.":                      false,
		"I was an Assistant Accountant at Larkfield Systems.":     false,
		"As Test Manager for Larkfield Systems, wrote the plans.": false,
		"Booked invoices at Brookmere Foods.":                     true,
		"Advanced Python":                                         false,
		"Advanced Go":                                             true,
	} {
		for _, letter := range []bool{false, true} {
			got := c.Judge(text, letter)
			if passes := got.Ruling == Supported || got.Ruling == Derived; passes != want {
				t.Errorf("%q, letter %v: %s, %s", text, letter, got.Ruling, got.Reason)
			}
		}
	}
}

// TestWhatIsToldOfAPlaceWasThere: a sentence that names one employer rests on
// that one's entry, and a degree that is under way isn't held.
func TestWhatIsToldOfAPlaceWasThere(t *testing.T) {
	c := New(resume.Parse(resume.Input{Today: today, Text: `Jo Example

Experience

Head Gardener, Larkfield Estate
May 2020 – Present
- Look after 14 greenhouses and plan the planting.

Gardener, Brookmere Parks
March 2016 – April 2020
- Mowed the lawns of three parks with a ride-on mower.

Education
MSc Horticulture, University of Writtle, in progress
BSc Botany, University of Kent, 2012 – 2015
`}), "")
	for text, want := range map[string]bool{
		"At Brookmere Parks I mowed the lawns of three parks.":                             true,
		"In my present job at Larkfield Estate I look after 14 greenhouses.":               true,
		"In my present job at Larkfield Estate I mowed the lawns of three parks.":          false,
		"Head Gardener at Larkfield Estate since May 2020.":                                true,
		"I hold an MSc in Horticulture from the University of Writtle.":                    false,
		"I am currently studying for an MSc in Horticulture at the University of Writtle.": true,
		"I hold a BSc in Botany from the University of Kent.":                              true,
	} {
		got := c.Judge(text, true)
		if passes := got.Ruling == Supported || got.Ruling == Derived; passes != want {
			t.Errorf("%q: %s, %s", text, got.Ruling, got.Reason)
		}
	}
}
