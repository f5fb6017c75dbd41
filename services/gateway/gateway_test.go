package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
)

const uploadLimit = 10 << 20

// door is a gateway that runs in a world, and a client of it.
type door struct {
	*testkit.World
	t       *testing.T
	addr    string
	running *testkit.Running
	http    *http.Client
	deaf    atomic.Bool // as if no revocation had been heard of for long
}

func open(t *testing.T, env map[string]string) *door {
	t.Helper()
	return beside(t, testkit.NewWorld(t), env)
}

// beside opens one more door into a world.
func beside(t *testing.T, w *testkit.World, env map[string]string) *door {
	t.Helper()
	d := &door{World: w, t: t, http: &http.Client{Timeout: 30 * time.Second}}
	listening := make(chan net.Addr, 1)
	all := map[string]string{"SARTOR_HTTP_ADDR": "127.0.0.1:0"}
	maps.Copy(all, env)
	d.running = d.Start(service(tuning{
		heartbeat: 50 * time.Millisecond, patience: 500 * time.Millisecond,
		listening: func(a net.Addr) { listening <- a },
		current: func() error {
			if d.deaf.Load() {
				return identity.ErrCutOff
			}
			return nil
		},
	}), all)
	d.addr = (<-listening).String()
	t.Cleanup(d.http.CloseIdleConnections)
	return d
}

// answer has a neighbour answer a call with fn.
func answer[Q, R any](d *door, call contract.Call[Q, R], fn func(context.Context, Q) (R, error)) {
	d.t.Helper()
	if err := bus.Handle(d.Bus(), call, fn); err != nil {
		d.t.Fatal(err)
	}
}

// always is a neighbour that gives the same answer to everything.
func always[Q, R any](r R) func(context.Context, Q) (R, error) {
	return func(context.Context, Q) (R, error) { return r, nil }
}

type response struct {
	*http.Response
	body []byte
}

// problem is a refusal as a client reads it.
type refusal struct {
	Type, Title, Detail, Instance, Code, TraceID string
	Status                                       int
	Errors                                       []struct{ Location, Message string }
}

func (r response) refusal(t *testing.T) (p refusal) {
	t.Helper()
	if kind := r.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Fatalf("got %d %q %.200s; want a problem", r.StatusCode, kind, r.body)
	}
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != r.StatusCode || p.Code == "" || p.Title == "" || p.Detail == "" || p.Type != "/problems/"+p.Code {
		t.Errorf("problem is not whole: %s", r.body)
	}
	return p
}

func (r response) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("%v in %.300s", err, r.body)
	}
}

// member asks as a user, header by header: "Name: value".
func (d *door) member(user, method, path, body string, headers ...string) response {
	d.t.Helper()
	return d.do(method, path, strings.NewReader(body), append(headers, "Authorization: Bearer "+d.Token(user, "user"))...)
}

func (d *door) do(method, path string, body io.Reader, headers ...string) response {
	d.t.Helper()
	r, err := d.try(method, path, body, headers...)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// try is do for other goroutines than the test's.
func (d *door) try(method, path string, body io.Reader, headers ...string) (response, error) {
	if s, ok := body.(*strings.Reader); ok && s.Len() == 0 {
		body = http.NoBody
	}
	req, err := http.NewRequestWithContext(d.t.Context(), method, "http://"+d.addr+path, body)
	if err != nil {
		return response{}, err
	}
	if method != http.MethodGet && body != http.NoBody {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := d.http.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	var b bytes.Buffer
	if _, err = b.ReadFrom(res.Body); err != nil {
		return response{}, err
	}
	return response{res, b.Bytes()}, nil
}

func (d *door) want(r response, status int, code string) refusal {
	d.t.Helper()
	if r.StatusCode != status {
		d.t.Fatalf("got %d %.300s; want %d %s", r.StatusCode, r.body, status, code)
	}
	p := r.refusal(d.t)
	if p.Code != code {
		d.t.Errorf("got code %s (%s); want %s", p.Code, p.Detail, code)
	}
	return p
}

// raw sends bytes as they are and returns what comes back until the server is
// quiet or hangs up.
func (d *door) raw(request string) string {
	d.t.Helper()
	conn, err := new(net.Dialer).DialContext(d.t.Context(), "tcp", d.addr)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		d.t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		d.t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn) // what came before an error is what counts
	return string(answer)
}
