package bench

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/score"
)

var (
	run    = flag.Bool("bench", false, "measure: make bench-extract")
	corpus = flag.String("corpus", "", "folder with a MANIFEST.tsv; the shared corpus by default")
)

// readers are who reads a file, by name; each prints its text.
var readers = []string{"sartor", "pdftotext", "pdftotext -layout"}

// cost is what reading took, of the processor and of memory.
type cost struct {
	cpu    time.Duration
	memory int64 // bytes, the most that any process had
}

func TestBenchmarkExtract(t *testing.T) {
	if !*run {
		t.Skip("it measures: make bench-extract")
	}
	b := newBench(t)
	files, err := score.Corpus(b.folder)
	if err != nil {
		t.Fatal(err)
	}
	byClass := map[string][]score.File{}
	for _, f := range files {
		if f.Kind == "good" {
			byClass[f.Class] = append(byClass[f.Class], f)
		}
	}
	fmt.Fprintf(os.Stdout, "%-24s %5s  %-18s %6s %6s %6s %6s %6s %9s %6s\n", "class", "files", "reader", "F1", "B2", "LCS", "glued", "failed", "ms CPU", "MB")
	for _, class := range slices.Sorted(maps.Keys(byClass)) {
		b.class(t, class, byClass[class])
	}
	fmt.Fprintln(os.Stdout)
	for _, kind := range slices.Sorted(maps.Keys(b.all)) {
		fmt.Fprintf(os.Stdout, "%-30s %s\n", kind, b.all[kind])
	}
	s := b.survey(t, files)
	fmt.Fprintln(os.Stdout, &s)
	b.hostile(t, files)
	b.result(goals(b, s, b.start(t, files), b.idle(t, files)))
}

// tally adds up marks and failures.
type tally struct {
	sum            score.Sum
	failed         int
	contacts, kept int
}

func (y *tally) add(m score.Marks) {
	y.sum.Add(m)
	y.contacts += m.Contacts
	y.kept += m.Found
}

func (y *tally) String() string {
	m := y.sum.Mean()
	return fmt.Sprintf("%4d files, F1 %.4f, B2 %.4f, LCS %.4f, glued %.3f %%, garbage %.4f %%, addresses verbatim %d of %d, refused %d",
		y.sum.Files, m.Words, m.Pairs, m.Order, 100*m.Glued, 100*m.Garbage, y.kept, y.contacts, y.failed)
}

