package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/sartor-cv/sartor/libs/contract"
)

// How long and how much the streams keep.
const (
	eventsAge     = 30 * 24 * time.Hour
	parkedAge     = 90 * 24 * time.Hour
	progressAge   = 15 * time.Minute
	progressBytes = 256 << 20
	duplicates    = 30 * time.Minute // longer than an outbox is likely to be cut off
	bucketBytes   = 512 << 20
	boardBytes    = 64 << 20
)

// Provision makes the streams, consumers, boards and buckets that the given
// services need, and brings those that are there up to date. It needs a
// connection with every right, which no service has.
func Provision(ctx context.Context, conn *nats.Conn, services map[string]Ports, replicas int) error {
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(30*time.Second))
	if err != nil {
		return fmt.Errorf("jetstream: %w", err)
	}
	p := provisioner{js: js, replicas: max(1, replicas)}
	if err := p.streams(ctx); err != nil {
		return err
	}
	for name, ports := range services {
		if err := p.service(ctx, name, ports); err != nil {
			return err
		}
	}
	return nil
}

type provisioner struct {
	js       jetstream.JetStream
	replicas int
}

func (p provisioner) streams(ctx context.Context) error {
	for _, cfg := range []jetstream.StreamConfig{
		{Name: streamEvents, Subjects: []string{"event.>"}, MaxAge: eventsAge, Duplicates: duplicates},
		{Name: streamJobs, Subjects: []string{"job.>"}, Retention: jetstream.WorkQueuePolicy, Duplicates: duplicates},
		{Name: streamParked, Subjects: []string{"parked.>"}, MaxAge: parkedAge, Duplicates: duplicates, AllowDirect: true},
		{
			Name: streamProgress, Subjects: []string{"progress.>"}, MaxAge: progressAge, MaxBytes: progressBytes,
			Storage: jetstream.MemoryStorage, NoAck: true, AllowDirect: true, AllowRollup: true,
			RePublish: &jetstream.RePublish{Source: "progress.>", Destination: "live.>"},
		},
	} {
		cfg.Replicas = p.replicas
		cfg.DenyDelete = cfg.Name == streamEvents
		if _, err := p.js.CreateOrUpdateStream(ctx, cfg); err != nil {
			return fmt.Errorf("stream %s: %w", cfg.Name, err)
		}
	}
	return nil
}

func (p provisioner) service(ctx context.Context, name string, ports Ports) error {
	for _, s := range subjects(ports.Hears) {
		if err := p.consumer(ctx, streamEvents, durable(name, s), s); err != nil {
			return err
		}
	}
	for _, s := range subjects(ports.Works) {
		if err := p.consumer(ctx, streamJobs, durable(name, s), s); err != nil {
			return err
		}
	}
	for _, port := range join(ports.Writes, ports.Reads) {
		if err := p.board(ctx, port.(lasting)); err != nil {
			return err
		}
	}
	for _, port := range join(ports.Puts, ports.Takes) {
		if err := p.bucket(ctx, port.(lasting)); err != nil {
			return err
		}
	}
	return nil
}

// lasting is a board or a bucket.
type lasting interface {
	contract.Port
	Name() string
	Life() time.Duration
}

func (p provisioner) consumer(ctx context.Context, stream, durable, subject string) error {
	_, err := p.js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable: durable, FilterSubject: subject,
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait,
		MaxDeliver: -1, // the listener counts, and parks what it gives up
	})
	if err != nil {
		return fmt.Errorf("consumer %s: %w", durable, err)
	}
	return nil
}

func (p provisioner) board(ctx context.Context, b lasting) error {
	_, err := p.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: b.Name(), TTL: b.Life(), LimitMarkerTTL: time.Minute, History: 1, MaxBytes: boardBytes, Replicas: p.replicas,
	})
	if err != nil {
		return fmt.Errorf("board %s: %w", b.Name(), err)
	}
	return nil
}

func (p provisioner) bucket(ctx context.Context, b lasting) error {
	_, err := p.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{
		Bucket: b.Name(), TTL: b.Life(), MaxBytes: bucketBytes, Storage: jetstream.MemoryStorage, Replicas: p.replicas,
	})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", b.Name(), err)
	}
	return nil
}
