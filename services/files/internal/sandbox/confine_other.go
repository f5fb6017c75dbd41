//go:build !linux

package sandbox

import (
	"os/exec"
	"runtime/debug"
	"time"
)

// Confine does what it can where the kernel's limits are not known to us: the
// parent's bounds on time and output remain.
func Confine(_ time.Duration, memory int64) error {
	debug.SetMemoryLimit(memory / 2)
	return nil
}

// Allow does nothing where nothing is bounded.
func Allow(time.Duration) error { return nil }

// Used is not known here.
func Used() (time.Duration, error) { return 0, nil }

func group(*exec.Cmd) {}

func kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	_ = cmd.Process.Kill() // it may have ended
	return nil
}