type bench struct {
	folder, binary, out string
	all                 map[string]*tally // by reader and kind of file
	behind              []string          // classes in which pdftotext does better
	worst               cost              // of the hostile files
	ends                int               // hostile files that were read or refused
	hostiles            int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{folder: *corpus, binary: filepath.Join(t.TempDir(), "files"), out: t.TempDir(), all: map[string]*tally{}}
	if b.folder == "" {
		b.folder = filepath.Join(testkit.Corpus(t), "cv")
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", b.binary, "./services/files/cmd/files")
	build.Dir = testkit.Root(t)
	build.Env = append(os.Environ(), "GOWORK=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), b.binary, "extract", "-warm").CombinedOutput(); err != nil {
		t.Fatalf("warm up: %v\n%s", err, out)
	}
	return b
}

// class reads the good files of one class with every reader.
func (b *bench) class(t *testing.T, class string, files []score.File) {
	t.Helper()
	var ours score.Marks
	for _, reader := range readers {
		if reader != "sartor" && filepath.Ext(files[0].Path) != ".pdf" {
			continue
		}
		y := &tally{}
		texts, spent := b.read(t, reader, files)
		for i, f := range files {
			truth, err := f.Truth()
			if err != nil {
				t.Fatal(err)
			}
			if texts[i] == "" {
				y.failed++
			}
			marks := truth.Of(texts[i])
			y.add(marks)
			for _, kind := range kindsOf(f) {
				to := b.of(reader, kind)
				to.add(marks)
				if texts[i] == "" {
					to.failed++
				}
			}
		}
		m := y.sum.Mean()
		if reader == "sartor" {
			ours = m
		} else if reader == "pdftotext" && (m.Pairs > ours.Pairs+1e-9 || m.Order > ours.Order+1e-9) {
			b.behind = append(b.behind, class)
		}
		fmt.Fprintf(os.Stdout, "%-24s %5d  %-18s %6.4f %6.4f %6.4f %6.4f %6d %9.1f %6d\n", class, len(files), reader,
			m.Words, m.Pairs, m.Order, m.Glued, y.failed, float64(spent.cpu.Microseconds())/1000/float64(len(files)), spent.memory>>20)
	}
}

// kindsOf names what a file is measured as.
func kindsOf(f score.File) (kinds []string) {
	ext := strings.TrimPrefix(filepath.Ext(f.Path), ".")
	if ext != "pdf" {
		return []string{ext}
	}
	kinds = []string{"pdf"}
	if f.Exact {
		kinds = append(kinds, "pdf, exact")
	}
	if strings.Contains(f.Class, "2col") {
		kinds = append(kinds, "pdf, two columns")
	}
	if f.Language == "ar" || f.Language == "he" || strings.HasSuffix(f.Class, "-rtl") {
		kinds = append(kinds, "pdf, right to left")
	}
	return kinds
}

// of is the tally of a reader for a kind of file.
func (b *bench) of(reader, kind string) *tally {
	name := reader + ": " + kind
	if b.all[name] == nil {
		b.all[name] = &tally{}
	}
	return b.all[name]
}

// read returns the text that a reader makes of each file, empty where it makes
// none, and what that took altogether.
func (b *bench) read(t *testing.T, reader string, files []score.File) (texts []string, spent cost) {
	t.Helper()
	texts = make([]string, len(files))
	if reader != "sartor" {
		for i, f := range files {
			args := append(strings.Fields(reader)[1:], "-enc", "UTF-8", f.Path, "-")
			out, c, _ := b.timed(t, "pdftotext", args...)
			texts[i] = out
			spent.add(c)
		}
		return texts, spent
	}
	args := []string{"extract", "--out", b.out}
	for _, f := range files {
		args = append(args, f.Path)
		_ = os.Remove(filepath.Join(b.out, filepath.Base(f.Path)+".txt"))
	}
	_, spent, _ = b.timed(t, b.binary, args...)
	for i, f := range files {
		text, _ := os.ReadFile(filepath.Join(b.out, filepath.Base(f.Path)+".txt"))
		texts[i] = string(text)
	}
	return texts, spent
}

func (c *cost) add(other cost) {
	c.cpu += other.cpu
	c.memory = max(c.memory, other.memory)
}

// timed runs a program and returns its output, what it took and how it ended.
func (b *bench) timed(t *testing.T, name string, args ...string) (out string, c cost, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	text, err := cmd.Output()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", name, err)
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = usage.Maxrss << 10 // kilobytes on Linux
	}
	return string(text), c, cmd.ProcessState.ExitCode()
}

// hostile reads the files that were made to do harm, each by itself: it must be
// read or refused.
func (b *bench) hostile(t *testing.T, files []score.File) {
	t.Helper()
	for _, f := range files {
		if f.Kind != "hostile" {
			continue
		}
		b.hostiles++
		_, c, code := b.timed(t, b.binary, "extract", f.Path)
		if code == 0 || code == 3 || code == 1 { // 1: it is of no kind that is read
			b.ends++
		} else {
			fmt.Fprintf(os.Stdout, "%s: ended with %d\n", f.Path, code)
		}
		b.worst.cpu, b.worst.memory = max(b.worst.cpu, c.cpu), max(b.worst.memory, c.memory)
	}
	fmt.Fprintf(os.Stdout, "hostile: %d of %d read or refused; at most %.1f s of processor and %d MB\n", b.ends, b.hostiles, b.worst.cpu.Seconds(), b.worst.memory>>20)
}
