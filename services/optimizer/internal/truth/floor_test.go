package truth_test

import (
	"path/filepath"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

// floor is what a part must reach; alarms is the most that may be refused of
// what is faithful.
type floor struct {
	lexical, transplants, semantic, adversarial, alarms, evidence float64
}

// TestTheCheckKeepsItsFloors measures a small part of what make bench-truth
// does. A floor is a little below what was reached; raise it when the check got
// better, never lower it.
func TestTheCheckKeepsItsFloors(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	for name, part := range map[string]struct {
		made *tally
		floor
	}{
		"generated": {generated(5), floor{0.98, 0.80, 0.82, 0.98, 0.09, 0.97}},
		"rewrites":  {people(t, filepath.Join("..", "ground", "testdata", "rewrites", "test")), floor{0.96, 0.90, 0.96, 0.95, 0.20, 0.95}},
		"written":   {people(t, filepath.Join("testdata", "written")), floor{0.94, 0.80, 0.83, 0.95, 0.29, 0.93}},
		"unseen":    {people(t, filepath.Join("testdata", "unseen")), floor{0.94, 0.90, 0.87, 0.95, 0.24, 0.93}},
	} {
		for tier, least := range map[string]float64{
			truth.Lexical: part.lexical, truth.Transplants: part.transplants, truth.Semantic: part.semantic, truth.Adversarial: part.adversarial,
		} {
			if c := at(part.made.tiers, tier); c.all == 0 || c.share() < least {
				t.Errorf("%s: of %s lies it refuses %s; want %.3f", name, tier, c, least)
			}
		}
		if c := at(part.made.tiers, truth.Faithful); c.all == 0 || c.share() > part.alarms {
			t.Errorf("%s: of the faithful it refuses %s; want %.3f at most", name, c, part.alarms)
		}
		if got := part.made.f1(); got < part.evidence {
			t.Errorf("%s: the bullets it cites are right to %.3f; want %.3f", name, got, part.evidence)
		}
		if t.Failed() {
			part.made.mistakes(t.Output())
		}
	}
}

// TestRealCVsLieNoBetter does the same with a few CVs of the corpus.
func TestRealCVsLieNoBetter(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	s := corpus(t, 12)

	for _, tier := range truth.Tiers {
		if c := at(s.tiers, tier); c.all == 0 || c.share() < 0.85 {
			t.Errorf("of %s lies it refuses %s", tier, c)
			s.mistakes(t.Output())
		}
	}
	if c := at(s.tiers, truth.Faithful); c.refused > 0 {
		t.Errorf("the CV's own words are refused: %s", c)
		s.mistakes(t.Output())
	}
}
