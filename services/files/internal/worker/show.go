package worker

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

const usage = `usage: files extract [--json] FILE
       files extract [--json] --out DIR FILE...
A FILE of - is standard input.
Ends with 0, with 3 where a FILE was rejected, with 1 where something else went wrong, with 2 where it was called wrongly.`

// What the command ends with, beside 0 and the 1 of any other failure.
const (
	exitUsage    = 2
	exitRejected = 3
)

// operands parses flags that may also stand behind the names of files.
func operands(f *flag.FlagSet, args []string) (names []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			return nil, err
		}
		if args = f.Args(); len(args) == 0 {
			return names, nil
		}
		if used := f.NArg(); used > 0 {
			names, args = append(names, args[0]), args[1:]
		}
	}
}

// shop reads files for a person, several at once.
type shop struct {
	pool *Pool
	o    options
	in   host.Invocation

	mu       sync.Mutex
	rejected bool
	failed   bool
}

// show reads files as the service would, and prints or writes what came of
// them. What is wrong with one doesn't keep the others from being read.
func show(ctx context.Context, in host.Invocation, o options) error {
	if len(o.names) == 0 || len(o.names) > 1 && o.out == "" {
		_, _ = fmt.Fprintln(in.Err, usage)
		return &host.Exit{Code: exitUsage}
	}
	argv, err := host.Self("files", "extract")
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := os.MkdirAll(o.out, 0o700); err != nil {
			return err
		}
	}
	workers := min(len(o.names), runtime.GOMAXPROCS(0))
	s := &shop{in: in, o: o, pool: New(argv, o.cache, workers, Limits{Wall: DefaultWall, CPU: o.cpu, Memory: o.memory})}
	s.pool.RecognizeBy(sync.OnceValue(func() Recognition {
		found, _ := FindRecognition(ctx, o.languages) // none where that fails
		return found
	}))
	defer s.pool.Close()
	s.all(ctx, workers)
	switch {
	case s.failed:
		return &host.Exit{Code: 1}
	case s.rejected:
		return &host.Exit{Code: exitRejected}
	}
	return ctx.Err()
}

func (s *shop) all(ctx context.Context, workers int) {
	next := make(chan [2]string)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for n := range next {
				s.complain(n[0], s.serve(ctx, n[0], n[1]))
			}
		})
	}
	for _, n := range targets(s.o) {
		next <- n
	}
	close(next)
	running.Wait()
}

// targets pairs each file with where its text goes; "" is the output. Files of
// one name in different folders are numbered.
func targets(o options) (all [][2]string) {
	ext, taken := ".txt", map[string]bool{}
	if o.json {
		ext = ".json"
	}
	for _, name := range o.names {
		target := ""
		if o.out != "" {
			base := filepath.Base(name)
			if name == stdin {
				base = "stdin"
			}
			free := base
			for n := 2; taken[free]; n++ {
				free = base + "-" + strconv.Itoa(n)
			}
			taken[free] = true
			target = filepath.Join(o.out, free+ext)
		}
		all = append(all, [2]string{name, target})
	}
	return all
}

// complain says on one line what is wrong with a file.
func (s *shop) complain(name string, err error) {
	if err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var code, detail string
	if f, ok := errors.AsType[*fault.Error](err); ok {
		s.rejected, code, detail = true, f.Reason, f.Message
	} else if r, ok := errors.AsType[*refused](err); ok {
		s.rejected, code, detail = true, r.Code, r.Detail
	} else {
		s.failed = true
		_, _ = fmt.Fprintln(s.in.Err, "files:", onOneLine(err.Error()))
		return
	}
	_, _ = fmt.Fprintf(s.in.Err, "files: %s: %s: %s\n", onOneLine(name), code, detail)
}

// onOneLine quotes what would break the line that it is said on.
func onOneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '?'
		}
		return r
	}, s)
}

// refused is a rejection as an error.
type refused struct{ extract.Rejection }

func (r *refused) Error() string { return r.Code + ": " + r.Detail }

func (s *shop) serve(ctx context.Context, name, target string) error {
	result, err := s.read(ctx, name)
	if err != nil {
		return err
	}
	if target == "" {
		return s.print(s.in.Out, result)
	}
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the caller's folder
	if err != nil {
		return err
	}
	return errors.Join(s.print(f, result), f.Close())
}

func (s *shop) read(ctx context.Context, name string) (extract.Result, error) {
	data, err := s.bytes(name)
	switch {
	case err != nil:
		return extract.Result{}, err
	case len(data) == 0:
		return extract.Result{}, &refused{extract.Rejection{Code: "empty_file", Detail: "The file is empty."}}
	case len(data) > MaxInput:
		return extract.Result{}, &refused{extract.Rejection{Code: "file_too_large", Detail: "The file is larger than 64 MiB."}}
	}
	format, err := extract.Sniff(data, name)
	if err != nil {
		return extract.Result{}, err
	}
	result, err := s.pool.Read(ctx, format, data)
	if errors.Is(err, ErrKilled) && ctx.Err() == nil {
		return extract.Result{}, &refused{extract.TooComplex()}
	}
	if err == nil && result.Rejection != nil {
		return extract.Result{}, &refused{*result.Rejection}
	}
	return result, err
}

// stdin is how standard input is called.
const stdin = "-"

// bytes returns what is in a file, and a byte more than is read of one.
func (s *shop) bytes(name string) ([]byte, error) {
	if name == stdin {
		return io.ReadAll(io.LimitReader(s.in.In, MaxInput+1))
	}
	f, err := os.Open(name) //nolint:gosec // the caller's file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, MaxInput+1))
}

func (s *shop) print(w io.Writer, r extract.Result) error {
	if !s.o.json {
		_, err := fmt.Fprintln(w, r.Text)
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(showing(r))
}

// shown is what --json prints, the same as GET /files/{filename}/text.
type shown struct {
	Text     string            `json:"text"`
	Pages    int               `json:"pages"`
	Sections []section.Section `json:"sections"`
	Resume   json.RawMessage   `json:"resume"`
	Quality  extract.Quality   `json:"quality"`
}

func showing(r extract.Result) shown {
	s := shown{Text: r.Text, Pages: r.Pages, Sections: append([]section.Section{}, r.Sections...), Resume: r.Resume, Quality: r.Quality}
	if s.Resume == nil {
		s.Resume = json.RawMessage("null")
	}
	s.Quality.Warnings = append([]string{}, s.Quality.Warnings...)
	return s
}
