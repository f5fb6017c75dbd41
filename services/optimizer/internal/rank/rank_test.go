package rank_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
)

const posting = "Requirements\n- Experience with Kubernetes and Go\n- Operate PostgreSQL databases for many teams"

func cvs() []rank.CV {
	return []rank.CV{
		{FileID: "baker", Text: "Bea\n\nExperience\nBaker\nCorner Shop\n2019 – 2023\n• Baked bread for the town every morning."},
		{FileID: "engineer", Text: "Ann\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n• Ran Kubernetes and PostgreSQL databases for many teams.\n• Wrote services in Go."},
		{FileID: "manager", Text: "Max\n\nExperience\nManager\nAcme Ltd\n2019 – 2023\n• Hired people who know databases."},
	}
}

// fixed is an embedder that gives what it was given.
type fixed struct {
	vectors [][]float32
	err     error
	asked   []string
}

func (f *fixed) Name() string { return "fixed-1" }

func (f *fixed) Embed(_ context.Context, texts []string) ([][]float32, error) {
	f.asked = texts
	return f.vectors, f.err
}

func now() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) }

func order(r rank.Ranking) (ids []string) {
	for _, i := range r.Items {
		ids = append(ids, i.FileID)
	}
	return ids
}

func TestWordsRankWithoutAModel(t *testing.T) {
	first := rank.Ranker{Now: now}.Rank(t.Context(), posting, cvs())

	if got, want := order(first), []string{"engineer", "manager", "baker"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
	for i := range first.Items {
		if s := first.Items[i].Similarity; s < 0 || s > 1 || i > 0 && s > first.Items[0].Similarity {
			t.Errorf("%s is similar by %v", first.Items[i].FileID, s)
		}
	}
	for range 20 {
		if again := (rank.Ranker{Now: now}).Rank(t.Context(), posting, cvs()); !reflect.DeepEqual(again, first) {
			t.Fatal("the same CVs and job are ranked in another way")
		}
	}
}

func TestEmbeddingsAreUsedAndNamed(t *testing.T) {
	e := &fixed{vectors: [][]float32{{1, 0}, {1, 0}, {1, 1}, {0, 1}}}

	r := rank.Ranker{Embedder: e, Now: now}.Rank(t.Context(), posting, cvs())

	if r.Method != rank.Embeddings || r.Model != "fixed-1" || r.Note != "" || len(e.asked) != 4 {
		t.Errorf("got %s by %q (%s) for %d texts", r.Method, r.Model, r.Note, len(e.asked))
	}
	for _, i := range r.Items {
		if want := map[string]float64{"baker": 1, "engineer": 0.7071, "manager": 0}[i.FileID]; i.Similarity != want {
			t.Errorf("%s is similar by %v; want %v", i.FileID, i.Similarity, want)
		}
	}
}

func TestEmbeddingsThatFailGiveWayToWords(t *testing.T) {
	want := rank.Ranker{Now: now}.Rank(t.Context(), posting, cvs())
	for name, e := range map[string]*fixed{
		"an error":     {err: errors.New("away")},
		"too few":      {vectors: [][]float32{{1}}},
		"of two sizes": {vectors: [][]float32{{1, 2}, {1, 2}, {1}, {1, 2}}},
		"no number":    {vectors: [][]float32{{1}, {1}, {float32(math.NaN())}, {1}}},
		"empty":        {vectors: [][]float32{{}, {}, {}, {}}},
	} {
		r := rank.Ranker{Embedder: e, Now: now}.Rank(t.Context(), posting, cvs())

		if r.Method != rank.Lexical || r.Note == "" || !reflect.DeepEqual(r.Items, want.Items) {
			t.Errorf("%s: got %s (%s)", name, r.Method, r.Note)
		}
	}
}

func TestNothingIsRankedWithoutCVs(t *testing.T) {
	if r := (rank.Ranker{Now: now}).Rank(t.Context(), posting, nil); len(r.Items) != 0 {
		t.Errorf("got %v", r)
	}
}
