package gateway

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
)

// lonely is a gateway whose broker can be taken away.
type lonely struct {
	t      *testing.T
	broker *broker.Broker
	url    string
	token  string
	client *http.Client
}

func openLonely(t *testing.T) *lonely {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	b, err := broker.Start(broker.Config{Dir: t.TempDir()})
	check(err)
	t.Cleanup(b.Stop)
	signer, err := identity.NewSigner("sartor", []byte("a seed for tests, 32 bytes long."), authv1.AccessLife)
	check(err)
	token, err := signer.Sign(time.Now(), "ann", "session", "user")
	check(err)

	listening := make(chan net.Addr, 1)
	s := service(tuning{heartbeat: heartbeat, patience: patience, listening: func(a net.Addr) { listening <- a }})
	operator, err := b.Operate(log)
	check(err)
	t.Cleanup(operator.Close)
	check(b.Provision(t.Context(), map[string]bus.Ports{s.Name: s.AllPorts()}, log))
	others, err := bus.Join(operator, bus.Config{Service: "others", Log: log})
	check(err)
	others.Trust(func(context.Context, string) (identity.Caller, error) { return identity.Caller{UserID: "ann"}, nil })
	check(bus.Handle(others, authv1.Keys, always[authv1.KeysRequest](authv1.KeysReply{Keys: []authv1.Key{signer.Key()}})))
	check(bus.Handle(others, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 1})))

	conn, err := b.Connect(s.Name, log)
	check(err)
	telemetry, err := host.NewTelemetry(t.Context(), nil)
	check(err)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		// That it can't say good-bye to a broker that has gone is not its fault.
		_ = host.Start(ctx, s, host.Surroundings{
			Conn: conn, Log: log, Env: map[string]string{"SARTOR_HTTP_ADDR": "127.0.0.1:0"}, Telemetry: telemetry, Ready: func() {},
		})
	}()
	t.Cleanup(func() { stop(); <-done; conn.Close() })
	return &lonely{t: t, broker: b, url: "http://" + (<-listening).String(), token: token, client: &http.Client{Timeout: 15 * time.Second}}
}

func (l *lonely) do(method, path, kind string, body io.Reader) (int, time.Duration) {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), method, l.url+path, body)
	if err != nil {
		l.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+l.token)
	req.Header.Set("Content-Type", kind)
	began := time.Now()
	res, err := l.client.Do(req)
	if err != nil {
		l.t.Fatalf("%s %s: %v", method, path, err)
	}
	_ = res.Body.Close()
	if res.StatusCode == http.StatusServiceUnavailable && res.Header.Get("Retry-After") == "" {
		l.t.Errorf("%s %s: no Retry-After", method, path)
	}
	return res.StatusCode, time.Since(began)
}

func TestBusAway(t *testing.T) {
	l := openLonely(t)
	if got, _ := l.do(http.MethodGet, "/api/v1/credits/balance", "", nil); got != 200 {
		t.Fatalf("with a bus: got %d; want 200", got)
	}
	body, kind := form(t, part{"file", "a.txt", bytes.Repeat([]byte("x"), 1<<20)})

	l.broker.Stop()

	for _, c := range []struct {
		method, path, kind string
		body               io.Reader
		status             int
	}{
		{"GET", "/healthz", "", nil, 200},
		{"GET", "/docs", "", nil, 200},
		{"GET", "/readyz", "", nil, 503},
		{"GET", "/api/v1/credits/balance", "", nil, 503},
		{"GET", "/api/v1/users/stats", "", nil, 503},
		{"POST", "/api/v1/auth/send-otp", "application/json", strings.NewReader(`{"email":"a@b.example"}`), 503},
		{"POST", "/api/v1/files/upload", kind, bytes.NewReader(body), 503},
		{"GET", "/api/v1/files/a.pdf", "", nil, 503},
		{"GET", "/api/v1/optimizations/o1/events", "", nil, 503},
	} {
		got, took := l.do(c.method, c.path, c.kind, c.body)
		if got != c.status || took > 5*time.Second {
			t.Errorf("%s %s: got %d after %v; want %d within 5s", c.method, c.path, got, took, c.status)
		}
	}
}

// TestBusLostDuringAnUpload takes the bus away when half of a file has arrived.
func TestBusLostDuringAnUpload(t *testing.T) {
	l := openLonely(t)
	body, kind := form(t, part{"file", "a.txt", bytes.Repeat([]byte("x"), 4<<20)})
	var lost time.Time

	got, _ := l.do(http.MethodPost, "/api/v1/files/upload", kind, io.MultiReader(
		bytes.NewReader(body[:2<<20]),
		readerFunc(func([]byte) (int, error) { l.broker.Stop(); lost = time.Now(); return 0, io.EOF }),
		bytes.NewReader(body[2<<20:]),
	))

	if took := time.Since(lost); got != 503 || took > 5*time.Second {
		t.Errorf("got %d, %v after the bus was lost; want 503 within 5s", got, took)
	}
}

type readerFunc func([]byte) (int, error)

// Read implements io.Reader.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
