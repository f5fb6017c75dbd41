package ground

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

const twoRoles = `Ann Example

Experience

Ward Assistant, Solway Clinic
August 2023 – Present
• Lowered the number of falls on the ward with a new checklist.
• Cared for up to 7 patients on each night shift.

Therapist, Wexcombe House
October 2015 – February 2019
• Kept the stock of dressings and ordered supplies every week.
`

func TestWhatWasDoneUnderATitleIsToldOfThatTitle(t *testing.T) {
	c := New(resume.Parse(resume.Input{Text: twoRoles, Today: today}), "")
	for text, want := range map[string]Ruling{
		"As a Therapist, I kept the stock of dressings and ordered supplies every week.":      Supported,
		"As Ward Assistant, cared for up to 7 patients on each night shift.":                  Supported,
		"As Ward Assistant, kept the stock of dressings and ordered supplies every week.":     Unsupported,
		"As a Ward Assistant, I kept the stock of dressings and ordered supplies every week.": Unsupported,
		"As a Therapist, I cared for up to 7 patients on each night shift.":                   Unsupported,
	} {
		for _, letter := range []bool{false, true} {
			if got := c.Judge(text, letter); got.Ruling != want {
				t.Errorf("%q: %s (%s), want %s", text, got.Ruling, got.Reason, want)
			}
		}
	}
}
