package gateway

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

// However often a client's connection breaks, at whichever place, and whichever
// gateway it comes back to: it sees everything once, in order. So does one that
// comes late.
func TestReconnectingClientsSeeEverythingOnce(t *testing.T) {
	const steps, clients = 120, 6
	first := open(t, nil)
	doors := []*door{first, beside(t, first.World, nil)}
	w := tailoring(first)
	w.report(running)
	half := make(chan struct{})

	var all sync.WaitGroup
	for n := range clients {
		all.Go(func() {
			chance := rand.New(rand.NewPCG(1, uint64(n))) // the same each time
			if n%2 == 1 {
				<-half // comes late
			}
			got := []string{}
			for last, reconnects := "", 0; ; reconnects++ {
				p := doors[chance.IntN(2)].follow(last)
				for left := chance.IntN(12); ; left-- {
					e, more := p.next()
					if !more || left < 0 {
						break
					}
					if e.name == "reconnect" {
						continue
					}
					got, last = append(got, e.name+e.data), e.id
					if e.name == "done" {
						check(t, n, got, reconnects)
						return
					}
				}
				p.close()
				_ = p.response.Body.Close()
			}
		})
	}
	for i := range steps {
		w.report(delta(fmt.Sprintf("<%d>", i)))
		if i == steps/2 {
			close(half)
		}
	}
	w.report(optimizerv1.Step{Type: "stage", Stage: "settle"}, done())
	all.Wait()
}

func check(t *testing.T, client int, got []string, reconnects int) {
	t.Helper()
	want := []string{`status{"status":"running"}`}
	for i := range 120 {
		want = append(want, fmt.Sprintf(`delta{"target":"cv","text":"<%d>"}`, i))
	}
	want = append(want, `stage{"stage":"settle"}`, `done{"status":"succeeded"}`)
	if len(got) != len(want) {
		t.Errorf("client %d saw %d events in %d connections; want %d", client, len(got), reconnects+1, len(want))
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("client %d saw %s as event %d; want %s", client, got[i], i, want[i])
			return
		}
	}
	if reconnects < 5 {
		t.Errorf("client %d reconnected %d times; the test proves nothing", client, reconnects)
	}
}
