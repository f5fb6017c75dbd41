package worker

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// options are the flags of `files extract`.
type options struct {
	worker, warm, json bool

	cache  string
	cpu    time.Duration
	memory int64
	file   string
}

// Command is `files extract`. Called by the service it reads files from its
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
	f.BoolVar(&o.worker, "worker", false, "read files from standard input, as the service sends them")
	f.BoolVar(&o.warm, "warm", false, "compile what the readers need, and end")
	f.StringVar(&o.cache, "cache", "", "folder for compiled code")
	f.DurationVar(&o.cpu, "cpu", 20*time.Second, "processor time of a worker for one file")
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
	defer pool.Close()
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
