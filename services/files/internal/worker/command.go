package worker

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
)

// options are the flags of `files extract`.
type options struct {
	worker, warm, json bool

	cache  string
	cpu    time.Duration
	memory int64
	out    string // folder
	names  []string

	recognizer, languages string
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
	case o.recognizer != "":
		return become(o)
	case o.worker:
		return work(ctx, in, o)
	}
	return show(ctx, in, o)
}

func parse(in host.Invocation) (o options, err error) {
	f := flag.NewFlagSet("extract", flag.ContinueOnError)
	f.SetOutput(in.Err)
	f.Usage = func() {
		_, _ = fmt.Fprintln(in.Err, usage)
		f.PrintDefaults()
	}
	f.BoolVar(&o.json, "json", false, "print {text, pages, sections, resume, quality}, not the text alone")
	f.StringVar(&o.out, "out", "", "folder for what is read of each FILE: its name with .txt or .json added")
	f.BoolVar(&o.worker, "worker", false, "read files from standard input, as the service sends them")
	f.BoolVar(&o.warm, "warm", false, "compile what the readers need, and end")
	f.StringVar(&o.recognizer, "recognize", "", "become this program, which reads a picture from standard input; for the service itself")
	f.StringVar(&o.languages, "languages", DefaultLanguages, "languages of scanned pages, where tesseract is installed")
	f.StringVar(&o.cache, "cache", "", "folder for compiled code")
	f.DurationVar(&o.cpu, "cpu", DefaultCPU, "processor time of a worker for one file")
	f.Int64Var(&o.memory, "memory", DefaultMemory, "bytes of memory of a worker")
	if o.names, err = operands(f, in.Args); err != nil {
		return o, &host.Exit{Code: exitUsage}
	}
	if o.cache == "" && !o.worker {
		o.cache, err = CacheDir()
	}
	return o, err
}
