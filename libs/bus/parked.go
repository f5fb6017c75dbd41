package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/sartor-cv/sartor/libs/contract"
)

const parkedBatch = 1000

// ParkedMessage is a message that its service has given up.
type ParkedMessage struct {
	Seq      uint64
	Subject  string // parked.<service>.<the subject it was sent on>
	Body     []byte
	ParkedAt time.Time
}

// Parked lists what services have given up, oldest first, at most a thousand.
// Only an operator's connection may ask.
func Parked(ctx context.Context, b *Bus) (all []ParkedMessage, err error) {
	batch, err := jetstreamext.GetBatch(ctx, b.js, streamParked, parkedBatch)
	if err != nil {
		return nil, fmt.Errorf("parked messages: %w", err)
	}
	for msg, err := range batch {
		if errors.Is(err, jetstreamext.ErrNoMessages) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("parked messages: %w", err)
		}
		all = append(all, ParkedMessage{Seq: msg.Sequence, Subject: msg.Subject, Body: msg.Data, ParkedAt: msg.Time})
	}
	return all, nil
}

// ErrNotParked says that no parked message has the sequence.
var ErrNotParked = errors.New("no parked message has this number")

// Replay sends a parked message again on the subject that it came on, and
// forgets it. All who listen there hear it again, which does no harm: that may
// happen to every message. Only an operator's connection may do it.
func Replay(ctx context.Context, b *Bus, seq uint64) error {
	stream, msg, err := parked(ctx, b, seq)
	if err != nil {
		return err
	}
	_, subject, _ := strings.Cut(strings.TrimPrefix(msg.Subject, "parked."), ".")
	// A replay that broke off before the message was forgotten is recognised.
	err = Publish(ctx, b, contract.Message{ID: fmt.Sprintf("replay-%d", seq), Subject: subject, Body: msg.Data})
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return forgetParked(ctx, stream, seq)
}

// Discard forgets a parked message for good.
func Discard(ctx context.Context, b *Bus, seq uint64) error {
	stream, _, err := parked(ctx, b, seq)
	if err != nil {
		return err
	}
	return forgetParked(ctx, stream, seq)
}

func parked(ctx context.Context, b *Bus, seq uint64) (jetstream.Stream, *jetstream.RawStreamMsg, error) {
	stream, err := b.js.Stream(ctx, streamParked)
	if err != nil {
		return nil, nil, fmt.Errorf("parked messages: %w", err)
	}
	msg, err := stream.GetMsg(ctx, seq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil, ErrNotParked
	}
	if err != nil {
		return nil, nil, fmt.Errorf("parked message %d: %w", seq, err)
	}
	return stream, msg, nil
}

func forgetParked(ctx context.Context, stream jetstream.Stream, seq uint64) error {
	if err := stream.SecureDeleteMsg(ctx, seq); err != nil {
		return fmt.Errorf("forget parked message %d: %w", seq, err)
	}
	return nil
}
