package rest

import (
	"bufio"
	"context"
	"net"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/gateway/internal/sse"
)

// trustFor is how long a token is taken for valid without looking again. A
// session that ended is found out within this time.
const trustFor = time.Second

// feed writes one event stream.
type feed struct {
	server *Server
	id     string
	caller identity.Caller
	conn   net.Conn
	w      *bufio.Writer

	first   []sse.Event     // what is known already
	steps   <-chan seen     // what comes; nil where nothing will
	gap     bool            // steps were lost: at the end all is told anew
	anew    map[string]bool // which targets have been begun anew since
	last    string          // the id of the event written last
	quiet   bool            // nothing came since the last heartbeat
	checked time.Time
}

// run writes until there is nothing more, the client has gone, its token has
// ended or the server stops.
func (f *feed) run(ctx context.Context) {
	if !f.flush(sse.Retry(f.w, retryAfter)) || !f.all(f.first) || f.steps == nil {
		return
	}
	beat := time.NewTicker(f.server.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-f.server.stopping:
			f.leave("stopping")
			return
		case <-beat.C:
			if !f.beat(ctx) {
				return
			}
		case step, open := <-f.steps:
			if !open {
				f.leave("behind")
				return
			}
			if !f.step(ctx, step) {
				return
			}
		}
	}
}

// step writes one step and reports whether there will be more.
func (f *feed) step(ctx context.Context, step seen) bool {
	f.quiet = false
	if !f.trusted(ctx) {
		return false
	}
	if step.Step.Type == eventDelta && f.gap && !f.anew[step.Step.Target] {
		f.anew[step.Step.Target], step.Step.Restart = true, true
	}
	if ends(step.Step) && f.gap && !f.conclude(ctx) {
		return false
	}
	return f.all(eventsOf(step)) && !ends(step.Step)
}

// beat keeps the connection alive, and finds out whether the end was missed: a
// step can be lost with the broker, the result can't.
func (f *feed) beat(ctx context.Context) bool {
	if !f.trusted(ctx) {
		return false
	}
	if f.quiet && !f.conclude(ctx) {
		return false
	}
	f.quiet = true
	return f.flush(sse.Comment(f.w, "still here"))
}

// conclude tells the whole result if there is one, and reports whether there
// is none yet.
func (f *feed) conclude(ctx context.Context) bool {
	o, err := f.server.find(ctx, f.id)
	if err != nil || !final(o.Status) {
		return true
	}
	f.all(compose(o))
	return false
}

// trusted looks from time to time whether the client may still see this.
func (f *feed) trusted(ctx context.Context) bool {
	now := time.Now()
	if now.Sub(f.checked) < trustFor {
		return true
	}
	_, err := f.server.Verify(ctx, f.caller.Token)
	// Whether it was revoked is known here; for the rest auth may be needed,
	// and that it is away is no reason to stop before the token's own end.
	if err != nil && (fault.From(err).Code == fault.Unauthenticated || now.After(f.caller.ExpiresAt)) {
		f.leave("token")
		return false
	}
	f.checked = now
	return true
}

// leave asks the client to come back.
func (f *feed) leave(reason string) {
	f.flush(sse.Write(f.w, sse.Event{ID: f.last, Name: eventReconnect, Data: reconnectData{reason}}))
}

func (f *feed) all(events []sse.Event) bool {
	for _, e := range events {
		if !f.flush(sse.Write(f.w, e)) {
			return false
		}
		f.last = e.ID
	}
	return true
}

// flush sends what was written, and reports whether the client still takes it.
func (f *feed) flush(written error) bool {
	if written != nil || f.conn.SetWriteDeadline(time.Now().Add(sendTimeout)) != nil {
		return false
	}
	return f.w.Flush() == nil
}
