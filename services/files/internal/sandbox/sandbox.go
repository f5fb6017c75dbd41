// Package sandbox runs a program that may go wrong: with bounds on its time,
// its memory and what it says, and without anything of ours in its environment.
// When a bound is reached it is killed, and so is whatever it started.
package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// ErrKilled is returned when the program didn't end well by itself: it ran out
// of time or memory, said too much, or crashed.
var ErrKilled = errors.New("the program was stopped or crashed")

// Limits bound one run.
type Limits struct {
	Wall   time.Duration // from start to end
	Output int           // bytes that it may write
}

// Program is what to run.
type Program struct {
	Argv []string
	Env  []string // all of its environment
	Dir  string
	In   []byte
}

// errTooMuch ends a program that writes without end.
var errTooMuch = errors.New("output too long")

// Run runs p and returns what it wrote. An error that isn't ErrKilled, nor that
// of ctx, means it could not be started.
func Run(ctx context.Context, p Program, l Limits) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, l.Wall)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Argv[0], p.Argv[1:]...) //nolint:gosec // it is our own binary
	out := &capped{left: l.Output, full: cancel}
	cmd.Stdin = bytes.NewReader(p.In)
	cmd.Stdout = out
	cmd.Env = append([]string{}, p.Env...) // nil would be our own
	cmd.Dir = p.Dir
	group(cmd)
	cmd.Cancel = func() error { return kill(cmd) }
	cmd.WaitDelay = time.Second // whoever inherited the pipe doesn't hold us up
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the extraction process: %w", err)
	}
	err := cmd.Wait()
	_ = kill(cmd) // what it started, if anything
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || out.over {
		return nil, fmt.Errorf("%w: %w", ErrKilled, errors.Join(err, limited.Err()))
	}
	return out.buf.Bytes(), nil
}

// capped is a buffer that calls full when more comes than it takes.
type capped struct {
	buf  bytes.Buffer // not embedded: its ReadFrom has no cap
	left int
	over bool
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.over = true
		c.full()
		return 0, errTooMuch
	}
	return c.buf.Write(p)
}
