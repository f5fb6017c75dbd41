package optimizer_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

var lies = flag.Int("lies", 0, "CVs of each language that are lied about, in every round there is: make bench-truth")

// escapes counts what got out.
type escapes struct {
	exports   int
	unprinted int                          // PDFs that need letters that the font doesn't have
	out       map[string]map[string]string // by kind and id
}

// TestNoLieGetsOut: a model that lies in every way there is, and in every
// answer, a user who then writes lies into the result, and nothing of it is in
// any file that a user gets. What counts as a lie is known by construction; the
// check isn't asked.
func TestNoLieGetsOut(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes")
	}
	t.Parallel()
	l := &liar{t: t, sets: map[string]truth.CV{}, told: map[string]truth.Text{}}
	_, env := model(t, l.answer)
	w := newWorld(t, env, func(w *world) { w.credits.available = 1 << 40 })
	e := &escapes{out: map[string]map[string]string{}}
	start := time.Now()

	for _, cv := range liedAbout(t) {
		l.sets[cv.Name] = cv
		n := rounds(cv)
		if *lies == 0 {
			n = min(n, 2)
		}
		w.lie(cv, n, e)
	}

	e.report(t, l.told, time.Since(start))
}

// liedAbout are generated CVs, and with -lies those that people wrote about.
func liedAbout(t *testing.T) []truth.CV {
	t.Helper()
	var all []truth.CV
	for _, language := range truth.Languages {
		for seed := range max(1, *lies) {
			all = append(all, truth.Make(uint64(1000+seed), language))
		}
	}
	if *lies == 0 {
		return all
	}
	written, err := truth.Written(os.DirFS(filepath.Join("internal", "ground", "testdata", "rewrites", "test")))
	must(t, err)
	return append(all, written...)
}

// lie has a CV tailored as often as there are rounds, all at once, and takes
// everything out that can be exported.
func (w *world) lie(cv truth.CV, rounds int, e *escapes) {
	w.t.Helper()
	var ids []string
	for round := range rounds {
		ids = append(ids, w.order(optimizerv1.CreateRequest{
			CVText: cv.Source, JobDescription: fmt.Sprintf("Reference %s/%d. We are looking for a colleague who knows the trade.", cv.Name, round),
		}))
	}
	for round, id := range ids {
		o := w.reaches(id, optimizerv1.StatusSucceeded)
		e.search(cv, "answer", o.Result.CVMarkdown+"\n"+o.Result.CoverLetterMarkdown+"\n"+string(o.Result.Resume))
		w.export(cv, o, e)
		w.export(cv, w.insist(cv, o, round, e), e)
	}
}

// insist is a user who writes lies into the result, and gets questions.
func (w *world) insist(cv truth.CV, o optimizerv1.Optimization, round int, e *escapes) optimizerv1.Optimization {
	w.t.Helper()
	var edits []optimizerv1.Edit
	edit := func(target, bullet string) {
		if all := about(cv, bullet); len(all) > 0 {
			edits = append(edits, optimizerv1.Edit{Target: target, Text: all[(round+1)%len(all)].Text})
		}
	}
	for _, f := range resume.Parse(resume.Input{Text: cv.Source, Today: truth.Today}).Facts {
		if f.Kind == resume.Bullet && slices.Contains(cv.Bullets, f.Text) {
			edit(f.ID, f.Text)
		}
	}
	edit("summary", "")
	r, err := as(w, jane, optimizerv1.Revise, optimizerv1.ReviseRequest{ID: o.ID, Base: o.Result.Revision, Edits: edits})
	must(w.t, err)
	e.search(cv, "revision", r.CVMarkdown+"\n"+r.CoverLetterMarkdown+"\n"+string(r.Resume))
	o.Result = &r
	return o
}

// export takes all out that can be exported, and searches it.
func (w *world) export(cv truth.CV, o optimizerv1.Optimization, e *escapes) {
	w.t.Helper()
	for _, format := range formats() {
		for _, document := range []string{"cv", "cover-letter"} {
			if document != "cv" && (o.Result.CoverLetterMarkdown == "" || format == "json") {
				continue
			}
			r, err := as(w, jane, optimizerv1.Export, optimizerv1.ExportRequest{ID: o.ID, Document: document, Format: format})
			if fault.From(err).Reason == "script_not_printable" {
				e.unprinted++
				continue
			}
			must(w.t, err)
			e.exports++
			e.search(cv, document+"."+format, readBack(w.t, r.Data, format))
		}
	}
}

// search looks for the marks of all lies about a CV.
func (e *escapes) search(cv truth.CV, where, text string) {
	text = folded(text)
	for _, x := range cv.Texts {
		if x.Kind == truth.OK || !slices.ContainsFunc(x.Marks, func(m string) bool { return strings.Contains(text, folded(m)) }) {
			continue
		}
		if e.out[x.Kind] == nil {
			e.out[x.Kind] = map[string]string{}
		}
		e.out[x.Kind][x.ID] = fmt.Sprintf("%s in %s: %q", x.ID, where, x.Text)
	}
}

// folded is a text without what differs between formats: line ends, escapes and
// case.
func folded(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(s, `\\`, "")), " "))
}

// report says what got out. Hard facts never may.
func (e *escapes) report(t *testing.T, told map[string]truth.Text, took time.Duration) {
	t.Helper()
	kinds, soft, hard := map[string]int{}, 0, 0
	for _, x := range told {
		kinds[x.Kind]++
	}
	for _, kind := range slices.Sorted(maps.Keys(e.out)) {
		out := e.out[kind]
		for _, example := range slices.Sorted(maps.Values(out))[:min(3, len(out))] {
			t.Logf("%s: %d of %d got out, such as %s", kind, len(out), kinds[kind], example)
		}
		if truth.Hard(kind) {
			hard += len(out)
		} else {
			soft += len(out)
		}
	}
	if hard > 0 {
		t.Errorf("%d lies about hard facts got out", hard)
	}
	t.Logf("RESULT lies=%d kinds=%d exports=%d unprinted=%d hard_out=%d soft_out=%d seconds=%.0f", len(told), len(kinds), e.exports, e.unprinted, hard, soft, took.Seconds())
	if *lies > 0 && len(kinds) < 30 {
		t.Errorf("only %d kinds of lies were told", len(kinds))
	}
}

// formats are all in which a document is exported, but PDF where nothing reads
// it.
func formats() []string {
	all := []string{"docx", "txt", "md", "json"}
	if _, err := exec.LookPath("pdftotext"); err == nil {
		all = append(all, "pdf")
	}
	return all
}

var tag = regexp.MustCompile(`<[^>]*>`)

// readBack is the text of an exported document.
func readBack(t *testing.T, data []byte, format string) string {
	t.Helper()
	switch format {
	case "pdf":
		cmd := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", "-", "-")
		cmd.Stdin = bytes.NewReader(data)
		out, err := cmd.Output()
		must(t, err)
		return string(out)
	case "docx":
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		must(t, err)
		f, err := z.Open("word/document.xml")
		must(t, err)
		raw, err := io.ReadAll(f)
		must(t, err)
		return tag.ReplaceAllString(strings.ReplaceAll(string(raw), "</w:p>", "\n"), "")
	case "json":
		var v any
		must(t, json.Unmarshal(data, &v))
		return strings.Join(stringsOf(v), "\n")
	default:
		return string(data)
	}
}

// stringsOf are all strings of a JSON value.
func stringsOf(v any) (all []string) {
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, e := range v {
			all = append(all, stringsOf(e)...)
		}
	case map[string]any:
		for _, e := range v {
			all = append(all, stringsOf(e)...)
		}
	}
	return all
}
