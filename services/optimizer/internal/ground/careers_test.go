package ground

import (
	"os"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// TestSentencesAboutACareer tells what a career's posts, degrees and lists add
// up to from what mixes them.
func TestSentencesAboutACareer(t *testing.T) {
	raw, err := os.ReadFile("testdata/careers.txt")
	if err != nil {
		t.Fatal(err)
	}

	for block := range strings.SplitSeq(string(raw), "@cv\n") {
		cv, said, ok := strings.Cut(block, "@say\n")
		if !ok {
			continue
		}
		c := New(resume.Parse(resume.Input{Text: cv, Today: today}), "")
		for line := range strings.Lines(said) {
			kind, text, _ := strings.Cut(strings.TrimSpace(line), " | ")
			got := c.Judge(text, false)
			if passes := got.Ruling == Supported || got.Ruling == Derived; passes != (kind == "ok") {
				t.Errorf("%s: %q: %s (%s)", kind, text, got.Ruling, got.Reason)
			}
			if again := c.Judge(text, false); again.Ruling != got.Ruling || again.Reason != got.Reason {
				t.Errorf("%q: at first %s, then %s", text, got.Ruling, again.Ruling)
			}
		}
	}
}
