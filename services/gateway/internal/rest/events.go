package rest

import (
	"bufio"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

const (
	recall     = 300 * time.Millisecond // how long a kept step may take to come
	retryAfter = 2000                   // milliseconds until a client comes back
	mimeEvents = "text/event-stream"
)

var errStreams = fault.New(fault.Limited, "too_many_streams", "too many event streams are open; close some").After(5)

type seen = bus.Seen[optimizerv1.Step]

// events streams what happens to an optimization. A client that comes back
// goes on where it was: the step it saw last is asked for again, and only if
// that one is still kept is what follows it known to be all.
func (s *Server) events(c *fiber.Ctx) error {
	caller, err := identity.User(c.UserContext())
	if err != nil {
		return err
	}
	id := c.Params("id")
	o, err := s.find(c.UserContext(), id)
	if err != nil {
		return err
	}
	f := &feed{server: s, id: id, caller: caller, conn: c.Context().Conn(), checked: time.Now()}
	ctx, cancel := context.WithCancel(c.UserContext())
	over, err := f.begin(ctx, o, placeOf(c.Get("Last-Event-ID")))
	switch {
	case err != nil:
		cancel()
		return err
	case over:
		cancel()
		return c.SendStatus(fiber.StatusNoContent) // tells an EventSource to stay away
	case !s.Streams.Enter(caller.UserID):
		cancel()
		return errStreams
	}
	leave := func() {
		cancel()
		s.Streams.Leave(caller.UserID)
		s.measures.streams.Add(ctx, -1)
	}
	s.measures.streams.Add(ctx, 1)
	c.Set(fiber.HeaderContentType, mimeEvents)
	c.Set("X-Accel-Buffering", "no")
	// Told to fasthttp once, so that its own deadline doesn't end the stream.
	if err := c.Context().SetWriteDeadline(time.Now().Add(sendTimeout)); err != nil {
		leave()
		return err
	}
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer leave()
		f.w = w
		if err := caught(func() error { f.run(ctx); return nil })(); err != nil {
			s.Log.ErrorContext(ctx, "event stream failed", "err", err)
		}
	})
	return nil
}

// begin finds out what the client has to be told. over means nothing more.
func (f *feed) begin(ctx context.Context, o optimizerv1.Optimization, at place) (over bool, err error) {
	ended := final(o.Status)
	if ended && at.seq == 0 {
		all := compose(o)
		f.first = all[min(at.composed, len(all)):]
		return len(f.first) == 0, nil
	}
	if at.seq == 0 {
		return false, f.watch(ctx, 0)
	}
	// The step it has seen is asked for as well: that it is kept proves that
	// there is no gap.
	resumed, cancel := context.WithCancel(ctx)
	if err := f.watch(resumed, at.seq-1); err != nil {
		cancel()
		return false, err
	}
	if last, ok := f.next(ctx, recall); ok && last.Seq == at.seq {
		context.AfterFunc(ctx, cancel)
		return ends(last.Step), nil
	}
	cancel()
	if ended {
		f.steps, f.first = nil, compose(o)
		return false, nil
	}
	f.gap, f.anew = true, map[string]bool{}
	return false, f.watch(ctx, 0)
}

func (f *feed) watch(ctx context.Context, after uint64) (err error) {
	f.steps, err = bus.Watch(ctx, f.server.Bus, optimizerv1.Progress, f.id, after)
	if err != nil {
		f.server.Log.WarnContext(ctx, "progress not watched", "err", err)
		return fault.New(fault.Unavailable, "bus_away", "progress can't be followed at the moment; try again shortly").After(2)
	}
	return nil
}

// next waits a moment for a step.
func (f *feed) next(ctx context.Context, patience time.Duration) (seen, bool) {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case step, ok := <-f.steps:
		return step, ok
	case <-wait.C:
	case <-ctx.Done():
	}
	return seen{}, false
}

func (s *Server) describeEvents(op *huma.Operation) {
	text := &huma.Schema{Type: huma.TypeString}
	op.Parameters = []*huma.Param{
		{Name: "id", In: "path", Required: true, Schema: text},
		{Name: "Last-Event-ID", In: "header", Description: "The id of the last event that was seen; what came after it follows.", Schema: text},
	}
	op.Responses["200"] = &huma.Response{
		Description: "The events, as they come.",
		Content: map[string]*huma.MediaType{mimeEvents: {
			Schema:  text,
			Example: "id: 41\nevent: stage\ndata: {\"stage\":\"tailor\"}\n\nid: 42\nevent: delta\ndata: {\"target\":\"cv\",\"text\":\"# Ada\"}\n\nid: 57\nevent: done\ndata: {\"status\":\"succeeded\"}\n\n",
		}},
	}
	op.Responses["204"] = &huma.Response{Description: http.StatusText(http.StatusNoContent) + ": all has been seen."}
}
