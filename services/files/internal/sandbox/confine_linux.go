package sandbox

import (
	"errors"
	"os/exec"
	"runtime/debug"
	"syscall"
	"time"
	"unsafe"
)

// Confine bounds the process that calls it, for good: its processor time, its
// memory, and that it leaves no files behind. It is called before anything
// hostile is read.
func Confine(cpu time.Duration, memory int64) error {
	seconds := uint64((max(cpu, time.Second) + time.Second - 1) / time.Second)
	bytes := uint64(memory)
	debug.SetMemoryLimit(memory / 2)
	return errors.Join(
		obey(syscall.SIGXCPU),
		limit(syscall.RLIMIT_CPU, seconds),
		limit(syscall.RLIMIT_DATA, bytes),
		limit(syscall.RLIMIT_CORE, 0),
		limit(syscall.RLIMIT_FSIZE, 0),
	)
}

// obey gives a signal back the effect that the kernel gives it: Go ignores the
// one that says that the processor time of Allow is used up.
func obey(s syscall.Signal) error {
	var byDefault [4]uintptr // struct sigaction
	_, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION,
		uintptr(s), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0) //nolint:gosec // the kernel reads it in this call
	if errno != 0 {
		return errno
	}
	return nil
}

// Allow gives the process that calls it so much more processor time from now
// on, within what Confine has given it for good.
func Allow(cpu time.Duration) error {
	used, err := Used()
	if err != nil {
		return err
	}
	var now syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CPU, &now); err != nil {
		return err
	}
	to := uint64((used + cpu + time.Second - 1) / time.Second)
	return syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: min(to, now.Max), Max: now.Max})
}

// Used is the processor time that the calling process has used.
func Used() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
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
