package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// embeddings is a server that answers with a body, and notes what it was asked.
func embeddings(t *testing.T, status int, body string, asked *map[string]any) *llm.Embedder {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer key" {
			t.Errorf("asked for %s with %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		if asked != nil {
			_ = json.NewDecoder(r.Body).Decode(asked)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return embedder(t, s.URL+"/v1", &noted{})
}

func embedder(t *testing.T, url string, book llm.Book) *llm.Embedder {
	t.Helper()
	prices, err := llm.DefaultPrices().With("embed-1=20000000/0/0")
	if err != nil {
		t.Fatal(err)
	}
	e, err := llm.NewEmbedder(llm.Embedding{
		Server: llm.OpenAI{BaseURL: url, Key: "key", JSON: llm.JSONAuto}, Model: "embed-1", Book: book, Prices: prices,
		Breaker: llm.BreakerPolicy{Failures: 2, Pause: time.Hour}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return e.For("jane")
}

// noted is a book that keeps what was written into it, in order.
type noted struct {
	rows   []llm.Attempt
	refuse error
}

func (n *noted) Begin(_ context.Context, a llm.Attempt) error {
	n.rows = append(n.rows, a)
	return n.refuse
}

func (n *noted) End(_ context.Context, a llm.Attempt) error { n.rows = append(n.rows, a); return nil }

func TestEmbeddingsComeInTheOrderOfTheTexts(t *testing.T) {
	var asked map[string]any
	e := embeddings(t, 200, `{"object":"list","data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}],"model":"embed-1"}`, &asked)

	got, err := e.Embed(t.Context(), []string{"one", strings.Repeat("ä", 30_000)})

	if err != nil || len(got) != 2 || got[0][0] != 1 || got[1][1] != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	input, _ := asked["input"].([]any)
	if len(input) != 2 || len(input[1].(string)) > 20_000 || asked["model"] != "embed-1" {
		t.Errorf("asked for %v", asked["model"])
	}
}

func TestNoEmbeddingsAreAnError(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
	}{
		"refused":         {401, `{"error":{"message":"no"}}`},
		"no JSON":         {200, `<html>`},
		"an error as 200": {200, `{"error":{"message":"no"}}`},
		"another's":       {200, `{"data":[{"index":7,"embedding":[1]}]}`},
		"one twice":       {200, `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`},
	} {
		if got, err := embeddings(t, test.status, test.body, nil).Embed(t.Context(), []string{"one"}); err == nil && (len(got) != 1 || len(got[0]) > 0) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestEmbeddingsAreBookedBeforeTheyAreAskedFor(t *testing.T) {
	book := &noted{}
	var before int
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		before = len(book.rows)
		_, _ = w.Write([]byte(`{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":50}}`))
	}))
	defer s.Close()

	_, err := embedder(t, s.URL, book).Embed(t.Context(), []string{"a text of mine"})

	if err != nil || before != 1 || len(book.rows) != 2 {
		t.Fatalf("%v; %d rows before the request and %d after", err, before, len(book.rows))
	}
	first, last := book.rows[0], book.rows[1]
	if first.Outcome != llm.Running || first.User != "jane" || first.Part != llm.PartEmbed || first.Usage.PromptTokens == 0 || first.CostMicroUSD == 0 {
		t.Errorf("begun as %+v", first)
	}
	if last.ID != first.ID || last.Outcome != llm.Finished || last.Usage != (llm.Usage{PromptTokens: 50, Source: llm.FromProvider}) || last.CostMicroUSD != 1000 {
		t.Errorf("ended as %+v", last)
	}
}

func TestEmbeddingsThatCantBeBookedAreNotAskedFor(t *testing.T) {
	asked := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	full := errors.New("the database is away")

	_, err := embedder(t, s.URL, &noted{refuse: full}).Embed(t.Context(), []string{"one"})

	if !errors.Is(err, full) || asked {
		t.Errorf("got %v; asked %v", err, asked)
	}
}

func TestAServerOfEmbeddingsThatIsDownIsLeftAlone(t *testing.T) {
	book := &noted{}
	e := embedder(t, "http://127.0.0.1:1/v1", book)

	var last error
	for range 4 {
		_, last = e.For("mike").Embed(t.Context(), []string{"one"})
	}

	failure, ok := errors.AsType[*llm.Error](last)
	if !ok || failure.Kind != llm.Open || len(book.rows) != 4 {
		t.Errorf("got %v after %d rows; want it left alone after two attempts", last, len(book.rows))
	}
	if end := book.rows[1]; end.Outcome != string(llm.Away) || end.Usage != (llm.Usage{Source: llm.NoUsage}) {
		t.Errorf("ended as %+v", end)
	}
}
