package sandbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// Process is a program that answers more than once. After any error it is dead.
type Process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.Reader
	why *tail

	once sync.Once
	end  error
}

// Start starts p, whose In is not used: it is asked instead.
func Start(p Program) (*Process, error) {
	cmd := exec.Command(p.Argv[0], p.Argv[1:]...) //nolint:gosec,noctx // it is our own binary, and lives longer than a call
	proc := &Process{cmd: cmd, why: &tail{}}
	p.dress(cmd)
	cmd.Stderr = proc.why
	var err error
	if proc.in, err = cmd.StdinPipe(); err == nil {
		proc.out, err = cmd.StdoutPipe()
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start the extraction process: %w", err)
	}
	return proc, nil
}

// Ask sends a question and returns the answer to it.
func (p *Process) Ask(ctx context.Context, question []byte, l Limits) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, l.Wall)
	defer cancel()
	stop := context.AfterFunc(limited, func() { _ = kill(p.cmd) })
	answer, err := p.exchange(question, l.Output)
	if stop() && err == nil {
		return answer, nil
	}
	end := p.Close()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if exit, ok := errors.AsType[*exec.ExitError](end); ok && exit.ExitCode() == failure && !errors.Is(err, errTooMuch) {
		return nil, fmt.Errorf("%w: %s", ErrFailed, bytes.TrimSpace(p.why.buf.Bytes()))
	}
	return nil, fmt.Errorf("%w: %w", ErrKilled, errors.Join(err, end, limited.Err()))
}

func (p *Process) exchange(question []byte, most int) ([]byte, error) {
	// It may end before it has heard everything: what counts is what it says.
	said := make(chan error, 1)
	go func() { said <- Say(p.in, question) }()
	answer, err := Hear(p.out, most)
	if err == nil {
		err = <-said
	}
	return answer, err
}

// Close ends the program, whatever it does, and says how it ended.
func (p *Process) Close() error {
	p.once.Do(func() {
		_ = p.in.Close()
		_ = kill(p.cmd)
		p.end = p.cmd.Wait()
		_ = kill(p.cmd) // what it started, if anything
	})
	return p.end
}

// CPU is the processor time that a process used which has ended.
func (p *Process) CPU() time.Duration {
	if s := p.cmd.ProcessState; s != nil {
		return s.UserTime() + s.SystemTime()
	}
	return 0
}

// Say writes one message of a conversation.
func Say(w io.Writer, message []byte) error {
	var size [4]byte
	binary.LittleEndian.PutUint32(size[:], uint32(len(message)))
	if _, err := w.Write(size[:]); err != nil {
		return fmt.Errorf("say something: %w", err)
	}
	if _, err := w.Write(message); err != nil {
		return fmt.Errorf("say something: %w", err)
	}
	return nil
}

// Hear reads one message of at most so many bytes. It returns io.EOF at the end
// of the conversation.
func Hear(r io.Reader, most int) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if int64(n) > int64(most) {
		return nil, errTooMuch
	}
	message := make([]byte, n)
	if _, err := io.ReadFull(r, message); err != nil {
		return nil, fmt.Errorf("hear all of it: %w", err)
	}
	return message, nil
}
