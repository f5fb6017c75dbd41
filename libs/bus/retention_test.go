package bus_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
)

// What lies on the bus is forgotten by NATS itself; what is ours is how long it is
// told to keep it.
func TestWhatLiesOnTheBusIsKeptForAsLongAsIsPromised(t *testing.T) {
	server, err := broker.Start(broker.Config{Dir: t.TempDir(), Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	log := slog.New(slog.DiscardHandler)
	if err := server.Provision(t.Context(), map[string]bus.Ports{"echo": echo(nil).Ports}, log); err != nil {
		t.Fatal(err)
	}
	conn, err := server.Operate(log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour

	for stream, want := range map[string]struct {
		age   time.Duration
		where jetstream.StorageType
	}{
		"EVENTS":    {30 * day, jetstream.FileStorage},
		"PARKED":    {90 * day, jetstream.FileStorage},
		"PROGRESS":  {15 * time.Minute, jetstream.MemoryStorage},
		"KV_notes":  {notes.Life(), jetstream.FileStorage},
		"OBJ_hands": {hands.Life(), jetstream.MemoryStorage},
	} {
		s, err := js.Stream(t.Context(), stream)
		if err != nil {
			t.Fatalf("%s: %v", stream, err)
		}
		if got := s.CachedInfo().Config; got.MaxAge != want.age || got.Storage != want.where {
			t.Errorf("%s is kept for %s in %v; want %s in %v", stream, got.MaxAge, got.Storage, want.age, want.where)
		}
	}
}
