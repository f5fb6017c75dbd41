package ground

import (
	"os"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// BenchmarkCV reads a CV and rules on all rewordings of it.
func BenchmarkCV(b *testing.B) {
	raw, err := os.ReadFile("testdata/rewrites/dev/nurse.cv.txt")
	if err != nil {
		b.Fatal(err)
	}
	t := &testing.T{}
	_, all := rewrites(t, "testdata/rewrites/dev/nurse.jsonl")
	for b.Loop() {
		c := New(resume.Parse(resume.Input{Text: string(raw), Today: today}), "")
		for _, r := range all {
			c.Judge(r.Text, r.Where == "letter")
		}
	}
}
