package bus_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
)

// What a typed call costs beside a bare request with the same JSON on the same
// server. Compare the two with each other, not with another machine's.
func BenchmarkCall(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	server, err := broker.Start(broker.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Stop)
	if err := server.Provision(b.Context(), map[string]bus.Ports{"echo": {Answers: []contract.Port{ask}}}, log); err != nil {
		b.Fatal(err)
	}
	echo := connected(b, server, "echo", log)
	caller, err := server.Operate(log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(caller.Close)

	b.Run("raw", func(b *testing.B) { raw(b, echo, caller) })
	b.Run("typed", func(b *testing.B) { typed(b, echo, caller, log) })
}

func connected(b *testing.B, server *broker.Broker, service string, log *slog.Logger) *nats.Conn {
	b.Helper()
	conn, err := server.Connect(service, log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(conn.Close)
	return conn
}

func raw(b *testing.B, echo, caller *nats.Conn) {
	b.Helper()
	sub, err := echo.QueueSubscribe(ask.Subject(), "q", func(m *nats.Msg) {
		var q question
		_ = json.Unmarshal(m.Data, &q)
		data, _ := json.Marshal(answer{Text: q.Text})
		_ = m.Respond(data)
	})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	_ = echo.Flush()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			data, _ := json.Marshal(question{Text: "hello"})
			m, err := caller.RequestWithContext(b.Context(), ask.Subject(), data)
			if err != nil {
				b.Error(err)
				return
			}
			var a answer
			_ = json.Unmarshal(m.Data, &a)
		}
	})
}

func typed(b *testing.B, echo, caller *nats.Conn, log *slog.Logger) {
	b.Helper()
	there, err := bus.Join(echo, bus.Config{Service: "echo", Log: log})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = there.Leave() }()
	here, err := bus.Join(caller, bus.Config{Service: "bench", Log: log})
	if err != nil {
		b.Fatal(err)
	}
	if err := bus.Handle(there, ask, func(_ context.Context, q question) (answer, error) { return answer{Text: q.Text}, nil }); err != nil {
		b.Fatal(err)
	}
	_ = echo.Flush()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := bus.Call(b.Context(), here, ask, question{Text: "hello"}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
