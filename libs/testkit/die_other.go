//go:build !linux

package testkit

import "syscall"

// dieWithParent can't bind a child's life to its parent's here; the guard does.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
