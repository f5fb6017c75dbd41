package tailor

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// watcher puts together what those see who watch.
type watcher struct {
	text     string
	restarts int
	steps    int
}

func (w *watcher) tell(s Step) {
	w.steps++
	if s.Restart {
		w.text, w.restarts = "", w.restarts+1
	}
	w.text += s.Text
}

// What is shown was checked, and what is void is said to be.
func TestTheSinkShowsOnlyWhatMayStand(t *testing.T) {
	var w watcher
	s := &sink{
		part: prompt.CV, proof: &proof{target: "cv", tell: w.tell},
		check: func(op edit.Op) edit.Checked {
			c := edit.Checked{Op: op, Verdict: edit.Reverted}
			if op.Text == "true" {
				c.Verdict, c.Safe = edit.Supported, op.Text
			}
			return c
		},
		draft: func(ops []edit.Checked) (text string, certain int) {
			var all []string
			for _, c := range ops {
				all = append(all, c.Safe+".")
			}
			text = strings.Join(all, "")
			return text, len(text)
		},
	}
	write := func(text string) string {
		return `{"kind":"rewrite","facts":["f1"],"text":"` + text + `","reason":""}`
	}

	s.Begin(llm.Author{})
	first := s.Take(`{"ops":[` + write("true") + `,{"kind":"rewrite","facts":["f1"],"text":"tr`)
	if first != nil || w.text != "true." {
		t.Fatalf("shown %q, %v; want the true one at once", w.text, first)
	}
	s.Begin(llm.Author{})
	if w.restarts != 1 || w.text != "" {
		t.Errorf("shown %q after %d restarts; want a restart", w.text, w.restarts)
	}
	second := errors.Join(s.Take(`{"ops":[`+write("false")+`]}`), s.Done())
	if second != nil || w.text != "." || len(s.checked) != 1 {
		t.Errorf("shown %q, %v; want nothing of what was refused", w.text, second)
	}
	s.Begin(llm.Author{})
	if e, ok := errors.AsType[*llm.Error](errors.Join(s.Take("Sorry, [no"), s.Done())); !ok || e.Kind != llm.Unacceptable {
		t.Errorf("got %v; want it unacceptable", e)
	}
	s.Begin(llm.Author{Provider: "offline"})
	before := w.steps
	if err := s.Take(`{"ops":[` + write("true") + `]}`); err != nil || w.steps != before {
		t.Errorf("the rules were shown on their way, %v", err)
	}
}

func TestCitationsOfNothingAreLeftOutWhereOthersRemain(t *testing.T) {
	s := &sink{known: func(id string) bool { return id == "f1" || id == "f2" }}
	for name, test := range map[string]struct{ op, want edit.Op }{
		"a letter's":        {edit.Op{Kind: edit.Letter, Facts: []string{"f9", "f2"}}, edit.Op{Kind: edit.Letter, Facts: []string{"f2"}}},
		"a rewrite's":       {edit.Op{Kind: edit.Rewrite, Facts: []string{"f1", "f9"}}, edit.Op{Kind: edit.Rewrite, Facts: []string{"f1"}}},
		"a rewrite's first": {edit.Op{Kind: edit.Rewrite, Facts: []string{"f9", "f1"}}, edit.Op{Kind: edit.Rewrite, Facts: []string{"f9", "f1"}}},
		"all":               {edit.Op{Kind: edit.Summary, Facts: []string{"f8", "f9"}}, edit.Op{Kind: edit.Summary, Facts: []string{"f8", "f9"}}},
	} {
		if got := s.sound(test.op); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v; want %+v", name, got, test.want)
		}
	}
}

func TestAProofAddsUpWhateverHappens(t *testing.T) {
	long := strings.Repeat("äöü ", 3000)
	for name, test := range map[string]struct {
		do       func(p *proof)
		want     string
		restarts int
	}{
		"grows":                     {func(p *proof) { p.grow("ab?", 2); p.grow("abcd?", 4); p.settle("abcd!") }, "abcd!", 0},
		"grows by nothing":          {func(p *proof) { p.grow("ab", 2); p.grow("ab", 1); p.grow("ab", 2); p.settle("ab") }, "ab", 0},
		"at once":                   {func(p *proof) { p.settle("ab") }, "ab", 0},
		"settled twice":             {func(p *proof) { p.settle("ab"); p.settle("ab") }, "ab", 0},
		"goes another way":          {func(p *proof) { p.grow("ab", 2); p.grow("axyz", 4); p.settle("axyz") }, "axyz", 1},
		"a new attempt":             {func(p *proof) { p.grow("ab", 2); p.drop(); p.grow("c", 1); p.settle("cd") }, "cd", 1},
		"an attempt after nothing":  {func(p *proof) { p.drop(); p.drop(); p.grow("c", 1); p.settle("cd") }, "cd", 0},
		"after a run that was lost": {func(p *proof) { p.stale = true; p.drop(); p.grow("c", 1); p.settle("cd") }, "cd", 1},
		"nothing after a lost one":  {func(p *proof) { p.stale = true; p.settle("") }, "", 1},
		"long":                      {func(p *proof) { p.settle(long) }, long, 0},
	} {
		w := watcher{text: "what another run has shown"}
		if !strings.Contains(name, "lost") {
			w.text = ""
		}

		test.do(&proof{target: "cv", tell: w.tell})

		if w.text != test.want || w.restarts != test.restarts {
			t.Errorf("%s: shown %.40q after %d restarts; want %.40q after %d", name, w.text, w.restarts, test.want, test.restarts)
		}
	}
}
