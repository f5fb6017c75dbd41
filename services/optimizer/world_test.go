package optimizer_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer"
)

const (
	jane = "0199aaaa-0000-7000-8000-000000000001"
	mike = "0199aaaa-0000-7000-8000-000000000002"

	cv = `Jane Doe
jane@example.com

Summary
Backend engineer with a focus on reliable services.

Experience

Software Engineer, Acme Ltd
March 2019 – June 2023
- Built a billing service in Go that handled 2 million invoices a month.
- Reduced the response time of the API by 40% with caching in Redis.
- Helped to migrate the database to PostgreSQL.

Education

BSc Computer Science, University of Leeds
2015 – 2018

Skills
Go, PostgreSQL, Redis, Docker
`
	job = `Senior Backend Engineer at Globex

We are looking for an engineer who builds services in Go.
Requirements:
- Experience with Go and PostgreSQL
- Knowledge of Kubernetes
- Nice to have: Redis
`
)

// world is the optimizer on a real NATS, with stand-ins for its neighbours.
type world struct {
	*testkit.World
	t       *testing.T
	env     map[string]string
	running *testkit.Running
	credits *credits
	files   *files
}

// credits is a small ledger that counts what it is asked.
type credits struct {
	mu                sync.Mutex
	available         int64
	held              map[string]int64
	charged           map[string]int64
	released          map[string]bool
	settles, releases int
	away              bool
	dropReply         bool // the next reservation is made, and its answer lost
}

type files struct {
	mu   sync.Mutex
	all  map[string]filesv1.File
	text map[string]string
	away bool
}

var errAway = fault.New(fault.Unavailable, "away", "away")

// newWorld starts everything. What prepare does, is there before.
func newWorld(t *testing.T, env map[string]string, prepare ...func(w *world)) *world {
	t.Helper()
	w := &world{
		World: testkit.NewWorld(t), t: t,
		credits: &credits{available: 100, held: map[string]int64{}, charged: map[string]int64{}, released: map[string]bool{}},
		files:   &files{all: map[string]filesv1.File{}, text: map[string]string{}},
	}
	w.env = map[string]string{
		"OPTIMIZER_DSN":   "sqlite:" + filepath.Join(t.TempDir(), "optimizer.db"),
		"SARTOR_DATA_KEY": strings.Repeat("ab", 32),
	}
	maps.Copy(w.env, env)
	for _, p := range prepare {
		p(w)
	}
	must(t, bus.Handle(w.Bus(), creditsv1.Reserve, w.credits.reserve))
	must(t, bus.Handle(w.Bus(), creditsv1.Settle, w.credits.settle))
	must(t, bus.Handle(w.Bus(), creditsv1.Release, w.credits.release))
	must(t, bus.Handle(w.Bus(), filesv1.Get, w.files.get))
	must(t, bus.Handle(w.Bus(), filesv1.ParsedText, w.files.parsedText))
	w.restart()
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *credits) reserve(ctx context.Context, q creditsv1.ReserveRequest) (r creditsv1.ReserveReply, err error) {
	if _, err := identity.User(ctx); err != nil {
		return r, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away {
		return r, errAway
	}
	if _, ok := c.held[q.OperationID]; !ok {
		if q.Amount > c.available {
			return r, fault.New(fault.Exhausted, "insufficient_credits", "not enough credits")
		}
		c.available -= q.Amount
		c.held[q.OperationID] = q.Amount
	}
	if c.dropReply {
		c.dropReply = false
		return r, errAway
	}
	return creditsv1.ReserveReply{OperationID: q.OperationID, Held: c.held[q.OperationID], Available: c.available}, nil
}

func (c *credits) settle(_ context.Context, q creditsv1.SettleRequest) (r creditsv1.SettleReply, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settles++
	if c.away {
		return r, errAway
	}
	if charged, ok := c.charged[q.OperationID]; ok {
		return creditsv1.SettleReply{Charged: charged, Available: c.available}, nil
	}
	held, ok := c.held[q.OperationID]
	if !ok {
		return r, fault.New(fault.NotFound, "no_reservation", "no such reservation")
	}
	delete(c.held, q.OperationID)
	c.charged[q.OperationID] = q.Amount
	c.available += held - q.Amount
	return creditsv1.SettleReply{Charged: q.Amount, Available: c.available}, nil
}

func (c *credits) release(_ context.Context, q creditsv1.ReleaseRequest) (r creditsv1.ReleaseReply, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.releases++
	if c.away {
		return r, errAway
	}
	held := c.held[q.OperationID]
	delete(c.held, q.OperationID)
	c.available += held
	c.released[q.OperationID] = true
	return creditsv1.ReleaseReply{Released: held}, nil
}

// sees looks at the ledger.
func (c *credits) sees(fn func(*credits) bool) func() bool {
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return fn(c)
	}
}

