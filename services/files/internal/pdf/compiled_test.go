package pdf_test

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

// TestWazeroIsTheOneThatWeKnow reminds whoever changes its version of what
// package pdf knows of its inside: deserializeCompiledModule reads code into
// memory that it has mapped for it, which we replace, and none that is the heap's.
func TestWazeroIsTheOneThatWeKnow(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "github.com/tetratelabs/wazero v1.12.0\n") {
		t.Error("wazero has another version: see that it still maps memory for its code, then change this test")
	}
}

func TestCompiledCodeIsNotCopied(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the kernel's ways are known to us on Linux alone")
	}
	reader(t) // compiles it, the first time
	reader(t)

	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		if strings.Contains(line, dir) && strings.Contains(line, " r-xp ") {
			return
		}
	}
	t.Errorf("no file of %s is mapped as code", dir)
}

func TestWhatIsNotCompiledIsSaidAtOnce(t *testing.T) {
	r, err := pdf.OpenCompiled(t.Context(), t.TempDir())

	if !errors.Is(err, pdf.ErrNotCompiled) || r != nil {
		t.Errorf("got %v, %v; want %v", r, err, pdf.ErrNotCompiled)
	}
}
