package extract

import "testing"

func TestPeriodsAreNoTelephoneNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		"Ann Example\nann@example.com":                 true,
		"Tel. 0931 555-0612":                           true,
		"+20 100 555 0443":                             true,
		"(512) 555-0188":                               true,
		"github: ann-example":                          true,
		"Engineer 2015 – 2019, before 01/2011-12/2014": false,
		"Engineer 2015-2019 in Bern, 3 000 000 people": true, // it may be one
		"Ann Example, engineer":                        false,
	} {
		if got := hasContact(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
