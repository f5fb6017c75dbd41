package gateway

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestEventsAsTheyHappen(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running, optimizerv1.Step{Type: "stage", Stage: "tailor"})
	p := d.follow("")
	if kind := p.response.Header.Get("Content-Type"); p.response.StatusCode != 200 || kind != "text/event-stream" {
		t.Fatalf("got %d %s", p.response.StatusCode, kind)
	}
	first, _ := p.next()
	second, _ := p.next()
	w.report(delta("# A"), delta("da\n\nx"), done())

	got := names(append([]event{first, second}, p.rest()...))

	want := `status{"status":"running"} stage{"stage":"tailor"} delta{"target":"cv","text":"# A"} delta{"target":"cv","text":"da\n\nx"} done{"status":"succeeded"}`
	if got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

func TestEventsResume(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running, delta("1"), delta("2"))
	p := d.follow("")
	var last event
	for range 2 {
		last, _ = p.next()
	}
	p.close()
	w.report(delta("3"))

	again := d.follow(last.id)
	two, _ := again.next()
	w.report(delta("4"), done())
	rest := append([]event{two}, again.rest()...)

	if got, want := names(rest), `delta{"target":"cv","text":"2"} delta{"target":"cv","text":"3"} delta{"target":"cv","text":"4"} done{"status":"succeeded"}`; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
	for _, e := range rest {
		if e.id == "" || e.id == last.id {
			t.Errorf("got id %q of %s", e.id, e.name)
		}
	}
	w.finish("succeeded")
	after := d.follow(rest[1].id)
	if got, want := names(after.rest()), `delta{"target":"cv","text":"4"} done{"status":"succeeded"}`; got != want {
		t.Errorf("after the end: got %s; want %s", got, want)
	}
	if got := d.follow(rest[3].id).response.StatusCode; got != http.StatusNoContent {
		t.Errorf("when all was seen: got %d; want 204", got)
	}
}

const composed = `status{"status":"succeeded"} stage{"stage":"done"} delta{"target":"cv","text":"# Ada","restart":true} delta{"target":"coverLetter","text":"Dear","restart":true} done{"status":"succeeded"}`

func TestEventsOfAFinishedOptimization(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.finish("succeeded")

	all := d.follow("").rest()

	if got := names(all); got != composed {
		t.Errorf("got %s; want %s", got, composed)
	}
	for i, e := range all {
		rest := d.follow(e.id).rest()
		if got, want := names(rest), names(all[i+1:]); got != want {
			t.Errorf("after %s: got %s; want %s", e.id, got, want)
		}
	}
	if got := d.follow(all[4].id).response.StatusCode; got != http.StatusNoContent {
		t.Errorf("when all was seen: got %d; want 204", got)
	}
	if got := names(d.follow("4711").rest()); got != composed {
		t.Errorf("after a step that is forgotten: got %s; want all", got)
	}
	for _, rubbish := range []string{"-1", "final-x", "final--1", "1e9", "x\x01"} {
		if got := names(d.follow(strings.ReplaceAll(rubbish, "\x01", ".")).rest()); got != composed {
			t.Errorf("after %q: got %s; want all", rubbish, got)
		}
	}
}

func TestEventsOfAFailure(t *testing.T) {
	d := open(t, nil)
	tailoring(d).finish("failed")

	got := names(d.follow("").rest())

	if want := `status{"status":"failed"} stage{"stage":"done"} error{"code":"provider_failed","message":"it failed"} done{"status":"failed"}`; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

func TestEventsOfAFailureAsItHappens(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running, optimizerv1.Step{Type: "error", Status: "failed", Error: &optimizerv1.Failure{Code: "c", Message: "m"}})

	all := d.follow("").rest()

	if got, want := names(all), `status{"status":"running"} error{"code":"c","message":"m"} done{"status":"failed"}`; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
	if got := d.follow(all[2].id).response.StatusCode; got != http.StatusNoContent {
		t.Errorf("when all was seen: got %d; want 204", got)
	}
}

func TestLostStepsAreMadeGood(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running)

	quiet := d.follow("")
	quiet.next()
	w.finish("succeeded") // and the done step is lost
	if got := names(quiet.rest()); got != composed {
		t.Errorf("without a done: got %s; want %s", got, composed)
	}

	w.mu.Lock()
	w.o = optimizerv1.Optimization{ID: "o1", Status: "running"}
	w.mu.Unlock()
	gap := d.follow("4711") // a step of a stream that is gone
	first, _ := gap.next()
	w.report(delta("# A"), delta("d"))
	w.finish("succeeded")
	w.report(done())
	got, want := names(append([]event{first}, gap.rest()...)),
		`status{"status":"running"} delta{"target":"cv","text":"# A","restart":true} delta{"target":"cv","text":"d"} `+composed
	if got != want {
		t.Errorf("with a gap: got %s; want %s", got, want)
	}
}

func TestHeartbeatsAndLeaving(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	p := d.follow("")
	w.report(running)
	p.next()
	testkit.Eventually(t, "a heartbeat comes", func() bool {
		return p.lines.Scan() && strings.HasPrefix(p.lines.Text(), ":")
	})
	p.close()

	// The writer is gone when nobody watches any more; then stopping is quick.
	began := time.Now()
	d.running.Stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %v; the stream was still written", took)
	}
}

func TestStoppingEndsStreams(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running)
	p := d.follow("")
	first, _ := p.next()
	began := time.Now()
	go d.running.Stop()

	rest := p.rest()

	if len(rest) != 1 || rest[0].name != "reconnect" || rest[0].id != first.id {
		t.Errorf("got %+v; want a hint to reconnect after %s", rest, first.id)
	}
	d.running.Stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

func TestLogoutEndsStreams(t *testing.T) {
	d := open(t, nil)
	w := tailoring(d)
	w.report(running)
	p := d.follow("")
	p.next()

	began := time.Now()
	if err := bus.Pin(t.Context(), d.Bus(), authv1.Revoked, "session-of-ann", authv1.Revocation{RevokedAt: began}); err != nil {
		t.Fatal(err)
	}
	rest := p.rest()

	if len(rest) == 0 || rest[len(rest)-1].name != "reconnect" {
		t.Errorf("got %+v; want the stream ended", rest)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v; want about a second", took)
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/users/me", ""), 401, "session_revoked")
}

func TestEventsOfAnothers(t *testing.T) {
	d := open(t, nil)
	tailoring(d)

	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o2/events", ""), 404, "optimization_not_found")
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/%3E/events", ""), 404, "optimization_not_found")
}

func TestTooManyStreams(t *testing.T) {
	d := open(t, map[string]string{"GATEWAY_USER_STREAMS": "2"})
	w := tailoring(d)
	w.report(running)
	one, two := d.follow(""), d.follow("")
	one.next()
	two.next()

	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/events", ""), 429, "too_many_streams")

	one.close()
	testkit.Eventually(t, "a place is free again", func() bool { return d.follow("").response.StatusCode == http.StatusOK })
}

func TestHeadOfAStream(t *testing.T) {
	d := open(t, map[string]string{"GATEWAY_USER_STREAMS": "1"})
	tailoring(d)
	for range 3 { // each gives its place back
		testkit.Eventually(t, "HEAD is answered", func() bool {
			return d.member("ann", http.MethodHead, "/api/v1/optimizations/o1/events", "").StatusCode == http.StatusOK
		})
	}
}
