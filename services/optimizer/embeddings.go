package optimizer

import (
	"context"
	"log/slog"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
)

// embedder returns who finds similar texts for a user, or nil where words are
// compared.
func (s *settings) embedder(book llm.Book, log *slog.Logger) (func(userID string) rank.Embedder, error) {
	if s.Embed == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	prices, err := llm.DefaultPrices().With(s.Prices)
	if err != nil {
		return nil, err
	}
	e, err := llm.NewEmbedder(llm.Embedding{
		Server: llm.OpenAI{BaseURL: s.BaseURL, Key: s.Key, JSON: llm.JSONMode(s.JSON)}, Model: s.Embed,
		Book: book, Prices: prices, Slots: llm.NewSlots(s.AtOnce), Breaker: s.policy().Breaker, Log: log,
	})
	if err != nil {
		return nil, err
	}
	return func(userID string) rank.Embedder { return e.For(userID) }, nil
}

// losePeriod is how often attempts are looked for that nobody will end.
const losePeriod = time.Minute

// lose writes those off: all of them at first, and later the young ones, with an
// hour for clocks that differ.
func lose(kept *store.Store) func(ctx context.Context) error {
	var from time.Time
	return func(ctx context.Context) error {
		to := time.Now().Add(-llm.EmbedOver)
		if err := kept.Lose(ctx, from, to); err != nil {
			return err
		}
		from = to.Add(-time.Hour)
		return nil
	}
}
