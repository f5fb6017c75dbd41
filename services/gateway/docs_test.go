package gateway

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestReaderInABrowser lets a real browser run the reader under its policy, and
// looks whether every operation is shown.
func TestReaderInABrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("SKIPPED: there is no chromium here to show the reader in")
	}
	d := open(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	show := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+t.TempDir(), "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", "http://"+d.addr+"/docs")
	var log strings.Builder
	show.Stderr = &log

	page, err := show.Output()
	if err != nil {
		t.Fatalf("%v: %.2000s", err, log.String())
	}
	for path, item := range d.document().Paths {
		for method, op := range item {
			if !strings.Contains(string(page), `id="`+op.OperationID+`"`) || !strings.Contains(string(page), op.Summary) || !strings.Contains(string(page), path) {
				t.Errorf("%s %s is not shown", method, path)
			}
		}
	}
	for _, sign := range []string{"Content Security Policy", "Uncaught", "Refused to"} {
		if strings.Contains(log.String(), sign) {
			t.Errorf("the browser complains: %.2000s", log.String())
		}
	}
}