func (f *files) get(ctx context.Context, q filesv1.GetRequest) (r filesv1.File, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return r, errAway
	}
	file, ok := f.all[q.ID]
	if !ok || file.UserID != caller.UserID {
		return r, fault.New(fault.NotFound, "file_not_found", "there is no such file")
	}
	return file, nil
}

func (f *files) parsedText(_ context.Context, q filesv1.ParsedTextRequest) (r filesv1.ParsedTextReply, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	file, ok := f.all[q.FileID]
	switch {
	case f.away:
		return r, errAway
	case !ok:
		return r, fault.New(fault.NotFound, "file_not_found", "there is no such file")
	case file.Status == filesv1.StatusParsing:
		return r, fault.New(fault.Conflict, "file_not_ready", "still being read")
	case file.Status == filesv1.StatusRejected:
		return r, fault.New(fault.Invalid, file.Rejection.Code, "%s", file.Rejection.Detail)
	}
	return filesv1.ParsedTextReply{FileID: q.FileID, UserID: file.UserID, Text: f.text[q.FileID]}, nil
}

// put changes a file, and announces what became of it.
func (w *world) put(file filesv1.File, text string) {
	w.t.Helper()
	w.files.mu.Lock()
	w.files.all[file.ID], w.files.text[file.ID] = file, text
	w.files.mu.Unlock()
	var m contract.Message
	var err error
	switch file.Status {
	case filesv1.StatusParsed:
		m, err = filesv1.Parsed.Message("parsed-"+file.ID, filesv1.ParsedFact{FileID: file.ID, UserID: file.UserID, ParsedAt: time.Now()})
	case filesv1.StatusRejected:
		m, err = filesv1.Rejected.Message("rejected-"+file.ID, filesv1.RejectedFact{
			FileID: file.ID, UserID: file.UserID, Rejection: *file.Rejection, RejectedAt: time.Now(),
		})
	default:
		return
	}
	must(w.t, err)
	must(w.t, bus.Publish(w.t.Context(), w.Bus(), m))
}

func (w *world) create(user string, q optimizerv1.CreateRequest) (optimizerv1.CreateReply, error) {
	return bus.Call(w.As(w.t.Context(), user), w.Bus(), optimizerv1.Create, q)
}

func (w *world) order(q optimizerv1.CreateRequest) string {
	w.t.Helper()
	r, err := w.create(jane, q)
	if err != nil {
		w.t.Fatalf("create: %v", err)
	}
	return r.Optimization.ID
}

func (w *world) get(id string) optimizerv1.Optimization {
	w.t.Helper()
	o, err := bus.Call(w.As(w.t.Context(), jane), w.Bus(), optimizerv1.Get, optimizerv1.GetRequest{ID: id})
	if err != nil {
		w.t.Fatalf("get: %v", err)
	}
	return o
}

// reaches waits until an optimization has a status.
func (w *world) reaches(id, status string) (o optimizerv1.Optimization) {
	w.t.Helper()
	testkit.Eventually(w.t, id+" is "+status, func() bool {
		o = w.get(id)
		if o.Status != status && (o.Status == optimizerv1.StatusSucceeded || o.Status == optimizerv1.StatusFailed) {
			w.t.Fatalf("it is %s (%+v); want %s", o.Status, o.Error, status)
		}
		return o.Status == status
	})
	return o
}

func (w *world) restart() {
	w.t.Helper()
	w.running = w.Start(optimizer.Service, w.env)
}

// readAll reads a database's files.
func readAll(t *testing.T, path string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	names, err := filepath.Glob(path + "*")
	must(t, err)
	for _, name := range names {
		data, err := os.ReadFile(name)
		must(t, err)
		all[filepath.Base(name)] = data
	}
	if len(all) == 0 {
		t.Fatalf("there is no database at %s", path)
	}
	return all
}
