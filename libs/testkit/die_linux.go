package testkit

import "syscall"

// dieWithParent makes the kernel end a child process with its parent.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
