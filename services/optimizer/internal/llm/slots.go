package llm

import "context"

// Slots bounds how many requests a server works on at once. The zero value
// bounds nothing.
type Slots chan struct{}

// NewSlots returns n slots.
func NewSlots(n int) Slots { return make(Slots, n) }

// take waits for a slot and returns how to give it back.
func (s Slots) take(ctx context.Context) (give func(), err error) {
	if s == nil {
		return func() {}, nil
	}
	select {
	case s <- struct{}{}:
		return func() { <-s }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
