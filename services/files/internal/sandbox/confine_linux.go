package sandbox

import (
	"errors"
	"os/exec"
	"runtime/debug"
	"syscall"
	"time"
)

// Confine bounds the process that calls it, for good: its processor time, its
// memory, and that it leaves no files behind. It is called before anything
// hostile is read.
func Confine(cpu time.Duration, memory int64) error {
	seconds := max(1, uint64(cpu/time.Second))
	bytes := uint64(memory)
	debug.SetMemoryLimit(memory / 2)
	return errors.Join(
		limit(syscall.RLIMIT_CPU, seconds),
		limit(syscall.RLIMIT_DATA, bytes),
		limit(syscall.RLIMIT_CORE, 0),
		limit(syscall.RLIMIT_FSIZE, 0),
	)
}

func limit(resource int, to uint64) error {
	var now syscall.Rlimit
	if err := syscall.Getrlimit(resource, &now); err != nil {
		return err
	}
	to = min(to, now.Max)
	return syscall.Setrlimit(resource, &syscall.Rlimit{Cur: to, Max: to})
}

// group makes the command the head of a process group of its own, which dies
// with us.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func kill(cmd *exec.Cmd) error {
	if cmd.Process == nil {
		return nil
	}
	err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}
