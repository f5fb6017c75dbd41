package rights

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
)

// may is what a service is to be allowed, worked out from its ports by hand
// rather than by the code that is tested.
type may struct{ publish, subscribe map[string]bool }

// The matrix: each service tries to publish to and to subscribe to everything
// that any service declares.
func TestEachServiceMayDoWhatItDeclaresAndNothingElse(t *testing.T) {
	services := standalone.Ports()
	server := start(t, services)
	subjects := allSubjects(services)
	for name, ports := range services {
		t.Run(name, func(t *testing.T) {
			conn := server.connect(t, name)
			expected := allowed(ports)
			for _, subject := range subjects {
				if got, want := mayPublish(t, conn, subject), expected.publish[subject]; got != want {
					t.Errorf("publish to %s: allowed %t; want %t", subject, got, want)
				}
				if got, want := maySubscribe(t, conn, subject), expected.subscribe[subject]; got != want {
					t.Errorf("subscribe to %s: allowed %t; want %t", subject, got, want)
				}
			}
			t.Logf("%d subjects, both ways", len(subjects))
		})
	}
}

// What no service may do, whatever it declares: listen to others' replies, read
// or change streams behind the contracts, take others' messages.
func TestNoServiceCanReachAroundTheContracts(t *testing.T) {
	services := standalone.Ports()
	server := start(t, services)
	for name := range services {
		t.Run(name, func(t *testing.T) {
			conn := server.connect(t, name)
			for other := range services {
				if other == name {
					continue
				}
				denied(t, conn, "_INBOX_"+other+".abc.def")
				deniedSub(t, conn, "_INBOX_"+other+".>")
			}
			for _, subject := range []string{">", "*", "_INBOX.>", "call.>", "event.>", "job.>", "live.>", "progress.>", "parked.>", "$JS.>", "$SYS.>", "$KV.>", "$O.>"} {
				deniedSub(t, conn, subject)
			}
			for _, subject := range forbiddenAPI(services, name) {
				denied(t, conn, subject)
			}
		})
	}
}

func forbiddenAPI(services map[string]bus.Ports, name string) []string {
	all := []string{"$JS.API.INFO", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.LIST", "$SYS.REQ.SERVER.PING"}
	for _, stream := range []string{"EVENTS", "JOBS", "PROGRESS", "PARKED", "KV_revoked", "OBJ_uploads", "NEW"} {
		for _, verb := range []string{"STREAM.CREATE", "STREAM.UPDATE", "STREAM.DELETE", "STREAM.MSG.GET", "STREAM.MSG.DELETE", "STREAM.SNAPSHOT", "STREAM.RESTORE", "CONSUMER.LIST", "CONSUMER.NAMES"} {
			all = append(all, "$JS.API."+verb+"."+stream)
		}
	}
	for _, stream := range []string{"EVENTS", "JOBS", "PROGRESS", "PARKED"} {
		all = append(all, "$JS.API.STREAM.PURGE."+stream, "$JS.API.CONSUMER.CREATE."+stream+".spy", "$JS.API.CONSUMER.DELETE."+stream+".spy")
	}
	for other, ports := range services {
		if other == name {
			continue
		}
		for _, heard := range ports.Hears {
			durable := other + "-" + strings.ReplaceAll(strings.TrimPrefix(heard.Subject(), "event."), ".", "-")
			all = append(all, "$JS.API.CONSUMER.MSG.NEXT.EVENTS."+durable, "$JS.ACK.EVENTS."+durable+".1.1.1.1.0")
		}
		all = append(all, "parked."+other+".event.x")
	}
	return all
}

func allowed(p bus.Ports) may {
	m := may{publish: map[string]bool{}, subscribe: map[string]bool{}}
	for _, ports := range [][]contract.Port{p.Asks, p.Announces, p.Works, p.Reports} {
		for _, port := range ports {
			m.publish[example(port)] = true
		}
	}
	for _, port := range p.Answers {
		m.subscribe[example(port)] = true
	}
	for _, port := range p.Watches {
		m.subscribe[strings.Replace(example(port), "progress.", "live.", 1)] = true
	}
	for _, port := range p.Writes {
		m.publish["$KV."+strings.TrimPrefix(port.Subject(), "board.")+".key"] = true
	}
	for _, port := range p.Puts {
		m.publish["$O."+strings.TrimPrefix(port.Subject(), "bucket.")+".C.chunk"] = true
	}
	return m
}

// allSubjects are those of every port of every service, and those behind which
// boards and buckets lie.
func allSubjects(services map[string]bus.Ports) []string {
	seen := map[string]bool{}
	for _, p := range services {
		for _, ports := range [][]contract.Port{p.Answers, p.Asks, p.Announces, p.Hears, p.Works, p.Reports, p.Watches} {
			for _, port := range ports {
				seen[example(port)] = true
				seen[strings.Replace(example(port), "progress.", "live.", 1)] = true
			}
		}
		for _, port := range append(append([]contract.Port(nil), p.Writes...), p.Reads...) {
			seen["$KV."+strings.TrimPrefix(port.Subject(), "board.")+".key"] = true
		}
		for _, port := range append(append([]contract.Port(nil), p.Puts...), p.Takes...) {
			seen["$O."+strings.TrimPrefix(port.Subject(), "bucket.")+".C.chunk"] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// example is a subject that a port stands for.
func example(p contract.Port) string { return strings.Replace(p.Subject(), "*", "example", 1) }

type running struct {
	*broker.Broker
	log *slog.Logger
}

func start(t *testing.T, services map[string]bus.Ports) running {
	t.Helper()
	log := slog.New(slog.DiscardHandler) // denials are what is wanted here
	b, err := broker.Start(broker.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Stop)
	if err := b.Provision(t.Context(), services, log); err != nil {
		t.Fatal(err)
	}
	return running{Broker: b, log: log}
}

func (r running) connect(t *testing.T, service string) *nats.Conn {
	t.Helper()
	conn, err := r.Connect(service, r.log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func denied(t *testing.T, conn *nats.Conn, subject string) {
	t.Helper()
	if mayPublish(t, conn, subject) {
		t.Errorf("publish to %s is allowed", subject)
	}
}

func deniedSub(t *testing.T, conn *nats.Conn, subject string) {
	t.Helper()
	if maySubscribe(t, conn, subject) {
		t.Errorf("subscribe to %s is allowed", subject)
	}
}

// A denial arrives before the answer to the ping that follows, and is the
// connection's last error then.
func mayPublish(t *testing.T, conn *nats.Conn, subject string) bool {
	t.Helper()
	if err := conn.Publish(subject, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	return !violation(t, conn, fmt.Sprintf("publish to %q", subject))
}

func maySubscribe(t *testing.T, conn *nats.Conn, subject string) bool {
	t.Helper()
	sub, err := conn.SubscribeSync(subject)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	return !violation(t, conn, fmt.Sprintf("subscription to %q", subject))
}

func violation(t *testing.T, conn *nats.Conn, what string) bool {
	t.Helper()
	if err := conn.FlushTimeout(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	last := conn.LastError()
	return last != nil && strings.Contains(strings.ToLower(last.Error()), strings.ToLower(what))
}
