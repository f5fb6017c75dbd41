// Package worker runs extraction in processes of its own, a few at once: a file
// that crashes, hangs or grows takes only its own process with it.
package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// ErrKilled is returned when a file used up what it was given, or crashed the
// process that read it.
var ErrKilled = sandbox.ErrKilled

// errSpent is added where a file used up its processor time: another try would too.
var errSpent = errors.New("its processor time is used up")

// Limits bound the reading of one file.
type Limits struct {
	Wall   time.Duration
	CPU    time.Duration
	Memory int64 // bytes
}

// maxOutput is the most that a worker may say: the longest text twice escaped.
const maxOutput = 8 << 20

// fallbackWall is how long the plain reader may take: it is done at once or never.
const fallbackWall = 3 * time.Second

// warmWall is how long PDFium may take to be compiled once.
const warmWall = 3 * time.Minute

// Pool reads files in processes. One that has read a file well is kept for the
// next, for a while.
type Pool struct {
	argv   []string
	cache  string
	limits Limits
	seats  chan struct{}

	recognition func() Recognition // nil for none

	warming sync.Mutex

	mu     sync.Mutex
	idle   []*desk
	closed bool
}

// New returns a pool whose processes are started by argv. PDFium's compiled
// code is kept in cache.
func New(argv []string, cache string, atOnce int, limits Limits) *Pool {
	if atOnce <= 0 {
		atOnce = runtime.GOMAXPROCS(0)
	}
	return &Pool{argv: argv, cache: cache, limits: limits, seats: make(chan struct{}, atOnce)}
}

// Warm compiles PDFium into the cache, unless it is there: a confined worker
// can't, it writes no files.
func (p *Pool) Warm(ctx context.Context) error {
	if p.cache == "" {
		return nil
	}
	p.warming.Lock()
	defer p.warming.Unlock()
	_, err := sandbox.Run(ctx, p.program("-warm"), sandbox.Limits{Wall: warmWall, Output: 1 << 10})
	if err != nil {
		return fmt.Errorf("prepare the reader of PDFs: %w", err)
	}
	return nil
}

// Read makes text of a file. A file that PDFium finds damaged is tried once
// with the plain reader.
func (p *Pool) Read(ctx context.Context, format extract.Format, data []byte) (extract.Result, error) {
	select {
	case p.seats <- struct{}{}:
		defer func() { <-p.seats }()
	case <-ctx.Done():
		return extract.Result{}, ctx.Err()
	}
	result, err := p.once(ctx, p.limits.Wall, question{Format: format}, data)
	if errors.Is(err, sandbox.ErrFailed) && format == extract.PDF { // the first time, or somebody emptied the cache
		if err := p.Warm(ctx); err != nil {
			return extract.Result{}, err
		}
		result, err = p.once(ctx, p.limits.Wall, question{Format: format}, data)
	}
	if errors.Is(err, ErrKilled) && !errors.Is(err, errSpent) {
		result, err = p.once(ctx, p.limits.Wall, question{Format: format}, data) // the machine may have been at fault
	}
	if err != nil || format != extract.PDF {
		return result, err
	}
	if !result.Damaged() {
		return p.recognize(ctx, result, data)
	}
	second, err := p.once(ctx, min(fallbackWall, p.limits.Wall), question{Format: format, Fallback: true}, data)
	if err != nil || second.Rejection != nil {
		return result, ctx.Err()
	}
	return second, nil
}

func (p *Pool) once(ctx context.Context, wall time.Duration, q question, data []byte) (extract.Result, error) {
	a, err := p.ask(ctx, sandbox.Limits{Wall: wall, Output: maxOutput}, q, data)
	return a.Result, err
}

func (p *Pool) ask(ctx context.Context, l sandbox.Limits, q question, data []byte) (a answer, err error) {
	asked, err := pack(q, data)
	if err != nil {
		return a, err
	}
	d, err := p.take()
	if err != nil {
		return a, err
	}
	out, err := d.Ask(ctx, asked, l)
	if errors.Is(err, ErrKilled) && d.CPU()-d.spent >= p.limits.CPU {
		err = fmt.Errorf("%w: %w", errSpent, err)
	}
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(out, &a); err != nil {
		_ = d.Close()
		return answer{}, fmt.Errorf("%w: its answer can't be read", ErrKilled)
	}
	d.spent += a.CPU
	if d.files++; a.Last || d.files >= lifetime || !p.put(d) {
		_ = d.Close()
	}
	return a, nil
}

func (p *Pool) program(flags ...string) sandbox.Program {
	argv := append(append([]string{}, p.argv...), "-cache", p.cache)
	return sandbox.Program{
		Argv: append(argv, flags...),
		Env:  []string{"GOMAXPROCS=2", "GOTRACEBACK=none", "LANG=C.UTF-8"},
		Dir:  os.TempDir(),
	}
}
