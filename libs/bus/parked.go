package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/synadia-io/orbit.go/jetstreamext"
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
