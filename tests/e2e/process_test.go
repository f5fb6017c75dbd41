package e2e

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a program of ours while it runs.
type process struct {
	name string
	cmd  *exec.Cmd
	out  buffer
	done chan error
}

// launch starts a program whose whole environment is env. It is interrupted at
// the end of the test and must then end cleanly.
func launch(t *testing.T, dir string, argv, env []string) *process {
	t.Helper()
	p := &process{name: filepath.Base(argv[0]), done: make(chan error, 1)}
	p.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), argv[0], argv[1:]...)
	p.cmd.Dir = dir
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() {
		p.stop(t)
		if t.Failed() {
			t.Logf("%s said:\n%s", p.name, p.out.String())
		}
	})
	return p
}

// stop interrupts the program, as Ctrl-C does.
func (p *process) stop(t *testing.T) {
	t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGINT)
	select {
	case err := <-p.done:
		p.done <- nil // for the next who asks
		if err != nil {
			t.Errorf("%s did not end cleanly: %v", p.name, err)
		}
	case <-time.After(30 * time.Second):
		t.Errorf("%s did not end within 30 s", p.name)
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it says what it is doing, in what it said
		select {
		case err := <-p.done:
			t.Logf("%s: %v", p.name, err)
		case <-time.After(5 * time.Second):
			_ = p.cmd.Process.Kill()
		}
	}
}

// awaitHTTP waits until a URL answers 200, or the program has ended.
func awaitHTTP(t *testing.T, url string, p *process) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; ; <-tick.C {
		select {
		case err := <-p.done:
			t.Fatalf("%s ended: %v\n%s", p.name, err, p.out.String())
		default:
		}
		if ok(t, url) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not ready after a minute:\n%s", p.name, p.out.String())
		}
	}
}

func ok(t *testing.T, url string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return errors.Join(res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}

// buffer is a bytes.Buffer that may be read while it is written.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
