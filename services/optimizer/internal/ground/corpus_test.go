package ground

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

func corpusCVs(t *testing.T) []resume.Document {
	t.Helper()
	dir := testkit.Corpus(t)
	names, _ := filepath.Glob(filepath.Join(dir, "cv/*/*.truth.txt"))
	more, _ := filepath.Glob(filepath.Join(dir, "cv/*/*.md"))
	names = append(names, more...)
	if len(names) == 0 {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
	}
	var docs []resume.Document
	seen := map[string]bool{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := resume.Parse(resume.Input{Text: string(raw), Today: today})
		if lexicons[d.Language] == nil || len(raw) > 40_000 || seen[string(raw)] {
			continue
		}
		seen[string(raw)] = true
		docs = append(docs, d)
	}
	return docs
}

// mutation makes a lie of a true line, or returns "" where it can't.
type mutation struct {
	kind string
	make func(d resume.Document, f, other resume.Fact) string
}

var said = map[string]map[string]string{
	"en": {"at": " at Zyntrix Dynamics", "with": " with COBOL", "head": "Headed: ", "award": ", an award-winning result", "team": " with a team of 47", "since": " since 1987", "percent": ", up 71.3%", "degree": " as a PhD graduate"},
	"de": {"at": " bei Zyntrix", "with": " mit COBOL", "head": "Geschäftsführung: ", "award": ", preisgekrönt", "team": " mit einem Team von 47", "since": " seit 1987", "percent": ", plus 71,3 %", "degree": " nach der Promotion"},
	"fr": {"at": " chez Zyntrix", "with": " avec COBOL", "head": "Directeur : ", "award": ", primé", "team": " avec une équipe de 47", "since": " depuis 1987", "percent": ", hausse de 71,3 %", "degree": " après un doctorat"},
	"es": {"at": " en Zyntrix", "with": " con COBOL", "head": "Director: ", "award": ", premiado", "team": " con un equipo de 47", "since": " desde 1987", "percent": ", alza del 71,3 %", "degree": " tras un doctorado"},
}

func appended(key string) func(resume.Document, resume.Fact, resume.Fact) string {
	return func(d resume.Document, f, _ resume.Fact) string {
		return strings.TrimRight(f.Text, ".") + said[d.Language][key] + "."
	}
}

var mutations = []mutation{
	{"employer", appended("at")},
	{"skill", appended("with")},
	{"award", appended("award")},
	{"team size", appended("team")},
	{"date", appended("since")},
	{"number added", appended("percent")},
	{"degree", appended("degree")},
	{"scope verb", func(d resume.Document, f, _ resume.Fact) string { return said[d.Language]["head"] + f.Text }},
	{"number inflated", func(d resume.Document, f, _ resume.Fact) string {
		a := analyse(f.Text, lexicons[d.Language])
		for _, n := range a.numbers {
			if n.value > 1 && n.name == "" {
				return f.Text[:n.start] + fmt.Sprintf("%.0f", n.value*7+3) + f.Text[a.tokens[n.token].End:]
			}
		}
		return ""
	}},
	{"skill swapped", func(_ resume.Document, f, _ resume.Fact) string {
		for _, h := range skill.Find(f.Text) {
			return f.Text[:h.Start] + "COBOL" + f.Text[h.End:]
		}
		return ""
	}},
	{"foreign duty", func(_ resume.Document, f, other resume.Fact) string { return other.Text }},
	{"commingled number", func(d resume.Document, f, other resume.Fact) string {
		a := analyse(other.Text, lexicons[d.Language])
		for _, n := range a.numbers {
			if n.value > 3 && n.after+1 < len(a.tokens) && n.name == "" && !strings.Contains(f.Text, a.text[n.start:a.tokens[n.token].End]) {
				return strings.TrimRight(f.Text, ".") + ", " + other.Text[n.start:a.tokens[n.after].End]
			}
		}
		return ""
	}},
}

// TestLiesAboutRealCVsAreRefused changes true lines of the corpus.
func TestLiesAboutRealCVsAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	all, caught := map[string]int{}, map[string]int{}
	for _, d := range corpusCVs(t) {
		c := New(d, "")
		bullets := bulletsOf(d)
		for i, f := range bullets {
			other, ok := elsewhere(bullets, i)
			for _, m := range mutations {
				text := m.make(d, f, other)
				if text == "" || text == f.Text || !ok && strings.Contains("foreign duty commingled number", m.kind) || len(text) > MaxText {
					continue
				}
				all[m.kind]++
				if got := c.Check(edit.Op{Kind: edit.Rewrite, Facts: []string{f.ID}, Text: text}); len(got.Unsupported) > 0 {
					caught[m.kind]++
				} else {
					t.Logf("MISSED %s: %.60q became %.160q", m.kind, f.Text, text)
				}
			}
		}
	}
	total, sum := 0, 0
	for kind, n := range all {
		total, sum = total+n, sum+caught[kind]
		t.Logf("%-18s %d of %d", kind, caught[kind], n)
	}
	t.Logf("refused %d of %d", sum, total)
	if sum*1000 < total*997 {
		t.Errorf("recall %d of %d is below 99.7%%", sum, total)
	}
}

