package bus_test

import (
	"context"
	"log/slog"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// A call that is kept while the connection is down and sent later is a ghost:
// its caller was told that it failed, and then it is carried out.
func TestACallDuringAnOutageFailsAtOnceAndIsNeverCarriedOut(t *testing.T) {
	server, err := broker.Start(broker.Config{Dir: t.TempDir(), Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	var answered atomic.Int32
	serve(t, server, &answered)
	caller, cable := dial(t, server)
	ask := func() error {
		_, err := bus.Call(t.Context(), caller, ask, question{})
		return err
	}
	if err := ask(); err != nil {
		t.Fatal(err)
	}

	cable.Cut()
	testkit.Eventually(t, "the outage is noticed", func() bool { return !caller.Connected() })
	began := time.Now()
	err = ask()

	if f := fault.From(err); f.Code != fault.Unavailable || f.RetryAfter == 0 {
		t.Errorf("got %v; want unavailable, and when to come back", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %s; want no wait", took)
	}
	cable.Mend()
	testkit.Eventually(t, "the outage is over", func() bool { return ask() == nil })
	if n := answered.Load(); n != 2 {
		t.Errorf("%d calls were carried out; want the two that succeeded", n)
	}
}

// serve answers ask on a connection that is not cut.
func serve(t *testing.T, server *broker.Broker, answered *atomic.Int32) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	ports := bus.Ports{Answers: []contract.Port{ask}}
	if err := server.Provision(t.Context(), map[string]bus.Ports{"echo": ports, "caller": {Asks: ports.Answers}}, log); err != nil {
		t.Fatal(err)
	}
	conn, err := server.Connect("echo", log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	b, err := bus.Join(conn, bus.Config{Service: "echo", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Leave() })
	if err := bus.Handle(b, ask, func(context.Context, question) (answer, error) {
		answered.Add(1)
		return answer{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
}

func dial(t *testing.T, server *broker.Broker) (*bus.Bus, *testkit.Cable) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	seed, err := server.Seed("caller")
	if err != nil {
		t.Fatal(err)
	}
	key, err := bus.Nkey(seed)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	cable := testkit.NewCable(t, "tcp", u.Host)
	conn, err := nats.Connect("nats://"+cable.Addr(), append(bus.Options("caller", log), key)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	b, err := bus.Join(conn, bus.Config{Service: "caller", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return b, cable
}
