package ground

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// The two ends of a change need not say again what they count, but how often is
// no part of that.
func TestAChangeInAYearIsNoneInAMonth(t *testing.T) {
	c := New(resume.Parse(resume.Input{Today: today, Text: "Ann Example\n\nExperience\n\nStaff Nurse, Northgate Hospital\n2015 - 2020\n" +
		"- Lowered the number of falls on the ward from 24 to 7 a year with a new checklist\n"}), "")

	for text, want := range map[string]Ruling{
		"Lowered the number of falls on the ward from 24 to 7 a year with a new checklist.":  Supported,
		"Lowered falls on the ward from 24 to 7 with a new checklist.":                       Supported,
		"Lowered the number of falls on the ward from 24 to 7 a month with a new checklist.": Unsupported,
	} {
		if got := c.Judge(text, false); got.Ruling != want {
			t.Errorf("%q is %s, %s; want %s", text, got.Ruling, got.Reason, want)
		}
	}
}
