package bench

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

var (
	rounds = flag.Int("rounds", 1, "how often each design has its turn")
	long   = flag.Duration("phase", 60*time.Millisecond, "how long a turn is")
)

// plan is who asks in a phase: so many callers of so many accounts.
type plan struct{ callers, accounts int }

func plans() (all []plan) {
	for _, accounts := range []int{hot, many} {
		for _, callers := range []int{1, 16, 64, 256} {
			all = append(all, plan{callers, accounts})
		}
	}
	return all
}

// The designs have their turns one after the other, in every round, so that
// what else the machine does meets all of them. Afterwards the books must be
// whole, and have what was acknowledged in them and nothing else.
func TestBenchmark(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures")
	}
	server, world := durable(t), testkit.NewWorld(t)
	c := newCrowd(t, world, visited(callers(256, many)))
	r := &report{}
	for n := range *rounds {
		round(t, server, world, c, r.begin())
		_, _ = fmt.Fprintf(os.Stdout, "round %d of %d is done\n", n+1, *rounds)
	}
	_, _ = fmt.Fprint(os.Stdout, r)
}

func round(t *testing.T, server *testkit.MariaDBServer, w *testkit.World, c crowd, m measured) {
	t.Helper()
	designs := []design{plain(t, server), direct(t, server), remote(t, server, w, c)}
	done := map[string]int{}
	for _, p := range plans() {
		for _, d := range designs {
			all := callers(p.callers, p.accounts)
			for _, length := range []time.Duration{*long / 6, *long} { // the first one to warm up
				result, err := run(t.Context(), all, length, server.PID(), d.ask)
				if err != nil {
					t.Fatalf("%s: %v", d.name, err)
				}
				m[key{d.name, p}] = result
				done[d.name] += result.operations
			}
		}
		if (p == plan{256, hot}) { // what it is compared with comes right after it
			m[key{design: "raw"}] = raw(t, server, true, *long)
			m[key{design: "raw entries"}] = raw(t, server, false, *long)
		}
	}
	for _, d := range designs {
		whole(t, d, done[d.name])
		d.stop()
	}
}

func whole(t *testing.T, d design, operations int) {
	t.Helper()
	report, err := store.New(d.db, nil).Audit(t.Context())
	if err != nil || report.Entries != int64(many+operations) {
		t.Fatalf("the book of %s: %d entries of %d operations, %v", d.name, report.Entries, many+operations, err)
	}
}
