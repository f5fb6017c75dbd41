package worker

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// options are the flags of `files extract`.
type options struct {
	worker, warm, fallback, json bool

	format, cache string
	cpu           time.Duration
	memory        int64
	file          string
}

// MaxInput bounds what a worker takes.
const MaxInput = 64 << 20

// Command is `files extract`. Called by the service it reads one file from its
// input, confined; called by a person it prints the text of a file.
func Command(ctx context.Context, in host.Invocation) error {
	o, err := parse(in)
	if err != nil {
		return err
	}
	switch {
	case o.warm:
		return warm(ctx, o)
	case o.worker:
		return work(ctx, in, o)
	}
	return show(ctx, in, o)
}

func parse(in host.Invocation) (o options, err error) {
	f := flag.NewFlagSet("extract", flag.ContinueOnError)
	f.SetOutput(in.Err)
	f.Usage = func() {
		_, _ = fmt.Fprintln(in.Err, "usage: files extract [-json] FILE")
		f.PrintDefaults()
	}
	f.BoolVar(&o.json, "json", false, "print all that was made of the file, not its text alone")
	f.BoolVar(&o.worker, "worker", false, "read one file from standard input; for the service itself")
	f.BoolVar(&o.warm, "warm", false, "compile what the readers need, and end")
	f.BoolVar(&o.fallback, "fallback", false, "use the plain reader for PDF")
	f.StringVar(&o.format, "format", "", "pdf, docx, txt or md; for -worker")
	f.StringVar(&o.cache, "cache", "", "folder for compiled code")
	f.DurationVar(&o.cpu, "cpu", 20*time.Second, "processor time of a worker")
	f.Int64Var(&o.memory, "memory", DefaultMemory, "bytes of memory of a worker")
	if err := f.Parse(in.Args); err != nil {
		return o, err
	}
	o.file = f.Arg(0)
	if o.cache == "" && !o.worker {
		o.cache, err = CacheDir()
	}
	return o, err
}

func warm(ctx context.Context, o options) error {
	reader, err := pdf.Open(ctx, o.cache)
	if err != nil {
		return err
	}
	return reader.Close()
}

// work reads one file, confined.
func work(ctx context.Context, in host.Invocation, o options) error {
	if err := sandbox.Confine(o.cpu, o.memory); err != nil {
		return fmt.Errorf("confine the process: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(in.In, MaxInput))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	options := extract.Options{CacheDir: o.cache, Fallback: o.fallback}
	result, err := extract.Read(ctx, extract.Format(o.format), data, options)
	if err != nil {
		return err
	}
	return json.NewEncoder(in.Out).Encode(result)
}

// show reads a file as the service would, and prints what came of it.
func show(ctx context.Context, in host.Invocation, o options) error {
	if o.file == "" {
		return errors.New("usage: files extract [-json] FILE")
	}
	data, err := os.ReadFile(o.file)
	if err != nil {
		return err
	}
	format, err := extract.Sniff(data, o.file)
	if err != nil {
		return err
	}
	argv, err := host.Self("files", "extract")
	if err != nil {
		return err
	}
	pool := New(argv, o.cache, 1, Limits{Wall: DefaultWall, CPU: o.cpu, Memory: o.memory})
	result, err := pool.Read(ctx, format, data)
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(in.Out)
		e.SetIndent("", "  ")
		return e.Encode(result)
	}
	if result.Rejection != nil {
		return fmt.Errorf("%s: %s", result.Rejection.Code, result.Rejection.Detail)
	}
	_, err = fmt.Fprintln(in.Out, result.Text)
	return err
}
