package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/score"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

const (
	starts   = 5               // processes whose start is measured
	settled  = 4 * time.Second // after which idle processes have given memory back
	lowWords = 0.9             // F1 below which a text needs a warning
	good     = 0.97            // F1 from which a warning that costs points is a false one
	noCVs    = "other-office"  // the class of documents that are none: that the report says so is no false warning
)

// survey is what reading each good PDF took, by itself, and how honest the
// reports on them are.
type survey struct {
	took    []time.Duration // of the processor, sorted
	low     int             // badly read
	silent  []string        // of these, the ones without a warning
	alarmed int             // well read, yet with a warning that costs points
	wellDo  int
}

func (b *bench) survey(t *testing.T, files []score.File) (s survey) {
	t.Helper()
	dir, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pdf.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	for _, f := range files {
		if f.Kind != "good" || filepath.Ext(f.Path) != ".pdf" {
			continue
		}
		data, err := os.ReadFile(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		before := used(t)
		r, err := extract.Read(t.Context(), extract.PDF, data, extract.Options{PDF: reader})
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		s.took = append(s.took, used(t)-before)
		truth, err := f.Truth()
		if err != nil {
			t.Fatal(err)
		}
		s.judge(f, r, truth.Of(r.Text).Words)
	}
	slices.Sort(s.took)
	return s
}

func (s *survey) judge(f score.File, r extract.Result, words float64) {
	switch {
	case words < lowWords:
		if s.low++; r.Rejection == nil && len(r.Quality.Warnings) == 0 {
			s.silent = append(s.silent, f.Path)
		}
	case words >= good && f.Class != noCVs:
		if s.wellDo++; r.Quality.Score < 100 {
			s.alarmed++
		}
	}
}

// share is the time that the given share of the files took at most.
func (s *survey) share(of float64) time.Duration {
	if len(s.took) == 0 {
		return 0
	}
	return s.took[min(len(s.took)-1, int(of*float64(len(s.took))))]
}

// used is the processor time of this process.
func used(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// start is what a new process takes to read the smallest of the files, the
// least of a few.
func (b *bench) start(t *testing.T, files []score.File) time.Duration {
	t.Helper()
	name := smallest(t, files)
	if name == "" {
		return 0
	}
	best := time.Hour
	for range starts {
		_, c, _ := b.timed(t, b.binary, "extract", name)
		best = min(best, c.cpu)
	}
	return best
}

func smallest(t *testing.T, files []score.File) (name string) {
	t.Helper()
	least := int64(1) << 40
	for _, f := range files {
		if f.Kind != "good" || filepath.Ext(f.Path) != ".pdf" {
			continue
		}
		info, err := os.Stat(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() < least {
			least, name = info.Size(), f.Path
		}
	}
	return name
}

// idle is the memory, in bytes, of the processes of a pool that has read and
// waits for more. What they share is counted once.
func (b *bench) idle(t *testing.T, files []score.File) (memory int64) {
	t.Helper()
	dir, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	pool := worker.New([]string{b.binary, "extract"}, dir, 2, worker.Limits{
		Wall: worker.DefaultWall, CPU: worker.DefaultCPU, Memory: worker.DefaultMemory,
	})
	defer pool.Close()
	data, err := os.ReadFile(smallest(t, files))
	if err != nil {
		return 0
	}
	done := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := pool.Read(t.Context(), extract.PDF, data)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	rest, stop := context.WithTimeout(t.Context(), settled)
	defer stop()
	<-rest.Done()
	for _, pid := range children(t) {
		memory += proportional(pid)
	}
	return memory
}

func children(t *testing.T) (pids []string) {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lists {
		if list, err := os.ReadFile(name); err == nil {
			pids = append(pids, strings.Fields(string(list))...)
		}
	}
	return pids
}

// proportional is the memory of a process; it shares what it shares with others.
func proportional(pid string) int64 {
	text, err := os.ReadFile("/proc/" + pid + "/smaps_rollup")
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			kilobytes, _ := strconv.ParseInt(fields[1], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}

func (s *survey) String() string {
	return fmt.Sprintf("badly read %d, of these without a warning %d %v; well read %d, of these with a warning that costs points %d",
		s.low, len(s.silent), s.silent, s.wellDo, s.alarmed)
}