func bulletsOf(d resume.Document) []resume.Fact {
	var all []resume.Fact
	for _, f := range d.Facts {
		if f.Kind == resume.Bullet && f.Entry != "" && len(strings.Fields(f.Text)) > 4 && len(all) < 14 {
			all = append(all, f)
		}
	}
	return all
}

// elsewhere finds a bullet of another entry.
func elsewhere(bullets []resume.Fact, i int) (resume.Fact, bool) {
	for j := range bullets {
		if b := bullets[(i+j)%len(bullets)]; b.Entry != bullets[i].Entry {
			return b, true
		}
	}
	return resume.Fact{}, false
}

// TestTheSourceItselfAlwaysPasses, whatever its language and however its
// spaces, case and quotes are written.
func TestTheSourceItselfAlwaysPasses(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	checked := 0
	for _, d := range corpusCVs(t) {
		c := New(d, "")
		for _, f := range d.Facts {
			if !f.Kind.Prose() || len(f.Text) > MaxText/2 {
				continue
			}
			for _, text := range []string{f.Text, "  " + strings.ReplaceAll(f.Text, " ", "  "), upperFirst(f.Text), strings.ReplaceAll(f.Text, "'", "’")} {
				checked++
				if got := c.Check(edit.Op{Kind: edit.Rewrite, Facts: []string{f.ID}, Text: text}); got.Verdict != edit.Verbatim {
					t.Errorf("%s %.80q: %s %+v", f.ID, text, got.Verdict, got.Unsupported)
				}
			}
		}
	}
	t.Logf("%d texts", checked)
}

func upperFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

func FuzzCheck(f *testing.F) {
	raw, err := os.ReadFile(filepath.Join("testdata", "platform.cv.txt"))
	if err != nil {
		f.Fatal(err)
	}
	d := resume.Parse(resume.Input{Text: string(raw), Today: today})
	c := New(d, posting).Addressed("Staff Engineer", "Quayside Robotics")
	var ids []string
	for _, fact := range d.Facts {
		ids = append(ids, fact.ID)
	}
	f.Add("Cut “x” from 41 to 6 minutes with ISO 9001, $2M and 3x in März 2020.", uint8(13))
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		id := ids[int(n)%len(ids)]
		for _, op := range []edit.Op{{Kind: edit.Rewrite, Facts: []string{id}, Text: text}, {Kind: edit.Summary, Facts: ids[:min(len(ids), int(n)+1)], Text: text}, {Kind: edit.Letter, Facts: []string{id}, Text: text}} {
			got := c.Check(op)
			again := c.Check(op)
			if got.Verdict != again.Verdict || !slices.Equal(got.Unsupported, again.Unsupported) {
				t.Fatalf("not the same twice: %+v and %+v", got, again)
			}
		}
	})
}

// TestLongTextsAreCheckedFast guards against what grows with the square.
func TestLongTextsAreCheckedFast(t *testing.T) {
	if testing.Short() {
		t.Skip("times mean nothing under the race detector")
	}
	var source strings.Builder
	source.WriteString("Ann Example\nann@example.com\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n")
	for i := range 3000 {
		fmt.Fprintf(&source, "• Cut cost %d of Kubernetes from %d to 6 minutes, replacing Jenkins with Tekton and led %d engineers.\n", i, i+50, i)
	}
	d := resume.Parse(resume.Input{Text: source.String(), Today: today})
	c := New(d, strings.Repeat("Kubernetes in production. ", 2000))
	var ids []string
	for _, f := range d.Facts {
		if f.Kind == resume.Bullet && len(ids) < MaxCited {
			ids = append(ids, f.ID)
		}
	}

	for _, unit := range []string{"x", "7 ", "and led ", "from A to B ", "Kubernetes, ", "2019 – "} {
		for _, kind := range []edit.Kind{edit.Summary, edit.Letter} {
			start := time.Now()

			c.Check(edit.Op{Kind: kind, Facts: ids, Text: strings.Repeat(unit, MaxText/len(unit))})

			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("%s of %q: took %s", kind, unit, took)
			}
		}
	}
}
