package bus

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

// ErrNoObject says that a bucket holds nothing, or no longer, under a name.
var ErrNoObject = fault.New(fault.NotFound, "object_not_found", "the bytes handed over are gone; send them again")

// Put stores what r gives under name. Where it fails nothing is left.
func Put(ctx context.Context, b *Bus, bucket contract.Bucket, name string, r io.Reader) (err error) {
	ctx, span := b.span(ctx, "put", bucket.Subject(), trace.SpanKindProducer)
	defer func() { end(span, err) }()

	store, err := b.store(ctx, bucket)
	if err != nil {
		return err
	}
	if _, err := store.Put(ctx, jetstream.ObjectMeta{Name: name}, fullReader{r}); err != nil {
		return fmt.Errorf("put into %s: %w", bucket.Name(), err)
	}
	return nil
}

// Take returns the bytes under name. A Read that fails means that they are not
// whole; the reader must be closed.
func Take(ctx context.Context, b *Bus, bucket contract.Bucket, name string) (rc io.ReadCloser, err error) {
	ctx, span := b.span(ctx, "take", bucket.Subject(), trace.SpanKindConsumer)
	defer func() { end(span, err) }()

	store, err := b.store(ctx, bucket)
	if err != nil {
		return nil, err
	}
	object, err := store.Get(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, ErrNoObject
	}
	if err != nil {
		return nil, fmt.Errorf("take from %s: %w", bucket.Name(), err)
	}
	return object, nil
}

// Drop removes what is under name, if anything is.
func Drop(ctx context.Context, b *Bus, bucket contract.Bucket, name string) error {
	store, err := b.store(ctx, bucket)
	if err != nil {
		return err
	}
	if err := store.Delete(ctx, name); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
		return fmt.Errorf("drop from %s: %w", bucket.Name(), err)
	}
	return nil
}

func (b *Bus) store(ctx context.Context, bucket contract.Bucket) (jetstream.ObjectStore, error) {
	store, err := b.js.ObjectStore(ctx, bucket.Name())
	if err != nil {
		b.log.WarnContext(ctx, "bucket not reached", "bucket", bucket.Name(), "err", err)
		return nil, fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
	return store, nil
}

// fullReader fills the buffer it is given. The object store sends one message
// for every Read, and a multipart body is read in pieces of 4 KB.
type fullReader struct{ r io.Reader }

// Read implements io.Reader.
func (f fullReader) Read(p []byte) (int, error) {
	n, err := io.ReadFull(f.r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
