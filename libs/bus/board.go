package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Pin puts a value on a board, where it stays for the board's life. key is of
// letters, digits, "-" and "_".
func Pin[Value any](ctx context.Context, b *Bus, board contract.Board[Value], key string, v Value) (err error) {
	ctx, span := b.span(ctx, "pin", board.Subject(), trace.SpanKindProducer)
	defer func() { end(span, err) }()

	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s: %w", board.Subject(), err)
	}
	kv, err := b.js.KeyValue(ctx, board.Name())
	if err != nil {
		return fmt.Errorf("board %s: %w", board.Name(), err)
	}
	if _, err := kv.Put(ctx, key, data); err != nil {
		return fmt.Errorf("board %s: %w", board.Name(), err)
	}
	return nil
}

// Follow calls fn with what is on the board and then with every change, until
// ctx ends; present is false for what was taken off or has outlived its time.
// It returns when fn has seen what is there. While the bus is away fn hears
// nothing, and then everything again.
func Follow[Value any](ctx context.Context, b *Bus, board contract.Board[Value], fn func(key string, v Value, present bool)) error {
	ready := make(chan struct{})
	caughtUp := sync.OnceFunc(func() { close(ready) })
	b.loops.Go(func() {
		for ctx.Err() == nil {
			if err := follow(ctx, b, board, fn, caughtUp); err != nil && ctx.Err() == nil {
				b.log.WarnContext(ctx, "waiting for the board", "board", board.Name(), "err", err)
				pause(ctx, retryPause)
			}
		}
	})
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// follow runs one watch to its end.
func follow[Value any](ctx context.Context, b *Bus, board contract.Board[Value], fn func(string, Value, bool), caughtUp func()) error {
	kv, err := b.js.KeyValue(ctx, board.Name())
	if err != nil {
		return err
	}
	watch, err := kv.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = watch.Stop() }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case entry, open := <-watch.Updates():
			switch {
			case !open:
				return jetstream.ErrConsumerDeleted
			case entry == nil:
				caughtUp()
			default:
				tell(ctx, b, entry, fn)
			}
		}
	}
}

func tell[Value any](ctx context.Context, b *Bus, entry jetstream.KeyValueEntry, fn func(string, Value, bool)) {
	var v Value
	if entry.Operation() != jetstream.KeyValuePut {
		fn(entry.Key(), v, false)
		return
	}
	if err := json.Unmarshal(entry.Value(), &v); err != nil {
		b.log.ErrorContext(ctx, "board entry not understood", "bucket", entry.Bucket(), "err", err)
		return
	}
	fn(entry.Key(), v, true)
}
