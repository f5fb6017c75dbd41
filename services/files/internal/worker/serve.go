package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// MaxInput bounds what a worker takes.
const MaxInput = 64 << 20

const (
	startCPU = time.Minute     // that starting PDFium may take
	lifetime = 64              // files that one process reads
	maxKept  = 160 << 20       // memory that a process may keep from one file to the next
	breath   = 2 * time.Second // without work, before it gives memory back
	maxHead  = 2 << 20         // bytes of what is said about a file
)

// question is what stands before the bytes of a file.
type question struct {
	Format   extract.Format `json:"format"`
	Fallback bool           `json:"fallback,omitempty"`

	Picture    *int           `json:"picture,omitempty"` // only this page is wanted, as a picture
	Recognized map[int]string `json:"recognized"`        // what was recognised in pictures of pages; nil before that was tried
}

// answer is what came of it.
type answer struct {
	Result  extract.Result `json:"result"`
	Picture []byte         `json:"picture,omitempty"`

	CPU  time.Duration `json:"cpu"`  // processor time that it took
	Last bool          `json:"last"` // the process is worn out
}

// warm compiles PDFium into the cache, unless it is there and well.
func warm(ctx context.Context, o options) error {
	reader, err := pdf.Open(ctx, o.cache)
	if err != nil {
		return err
	}
	return reader.Close()
}

// clerk reads the files of one process.
type clerk struct {
	options

	pdf *pdf.Reader
}

// work reads files, confined, until nobody asks any more.
func work(ctx context.Context, in host.Invocation, o options) error {
	if err := sandbox.Confine(lifetime*o.cpu, o.memory); err != nil {
		return fmt.Errorf("confine the process: %w", err)
	}
	c := clerk{options: o}
	for {
		rest := time.AfterFunc(breath, debug.FreeOSMemory)
		file, err := sandbox.Hear(in.In, maxHead+MaxInput)
		rest.Stop()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("hear of a file: %w", err)
		}
		reply, err := c.read(ctx, file)
		if err != nil {
			return err
		}
		said, err := json.Marshal(reply)
		if err != nil {
			return fmt.Errorf("encode the answer: %w", err)
		}
		if err := sandbox.Say(in.Out, said); err != nil {
			return err
		}
	}
}

func (c *clerk) read(ctx context.Context, file []byte) (a answer, err error) {
	q, data, err := unpack(file)
	if err != nil {
		return a, err
	}
	if err := c.prepare(ctx, q); err != nil {
		return a, err
	}
	began, err := sandbox.Used()
	if err != nil {
		return a, fmt.Errorf("look at the processor time: %w", err)
	}
	if err := sandbox.Allow(c.cpu); err != nil {
		return a, fmt.Errorf("confine the process: %w", err)
	}
	if q.Picture != nil {
		if a.Picture, err = c.pdf.Picture(data, *q.Picture); err != nil {
			a.Result.Rejection = extract.Reject(err)
		}
	} else {
		a.Result, err = extract.Read(ctx, q.Format, data,
			extract.Options{PDF: c.pdf, Fallback: q.Fallback, Recognized: q.Recognized})
	}
	if err != nil && a.Result.Rejection == nil {
		return a, err
	}
	ended, err := sandbox.Used()
	a.CPU = ended - began
	a.Last = isWorn(a.Result) || q.Fallback
	return a, err
}

// prepare starts PDFium where it is needed. That is not at the cost of the file:
// without compiled code it takes longer than any file may.
func (c *clerk) prepare(ctx context.Context, q question) error {
	if q.Format != extract.PDF || q.Fallback || c.pdf != nil {
		return nil
	}
	if err := sandbox.Allow(startCPU); err != nil {
		return fmt.Errorf("confine the process: %w", err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // nothing that starting makes is garbage before it has started
	reader, err := pdf.OpenCompiled(ctx, c.cache)
	c.pdf = reader
	return err
}

// isWorn reports whether a process should read nothing more: what it read has
// brought PDFium to its end, or it has grown.
func isWorn(r extract.Result) bool {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return r.Outcome() == extract.TooComplex().Code || m.Sys-m.HeapReleased > maxKept
}

func pack(q question, data []byte) ([]byte, error) {
	head, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("encode a question: %w", err)
	}
	return append(append(head, '\n'), data...), nil
}

func unpack(file []byte) (q question, data []byte, err error) {
	head, data, found := bytes.Cut(file, []byte("\n"))
	if !found {
		return q, nil, errors.New("nothing is said about the file")
	}
	return q, data, json.Unmarshal(head, &q)
}
