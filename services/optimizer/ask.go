package optimizer

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// ask wires who asks the models, and shows what becomes of it.
func ask(rt host.Runtime, set settings, book llm.Book) (client *llm.Client, stop func(), err error) {
	links, err := set.links()
	if err != nil {
		return nil, nil, err
	}
	prices, err := llm.DefaultPrices().With(set.Prices)
	if err != nil {
		return nil, nil, err
	}
	given, err1 := rt.Meter.Int64Counter("sartor.optimizer.given_up",
		metric.WithDescription("answers for which the next in the chain was asked, or nobody was left, by the reason"))
	open, err2 := rt.Meter.Int64ObservableGauge("sartor.optimizer.breaker",
		metric.WithDescription("1 for the state that the breaker of a model is in: closed, half-open or open"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, fmt.Errorf("make meters: %w", err)
	}
	client = llm.NewClient(llm.Config{
		Links: links, Book: book, Prices: prices, Policy: set.policy(), Log: rt.Log,
		Fell: func(ctx context.Context, from llm.Author, why llm.Kind) {
			given.Add(ctx, 1, metric.WithAttributes(
				attribute.String("provider", from.Provider), attribute.String("model", from.Model), attribute.String("reason", string(why))))
		},
	})
	circuits, err := rt.Meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		for _, c := range client.Circuits() {
			for _, state := range []string{"closed", "half-open", "open"} {
				o.ObserveInt64(open, is(c.State == state), metric.WithAttributes(attribute.String("provider", c.Provider),
					attribute.String("server", c.Server), attribute.String("model", c.Model), attribute.String("state", state)))
			}
		}
		return nil
	}, open)
	if err != nil {
		return nil, nil, fmt.Errorf("watch the breakers: %w", err)
	}
	return client, func() { _ = circuits.Unregister() }, nil
}

// counting makes a book count what is written into it.
func counting(rt host.Runtime, book llm.Book) (llm.Book, error) {
	attempts, err1 := rt.Meter.Int64Counter("sartor.optimizer.attempts",
		metric.WithDescription("requests to models, by provider, model and outcome"))
	cost, err2 := rt.Meter.Int64Counter("sartor.optimizer.cost",
		metric.WithDescription("what models cost, in micro-USD"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("make meters: %w", err)
	}
	return &counted{Book: book, attempts: attempts, cost: cost}, nil
}

func is(claim bool) int64 {
	if claim {
		return 1
	}
	return 0
}

// counted is a book that also counts what is written into it.
type counted struct {
	llm.Book

	attempts metric.Int64Counter
	cost     metric.Int64Counter
}

// End implements llm.Book.
func (c *counted) End(ctx context.Context, a llm.Attempt) error {
	who := []attribute.KeyValue{attribute.String("provider", a.Provider), attribute.String("model", a.Model)}
	c.attempts.Add(ctx, 1, metric.WithAttributes(append(who, attribute.String("outcome", a.Outcome))...))
	c.cost.Add(ctx, a.CostMicroUSD, metric.WithAttributes(who...))
	return c.Book.End(ctx, a)
}
