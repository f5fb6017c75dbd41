package ground

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// shares are the parts of a language's lies that are caught and of its
// faithful rewordings that are refused.
type shares struct {
	lies, caught, faithful, refused int
	missed, alarms                  map[string]int
}

// TestTongues measures the check in each language that our lists know. Only
// what comes of texts under dev is shown one by one.
func TestTongues(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	for _, split := range []string{"dev", "test"} {
		by := map[string]*shares{}
		names, _ := filepath.Glob(filepath.Join("testdata", "rewrites", split, "*.jsonl"))
		for _, name := range names {
			d, all := rewrites(t, name)
			s := by[d.Language]
			if s == nil {
				s = &shares{missed: map[string]int{}, alarms: map[string]int{}}
				by[d.Language] = s
			}
			c := New(d, "")
			for _, r := range all {
				got := c.Judge(r.Text, r.Where == "letter")
				passes := got.Ruling == Supported || got.Ruling == Derived
				kind, _, _ := strings.Cut(got.Reason, " ")
				s.note(r, passes, kind)
				if split == "dev" && d.Language != "en" && passes != (r.Kind == "ok") {
					t.Logf("%s %-10s %q: %s %s", d.Language, r.Kind, r.Text, got.Ruling, got.Reason)
				}
			}
		}
		for language, s := range by {
			if float64(s.caught) < 0.94*float64(s.lies) || language != "en" && float64(s.refused) > 0.2*float64(s.faithful) {
				t.Errorf("%s %s: the check got worse than when it was written", split, language)
			}
			fmt.Fprintf(t.Output(), "TONGUE %s %s recall=%.3f (%d lies) false_alarms=%.3f (%d faithful) missed=%v why=%v\n", split, language,
				float64(s.caught)/float64(s.lies), s.lies, float64(s.refused)/float64(s.faithful), s.faithful, s.missed, s.alarms)
		}
	}
}

func (s *shares) note(r rewrite, passes bool, kind string) {
	switch {
	case r.Kind == "ok":
		s.faithful++
		if !passes {
			s.refused++
			s.alarms[kind]++
		}
	case passes:
		s.lies++
		s.missed[r.Kind]++
	default:
		s.lies++
		s.caught++
	}
}
