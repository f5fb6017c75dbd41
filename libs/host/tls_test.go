package host_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// A service speaks to the NATS that the authority it was given vouches for, and to
// no other, and in the clear to none that has a certificate.
func TestNATSIsWhoItsAuthoritySaysItIs(t *testing.T) {
	tls, authority := testkit.Certify(t)
	_, other := testkit.Certify(t)
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true, TLSConfig: tls, TLSTimeout: 5,
	})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS did not start")
	}
	dial := func(ca string) (connected bool, version string) {
		t.Helper()
		conn, err := host.Dial("files", map[string]string{"NATS_URL": srv.ClientURL(), "NATS_CA_FILE": ca}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.FlushTimeout(time.Second); err != nil {
			return false, ""
		}
		state, err := conn.TLSConnectionState()
		if err != nil {
			t.Fatalf("the connection is in the clear: %v", err)
		}
		return true, map[uint16]string{0x0304: "1.3", 0x0303: "1.2"}[state.Version]
	}

	good, version := dial(authority)
	stranger, _ := dial(other)
	unnamed, _ := dial("") // whom this machine trusts does not vouch for it

	if !good || version != "1.3" || stranger || unnamed {
		t.Errorf("connected %t by TLS %q, by another authority %t, by none %t; want the first alone", good, version, stranger, unnamed)
	}
}
