package e2e

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// What services have given up is the operator's to see, also on one machine.
func TestTheOperatorSeesWhatWasGivenUp(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	p := s.start(t)
	if out, err := s.command(t, "parked"); err == nil || !strings.Contains(out, "running already") {
		t.Errorf("while it runs: got %q, %v; want to be told that it does", out, err)
	}
	p.stop(t)

	if out, err := s.command(t, "parked"); err != nil || out != "" {
		t.Errorf("got %q, %v; want nothing", out, err)
	}
	if out, err := s.command(t, "parked", "replay", "all"); err != nil || out != "0 done\n" {
		t.Errorf("got %q, %v; want nothing to do", out, err)
	}
	if out, err := s.command(t, "parked", "replay", "7"); err == nil || !strings.Contains(out, "no parked message") {
		t.Errorf("got %q, %v; want to be told that there is none", out, err)
	}
}

func (s *sartor) command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), s.binary, args...)
	cmd.Dir = s.dir
	cmd.Env = append([]string{"HOME=" + os.Getenv("HOME")}, s.env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
