package worker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

// TestMain lets the test binary be the process that reads a file.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "extract" {
		in := host.Invocation{Args: os.Args[2:], Env: func(string) string { return "" }, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
		ctx := context.Background() //nolint:forbidigo // a process begins with none
		err := worker.Command(ctx, in)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(host.ExitCode(err))
	}
	os.Exit(m.Run())
}

func pool(t *testing.T, l worker.Limits) *worker.Pool {
	t.Helper()
	cache, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	p := worker.New([]string{os.Args[0], "extract"}, cache, 2, l)
	t.Cleanup(p.Close)
	if err := p.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

var usual = worker.Limits{Wall: worker.DefaultWall, CPU: worker.DefaultCPU, Memory: worker.DefaultMemory}

// pdfOf writes objects as a PDF whose first object is the catalog.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

// smallTraps are files of three lines on which readers of PDF never end.
func smallTraps() map[string][]byte {
	const catalog = "<</Type/Catalog/Pages 2 0 R>>"
	return map[string][]byte{
		"a page tree that is its own child":  pdfOf(catalog, "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
		"a page tree that is its own parent": pdfOf(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>", "<</Type/Page/Parent 2 0 R>>"),
		"a count of two billions":            pdfOf(catalog, "<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
		"two trees that hold each other":     pdfOf(catalog, "<</Type/Pages/Kids[3 0 R]/Count 9>>", "<</Type/Pages/Kids[2 0 R]/Count 9/Parent 2 0 R>>"),
		"a length that is the stream itself": pdfOf(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", "<</Length 4 0 R>>stream\nBT ET\nendstream"),
	}
}

func TestSmallTrapsEndWithinSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures other processes")
	}
	p := pool(t, usual)
	for name, data := range smallTraps() {
		began := time.Now()

		r, err := p.Read(t.Context(), extract.PDF, data)

		if err != nil || r.Rejection == nil {
			t.Errorf("%s: %+v, %v; want a rejection", name, r, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: it took %v; want it within 5 s", name, took)
		}
	}
}

func TestAFileThatUsesUpWhatItIsGivenIsStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures other processes")
	}
	p := pool(t, worker.Limits{Wall: 4 * time.Second, CPU: 4 * time.Second, Memory: worker.DefaultMemory})
	var bomb bytes.Buffer
	bomb.WriteString("<</Length 40000000>>stream\nBT /F 9 Tf\n")
	for bomb.Len() < 40_000_000 {
		bomb.WriteString("(aaaaaaaaaaaaaaaaaaaa) Tj 1 0 Td ")
	}
	bomb.WriteString("\nET\nendstream")
	data := pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
		bomb.String())
	began := time.Now()

	r, err := p.Read(t.Context(), extract.PDF, data)

	// Either the time is over first or the memory is.
	if !errors.Is(err, worker.ErrKilled) && r.Outcome() != "too_complex" {
		t.Errorf("got %s, %v; want it stopped", r.Outcome(), err)
	}
	if errors.Is(err, worker.ErrKilled) && time.Since(began) > 9*time.Second {
		t.Errorf("it took %v: a file that used up its time is not tried again", time.Since(began))
	}
	good, err := os.ReadFile("../../testdata/cp1252-en.txt")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.Read(t.Context(), extract.Text, good); err != nil || r.Text == "" {
		t.Errorf("the next file: %+v, %v", r, err)
	}
}

// TestOneProcessReadsManyFiles reads more files than one process may, some of
// which end the process, by several callers at once.
func TestOneProcessReadsManyFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts other processes")
	}
	p := pool(t, usual)
	var files [][]byte
	for _, name := range []string{"two-columns-en.pdf", "no-blanks-de.pdf", "password-en.pdf"} {
		data, err := os.ReadFile("../../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, data)
	}
	want := []string{"parsed", "parsed", "encrypted"}
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for i := range 50 {
				r, err := p.Read(t.Context(), extract.PDF, files[i%3])
				if err != nil || r.Outcome() != want[i%3] {
					t.Errorf("file %d: got %s, %v; want %s", i, r.Outcome(), err, want[i%3])
				}
			}
		})
	}
	all.Wait()
}

func TestACacheThatIsEmptyOrDamagedIsFilledAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles PDFium twice")
	}
	cache := filepath.Join(t.TempDir(), "cache")
	if err := worker.Private(cache); err != nil {
		t.Fatal(err)
	}
	p := worker.New([]string{os.Args[0], "extract"}, cache, 1, usual)
	defer p.Close()
	good, err := os.ReadFile("../../testdata/two-columns-en.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := p.Read(t.Context(), extract.PDF, good); err != nil || r.Text == "" {
		t.Fatalf("the first: %+v, %v", r.Rejection, err)
	}
	damage(t, cache)
	if r, err := p.Read(t.Context(), extract.PDF, []byte("%PDF-1.4")); err != nil || r.Outcome() != "damaged" {
		t.Errorf("a damaged file, which ends the process: %s, %v", r.Outcome(), err)
	}

	r, err := p.Read(t.Context(), extract.PDF, good)

	if err != nil || r.Text == "" {
		t.Errorf("with compiled code that was damaged: %+v, %v", r.Rejection, err)
	}
}

// damage puts a file that is changed in its middle in the place of the compiled code.
func damage(t *testing.T, cache string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(cache, "mapped", "*", "*"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("the cache holds %v, %v; want one file", paths, err)
	}
	code, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	code[len(code)/2]++
	if err := os.Remove(paths[0]); err != nil { // processes may run what is in it
		t.Fatal(err)
	}
	if err := os.WriteFile(paths[0], code, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestHostileFilesNeitherHangNorKill reads every hostile file of the corpus as
// the service would.
func TestHostileFilesNeitherHangNorKill(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads some 200 files, each in a process")
	}
	root := filepath.Join(testkit.Corpus(t), "cv")
	p := pool(t, usual)
	for _, folder := range []string{"hostile-made", "wild-malformed", "wild-malformed-docx", "encrypted", "scanned", "no-tounicode"} {
		paths, err := filepath.Glob(filepath.Join(root, folder, "*"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(paths), err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, ".truth.txt") {
				continue
			}
			readHostile(t, p, path)
		}
	}
}

func readHostile(t *testing.T, p *worker.Pool, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	format, err := extract.Sniff(data, path)
	if err != nil {
		return // not taken at all
	}
	began := time.Now()
	r, err := p.Read(t.Context(), format, data)
	if err != nil && !errors.Is(err, worker.ErrKilled) {
		t.Errorf("%s: %v", filepath.Base(path), err)
	}
	if err == nil && r.Rejection == nil && strings.TrimSpace(r.Text) == "" {
		t.Errorf("%s: neither a text nor a rejection", filepath.Base(path))
	}
	if strings.Contains(r.Text, "root:x:0") {
		t.Errorf("%s: it read a file of this machine", filepath.Base(path))
	}
	if took := time.Since(began); took > 2*usual.Wall+10*time.Second {
		t.Errorf("%s: it took %v", filepath.Base(path), took)
	}
}
