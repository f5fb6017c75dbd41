package bus

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

// Forget drops all steps about id that are kept, and leaves last in their place,
// for those who watch and those who still come. What is reported afterwards is
// kept again.
func Forget[Step any](ctx context.Context, b *Bus, live contract.Live[Step], id string, last Step) error {
	data, err := json.Marshal(last)
	if err != nil {
		return fmt.Errorf("encode step: %w", err)
	}
	msg := nats.NewMsg(live.PublishSubject(id))
	msg.Data = data
	msg.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	inject(ctx, msg.Header)
	if err := b.conn.PublishMsg(msg); err != nil {
		return fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
	if err := b.conn.FlushWithContext(limited(ctx)); err != nil {
		return fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
	return nil
}
