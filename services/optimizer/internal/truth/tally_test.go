package truth_test

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

// count is how many texts there were, and how many of them were refused.
type count struct{ all, refused int }

func (c *count) add(refused bool) {
	c.all++
	if refused {
		c.refused++
	}
}

func (c *count) share() float64 { return float64(c.refused) / float64(max(1, c.all)) }

func (c *count) String() string { return fmt.Sprintf("%5d of %5d  %.3f", c.refused, c.all, c.share()) }

// tally is what the check makes of a part of the benchmark.
type tally struct {
	tiers, kinds, tongues map[string]*count
	unverified            int   // faithful texts that no evidence decides, as the check sees it
	told                  count // faithful lines of a CV, with the bullets that they rest on named
	hits, cited, wanted   int   // bullets
	cvs                   int
	took                  time.Duration
	misses, alarms        []string
}

func newTally() *tally {
	return &tally{tiers: map[string]*count{}, kinds: map[string]*count{}, tongues: map[string]*count{}}
}

func at(m map[string]*count, key string) *count {
	if m[key] == nil {
		m[key] = &count{}
	}
	return m[key]
}

// usual is how many texts a tailored CV with its letter has, roughly: what the
// time for one is measured with.
const usual = 40

// examine has the check judge all texts about a CV.
func (s *tally) examine(cv truth.CV) {
	d := resume.Parse(resume.Input{Text: cv.Source, Today: truth.Today})
	start := spent()
	c := ground.New(d, "")
	for i, x := range cv.Texts {
		if i == usual {
			s.took += spent() - start
			start = 0
		}
		s.note(cv, d.Language, x, c.Judge(x.Text, x.Letter))
	}
	if start > 0 {
		s.took += spent() - start
	}
	for _, x := range cv.Texts {
		if x.Kind == truth.OK && !x.Letter && len(x.Of) > 0 {
			s.tell(c, d, x)
		}
	}
	s.cvs++
}

// tell has a text checked as one of a model that says what it rests on.
func (s *tally) tell(c *ground.Checker, d resume.Document, x truth.Text) {
	op := edit.Op{Kind: edit.Rewrite, Text: x.Text}
	for _, f := range d.Facts {
		if slices.Contains(x.Of, f.Text) {
			op.Facts = append(op.Facts, f.ID)
		}
	}
	if len(op.Facts) == len(x.Of) {
		s.told.add(c.Check(op).Verdict == edit.Reverted)
	}
}

func (s *tally) note(cv truth.CV, tongue string, x truth.Text, got ground.Judgement) {
	refused := got.Ruling == ground.Unverified || got.Ruling == ground.Unsupported
	at(s.tiers, x.Tier).add(refused)
	at(s.tongues, tongue+" "+x.Tier).add(refused)
	if x.Kind != truth.OK {
		at(s.kinds, x.Kind).add(refused)
		if !refused {
			s.misses = append(s.misses, fmt.Sprintf("%s %s %q", x.ID, x.Kind, x.Text))
		}
		return
	}
	if refused {
		s.alarms = append(s.alarms, fmt.Sprintf("%s %q: %s", x.ID, x.Text, got.Reason))
		if got.Ruling == ground.Unverified {
			s.unverified++
		}
		return
	}
	if len(x.Of) > 0 {
		s.evidence(cv, x, got)
	}
}

// evidence compares the bullets that are cited with those it rests on.
func (s *tally) evidence(cv truth.CV, x truth.Text, got ground.Judgement) {
	s.wanted += len(x.Of)
	for _, b := range cv.Bullets {
		from := strings.Index(cv.Source, b)
		if from < 0 || !slices.ContainsFunc(got.Evidence, func(e resume.Span) bool { return e.Start < from+len(b) && from < e.End }) {
			continue
		}
		s.cited++
		if slices.Contains(x.Of, b) {
			s.hits++
		}
	}
}

// spent is the processor's time that went into this process so far: on a busy
// machine the clock says nothing.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (s *tally) f1() float64 { return 2 * float64(s.hits) / float64(max(1, s.cited+s.wanted)) }

func (s *tally) ms() float64 {
	return float64(s.took.Microseconds()) / 1000 / float64(max(1, s.cvs))
}

func (s *tally) merge(other *tally) {
	for _, pair := range [][2]map[string]*count{{s.tiers, other.tiers}, {s.kinds, other.kinds}, {s.tongues, other.tongues}} {
		for key, c := range pair[1] {
			at(pair[0], key).all += c.all
			at(pair[0], key).refused += c.refused
		}
	}
	s.unverified += other.unverified
	s.hits, s.cited, s.wanted = s.hits+other.hits, s.cited+other.cited, s.wanted+other.wanted
	s.told.all, s.told.refused = s.told.all+other.told.all, s.told.refused+other.told.refused
	s.cvs, s.took = s.cvs+other.cvs, s.took+other.took
}

// print writes a table of the tiers, and the kinds that aren't caught always.
func (s *tally) print(w io.Writer, part string) {
	fmt.Fprintf(w, "%s: %d CVs\n", part, s.cvs)
	for _, tier := range append(slices.Clone(truth.Tiers), truth.Faithful) {
		fmt.Fprintf(w, "  %-12s refused %s  ", tier, at(s.tiers, tier))
		for _, l := range truth.Languages {
			if c := at(s.tongues, l+" "+tier); c.all > 0 {
				fmt.Fprintf(w, "  %s %d/%d", l, c.refused, c.all)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "  of the faithful %d were called unverified, %d unsupported\n", s.unverified, at(s.tiers, truth.Faithful).refused-s.unverified)
	fmt.Fprintf(w, "  with its bullets named, a faithful line is refused %s\n", &s.told)
	kinds := slices.SortedFunc(maps.Keys(s.kinds), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.kinds[a].share(), s.kinds[b].share()), cmp.Compare(a, b))
	})
	for _, kind := range kinds {
		fmt.Fprintf(w, "  %-20s %-12s %s\n", kind, truth.Tier(kind), s.kinds[kind])
	}
}

// result is one line for machines.
func (s *tally) result(w io.Writer, part string) {
	share := func(tier string) float64 { return at(s.tiers, tier).share() }
	faithful := at(s.tiers, truth.Faithful)
	fmt.Fprintf(w, "RESULT part=%s lexical=%.3f transplants=%.3f semantic=%.3f adversarial=%.3f false_alarms=%.3f unverified=%.3f false_alarms_cited=%.3f evidence_f1=%.3f ms_per_cv=%.1f\n",
		part, share(truth.Lexical), share(truth.Transplants), share(truth.Semantic), share(truth.Adversarial), faithful.share(),
		float64(s.unverified)/float64(max(1, faithful.all)), s.told.share(), s.f1(), s.ms())
}
