// Command report runs `go test -json`, shows the output of what fails, and ends
// by saying how many tests passed, failed and were skipped, and why they were
// skipped. It fails when a test fails, and when there was no test at all.
//
//	report [-in DIR]... -- go test -json ./...
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// run runs the command in each directory and reports on all of them together.
func run(ctx context.Context, args []string, out io.Writer) error {
	dirs, command, err := parse(args)
	if err != nil {
		return err
	}
	begin := time.Now()
	sum := newSummary(out)
	var ended []error
	for _, dir := range dirs {
		if err := follow(ctx, dir, command, sum); err != nil {
			ended = append(ended, fmt.Errorf("%s: %w", dir, err))
		}
	}
	sum.print(time.Since(begin))
	return errors.Join(append(ended, sum.verdict())...)
}

func parse(args []string) (dirs, command []string, err error) {
	at := slices.Index(args, "--")
	if at < 0 || at == len(args)-1 {
		return nil, nil, errors.New("usage: report [-in DIR]... -- COMMAND")
	}
	flags, command := args[:at], args[at+1:]
	for ; len(flags) >= 2 && flags[0] == "-in"; flags = flags[2:] {
		dirs = append(dirs, flags[1])
	}
	if len(flags) > 0 {
		return nil, nil, fmt.Errorf("unknown argument %q", flags[0])
	}
	if len(dirs) == 0 {
		dirs = []string{"."}
	}
	return dirs, command, nil
}

// follow runs the command in dir and feeds its events to sum.
func follow(ctx context.Context, dir string, command []string, sum *summary) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	read := feed(pipe, sum)
	return errors.Join(read, cmd.Wait())
}

func feed(r io.Reader, sum *summary) error {
	for dec := json.NewDecoder(r); ; {
		var e event
		if err := dec.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read the test events: %w", err)
		}
		sum.add(e)
	}
}
