package score_test

import (
	"math"
	"slices"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/score"
)

func TestWordsAreComparedAsPeopleDo(t *testing.T) {
	for text, want := range map[string][]string{
		"C++ and C#, naïve Straße":        {"c++", "and", "c#", "naïve", "strasse"},
		"a well-\nknown state-of-the-art": {"a", "wellknown", "stateoftheart"},
		"\ufb01nance":                     {"finance"},
		"日本 IT":                           {"日", "本", "it"},
		"مُحَمَّد":                        {"محمد"},
		"2019-2020":                       {"2019", "2020"},
		"snake_case x²":                   {"snake_case", "x2"},
	} {
		if got := score.Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q; want %q", text, got, want)
		}
	}
}

func TestMarks(t *testing.T) {
	truth := score.Truth{Texts: []string{"Ann Example ann@example.com writes Go in Bern", "in Bern Ann Example ann@example.com writes Go"}}
	for name, c := range map[string]struct {
		text string
		want score.Marks
	}{
		"as it stands":    {truth.Texts[0], score.Marks{Words: 1, Pairs: 1, Order: 1, Contacts: 1, Found: 1}},
		"the other order": {truth.Texts[1], score.Marks{Words: 1, Pairs: 1, Order: 1, Contacts: 1, Found: 1}},
		"glued":           {"AnnExample ann@example.com writes Go in Bern", score.Marks{Words: 14. / 17, Pairs: 12. / 15, Order: 14. / 17, Glued: 1. / 9, Contacts: 1, Found: 1}},
		"broken":          {"Ann Example ann@\uFFFD", score.Marks{Words: 6. / 12, Pairs: 4. / 10, Order: 6. / 12, Garbage: 1. / 15, Contacts: 1}},
		"nothing":         {"", score.Marks{Contacts: 1}},
	} {
		got := truth.Of(c.text)

		for _, d := range []float64{got.Words - c.want.Words, got.Pairs - c.want.Pairs, got.Order - c.want.Order, got.Glued - c.want.Glued, got.Garbage - c.want.Garbage} {
			if math.Abs(d) > 1e-9 {
				t.Errorf("%s: got %+v; want %+v", name, got, c.want)
				break
			}
		}
		if got.Contacts != c.want.Contacts || got.Found != c.want.Found {
			t.Errorf("%s: %d of %d addresses; want %d of %d", name, got.Found, got.Contacts, c.want.Found, c.want.Contacts)
		}
	}
}

func TestAnOrderMayBeKnownOfSomeWordsOnly(t *testing.T) {
	truth := score.Truth{Texts: []string{"b a c d"}, Order: []string{"a", "b", "d"}}

	if got := truth.Of("a b c d").Order; got != 1 {
		t.Errorf("got %v; want 1", got)
	}
	if got := truth.Of("d b a").Order; math.Abs(got-1./3) > 1e-9 {
		t.Errorf("got %v; want a third", got)
	}
}
