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

// ErrFailed is returned when the program ended by itself and says that it
// couldn't do its work: what it was given to read is not to blame.
var ErrFailed = errors.New("the program failed")

// failure is the exit code by which a program says so. Crashes of Go have another.
const failure = 1

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

// Run runs p and returns what it wrote. An error that is neither ErrKilled nor
// ErrFailed, nor that of ctx, means it could not be started.
func Run(ctx context.Context, p Program, l Limits) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, l.Wall)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Argv[0], p.Argv[1:]...) //nolint:gosec // it is our own binary
	out := &capped{left: l.Output, full: cancel}
	cmd.Stdin = bytes.NewReader(p.In)
	why := &tail{}
	cmd.Stdout, cmd.Stderr = out, why
	p.dress(cmd)
	cmd.Cancel = func() error { return kill(cmd) }
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the extraction process: %w", err)
	}
	err := cmd.Wait()
	_ = kill(cmd) // what it started, if anything
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == failure && !out.over {
		return nil, fmt.Errorf("%w: %s", ErrFailed, bytes.TrimSpace(why.buf.Bytes()))
	}
	if err != nil || out.over {
		return nil, fmt.Errorf("%w: %w", ErrKilled, errors.Join(err, limited.Err()))
	}
	return out.buf.Bytes(), nil
}

func (p Program) dress(cmd *exec.Cmd) {
	cmd.Env = append([]string{}, p.Env...) // nil would be our own
	cmd.Dir = p.Dir
	cmd.WaitDelay = time.Second // whoever inherited a pipe doesn't hold us up
	group(cmd)
}

// tail keeps the last words of a program and drops those before.
type tail struct{ buf bytes.Buffer }

const lastWords = 400

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.buf.Write(p)
	if over := t.buf.Len() - lastWords; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

// capped is a buffer that calls full when more comes than it takes.
type capped struct {
	buf  bytes.Buffer // not embedded: its ReadFrom has no cap
	left int
	over bool
	full func()
}

// Write implements io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.over = true
		c.full()
		return 0, errTooMuch
	}
	return c.buf.Write(p)
}
