//go:build unix

package worker

import (
	"fmt"
	"syscall"

	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// become confines the process and turns it into tesseract, which inherits the
// bounds: it reads a picture from its input and writes a table of words.
func become(o options) error {
	if err := sandbox.Confine(o.cpu, o.memory); err != nil {
		return fmt.Errorf("confine the process: %w", err)
	}
	argv := []string{o.recognizer, "stdin", "stdout", "-l", o.languages, "--psm", "1", "tsv"}
	err := syscall.Exec(o.recognizer, argv, []string{"OMP_THREAD_LIMIT=1", "LANG=C.UTF-8"}) //nolint:gosec // the operator's own tesseract
	return fmt.Errorf("start tesseract: %w", err)
}
