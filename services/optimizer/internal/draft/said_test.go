package draft_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// A region is no other language.
func TestAResultSpeaksTheLanguageOfARegion(t *testing.T) {
	d := made(t)
	d.Brief.Language = "de-AT"

	d = draft.Open(d.Source, d.Brief).Make(d)

	q := d.Made.Grounding.Questions
	if len(q) == 0 || !strings.Contains(q[0].Text, "Gefordert ist Kubernetes") || !strings.HasPrefix(d.Made.Match.Explanation[0], "Kenntnisse") {
		t.Errorf("got %+v, %q", q, d.Made.Match.Explanation)
	}
}

// What a model says twice in vain is listed once, and counted twice.
func TestWhatIsRefusedTwiceIsListedOnce(t *testing.T) {
	d := made(t)
	lie := edit.Unsupported{Text: "90", Kind: "number", Reason: "the cited facts have no such number"}
	d.Vain = draft.Vain{Claims: 5, Refused: []edit.Unsupported{lie, lie}}

	d = draft.Open(d.Source, d.Brief).Make(d)

	if g := d.Made.Grounding; len(g.Unsupported) != 1 || g.Unsupported[0] != lie || g.Supported != 3 {
		t.Errorf("got %+v", g)
	}
}
