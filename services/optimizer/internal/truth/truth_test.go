package truth_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

func TestTheSameSeedGivesTheSameSet(t *testing.T) {
	for _, language := range truth.Languages {
		if one, two := truth.Make(7, language), truth.Make(7, language); !reflect.DeepEqual(one, two) {
			t.Errorf("%s: two sets of one seed differ", language)
		}
		if one, two := truth.Make(7, language), truth.Make(8, language); one.Source == two.Source {
			t.Errorf("%s: two seeds give one set", language)
		}
	}
}

// TestLiesAreLiesByConstruction: what marks a lie is nowhere in the CV and in
// no faithful text, and every slot is filled.
func TestLiesAreLiesByConstruction(t *testing.T) {
	kinds := map[string]bool{}
	for _, language := range truth.Languages {
		for seed := range uint64(40) {
			cv := truth.Make(seed, language)
			for _, x := range cv.Texts {
				kinds[x.Kind] = true
				if strings.ContainsAny(x.Text, "{}[]") || strings.ContainsAny(cv.Source, "{}") {
					t.Errorf("%s: not all is filled in: %q", x.ID, x.Text)
				}
				if x.Kind == truth.OK {
					continue
				}
				if len(x.Marks) == 0 {
					t.Errorf("%s: %s has no marks: %q", x.ID, x.Kind, x.Text)
				}
				for _, mark := range x.Marks {
					if holds(cv, mark) {
						t.Errorf("%s: %s: %q is true", x.ID, x.Kind, mark)
					}
				}
			}
		}
	}
	if len(kinds) < 30 {
		t.Errorf("there are %d kinds of texts; want 30 and more: %v", len(kinds), kinds)
	}
}

func holds(cv truth.CV, mark string) bool {
	if strings.Contains(strings.ToLower(cv.Source), strings.ToLower(mark)) {
		return true
	}
	for _, x := range cv.Texts {
		if x.Kind == truth.OK && strings.Contains(strings.ToLower(x.Text), strings.ToLower(mark)) {
			return true
		}
	}
	return false
}

// TestLayoutsAreRead: a CV that is misread would measure the reader.
func TestLayoutsAreRead(t *testing.T) {
	for _, language := range truth.Languages {
		for seed := range uint64(40) {
			cv := truth.Make(seed, language)
			d := resume.Parse(resume.Input{Text: cv.Source, Today: truth.Today})
			bullets := 0
			for _, f := range d.Facts {
				if f.Kind == resume.Bullet && f.Entry != "" {
					bullets++
				}
			}
			if d.Language != language || bullets != len(cv.Bullets) {
				t.Errorf("%s: %d bullets in %s; want %d in %s\n%s", cv.Name, bullets, d.Language, len(cv.Bullets), language, cv.Source)
			}
		}
	}
}
