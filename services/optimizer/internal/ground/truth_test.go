package ground

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
)

// tiers of the kinds of lies.
var tiers = map[string]string{
	"number": "lexical", "date": "lexical", "employer": "lexical", "title": "lexical", "degree": "lexical", "certificate": "lexical", "technology": "lexical",
	"skill": "lexical", "metric": "lexical", "transplant": "transplants", "homoglyph": "adversarial", "zero-width": "adversarial", "full-width": "adversarial",
}

// score counts what was refused of lies and of faithful texts.
type score struct {
	all, caught      map[string]int
	hits, said, gold int // bullets: cited rightly, cited, to be cited
	took             time.Duration
	cvs              int
}

func (s *score) note(r rewrite, d resume.Document, got Judgement) {
	refused := got.Ruling == Unverified || got.Ruling == Unsupported
	tier := tiers[r.Kind]
	switch {
	case r.Kind == "ok":
		tier = "faithful"
	case tier == "":
		tier = "semantic"
	}
	s.all[tier]++
	if refused {
		s.caught[tier]++
		return
	}
	if tier == "faithful" && len(r.Of) > 0 {
		s.spans(r, d, got)
	}
}

func (s *score) spans(r rewrite, d resume.Document, got Judgement) {
	var bullets []resume.Fact
	for _, f := range d.Facts {
		if f.Kind == resume.Bullet {
			bullets = append(bullets, f)
		}
	}
	s.gold += len(r.Of)
	for _, e := range got.Evidence {
		for i, b := range bullets {
			if e.Start == b.Start {
				s.said++
				for _, of := range r.Of {
					if of == i+1 {
						s.hits++
					}
				}
			}
		}
	}
}

// disguised are lies about numbers, employers and tools in letters that only
// look like those of the alphabet.
func disguised(all []rewrite) []rewrite {
	var more []rewrite
	for _, r := range all {
		if r.Kind != "technology" && r.Kind != "employer" && r.Kind != "number" {
			continue
		}
		for kind, disguise := range map[string]func(string) string{
			"homoglyph":  func(s string) string { return strings.NewReplacer("a", "а", "e", "е", "o", "о").Replace(s) },
			"zero-width": func(s string) string { return strings.ReplaceAll(s, "t", "t\u200b") },
			"full-width": func(s string) string {
				return strings.Map(func(c rune) rune {
					if c >= '0' && c <= '9' {
						return c - '0' + '０'
					}
					return c
				}, s)
			},
		} {
			more = append(more, rewrite{Kind: kind, Where: r.Where, Text: disguise(r.Text)})
		}
	}
	return more
}

// TestTruth prints how well the check does on the held-out rewordings.
func TestTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	s := score{all: map[string]int{}, caught: map[string]int{}}
	names, _ := filepath.Glob(filepath.Join("testdata", "rewrites", "test", "*.jsonl"))
	for _, name := range names {
		d, all := rewrites(t, name)
		start := time.Now()
		c := New(d, "")
		for _, r := range all {
			s.note(r, d, c.Judge(r.Text, r.Where == "letter"))
		}
		s.took += time.Since(start)
		s.cvs++
		for _, r := range disguised(all) {
			s.note(r, d, c.Judge(r.Text, r.Where == "letter"))
		}
	}
	share := func(tier string) float64 { return float64(s.caught[tier]) / float64(max(1, s.all[tier])) }
	for tier, n := range s.all {
		t.Logf("%-12s refused %d of %d", tier, s.caught[tier], n)
	}
	precision, recall := float64(s.hits)/float64(max(1, s.said)), float64(s.hits)/float64(max(1, s.gold))
	fmt.Fprintf(t.Output(), "RESULT lexical=%.3f transplants=%.3f semantic=%.3f adversarial=%.3f false_alarms=%.3f evidence_f1=%.3f ms_per_cv=%.1f\n",
		share("lexical"), share("transplants"), share("semantic"), share("adversarial"), share("faithful"),
		2*precision*recall/max(1e-9, precision+recall), float64(s.took.Milliseconds())/float64(max(1, s.cvs)))
	if share("lexical") < 0.98 || share("semantic") < 0.95 || share("adversarial") < 0.98 || share("faithful") > 0.2 {
		t.Error("the check got worse than when it was written")
	}
}
