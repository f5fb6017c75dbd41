package gateway

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

type event struct{ id, name, data string }

// tape is an event stream that is being read.
type tape struct {
	t        *testing.T
	response *http.Response
	lines    *bufio.Scanner
	comments int
	close    context.CancelFunc
}

func (d *door) follow(last string) *tape {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	d.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.addr+"/api/v1/optimizations/o1/events", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.Token("ann", "user"))
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := (&http.Client{Timeout: 20 * time.Second}).Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = res.Body.Close() })
	return &tape{t: d.t, response: res, lines: bufio.NewScanner(res.Body), close: cancel}
}

// next returns the next event; ok is false at the end of the stream.
func (p *tape) next() (e event, ok bool) {
	for p.lines.Scan() {
		name, value, _ := strings.Cut(p.lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if strings.HasPrefix(p.lines.Text(), ":") {
				p.comments++
			}
			if e.name != "" {
				return e, true
			}
			e = event{}
		}
	}
	return e, false
}

func (p *tape) rest() (all []event) {
	for e, ok := p.next(); ok; e, ok = p.next() {
		all = append(all, e)
	}
	return all
}

// workshop stands in for the optimizer.
type workshop struct {
	d  *door
	mu sync.Mutex
	o  optimizerv1.Optimization
}

func tailoring(d *door) *workshop {
	w := &workshop{d: d, o: optimizerv1.Optimization{ID: "o1", Status: "running", Stage: "tailor"}}
	answer(d, optimizerv1.Get, func(_ context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if q.ID != "o1" {
			return optimizerv1.Optimization{}, fault.New(fault.NotFound, "optimization_not_found", "there is no such optimization")
		}
		return w.o, nil
	})
	return w
}

func (w *workshop) report(steps ...optimizerv1.Step) {
	w.d.t.Helper()
	for _, s := range steps {
		if err := bus.Report(w.d.t.Context(), w.d.Bus(), optimizerv1.Progress, "o1", s); err != nil {
			w.d.t.Fatal(err)
		}
	}
}

func (w *workshop) finish(status string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.o.Status, w.o.Stage = status, "done"
	if status == "succeeded" {
		w.o.Result = &optimizerv1.Result{CVMarkdown: "# Ada", CoverLetterMarkdown: "Dear"}
	} else {
		w.o.Error = &optimizerv1.Failure{Code: "provider_failed", Message: "it failed"}
	}
}

var running = optimizerv1.Step{Type: "status", Status: "running"}

func delta(s string) optimizerv1.Step {
	return optimizerv1.Step{Type: "delta", Target: "cv", Text: s}
}
func done() optimizerv1.Step { return optimizerv1.Step{Type: "done", Status: "succeeded"} }

func names(events []event) string {
	var all []string
	for _, e := range events {
		all = append(all, e.name+e.data)
	}
	return strings.Join(all, " ")
}
