// Package rank puts a user's CVs in order for one job.
//
// Evidence counts most; the similarity of the texts decides among those that
// prove about the same. The same texts give the same order.
package rank

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// CV is one that is compared.
type CV struct {
	FileID string
	Text   string
	Parts  []resume.Part
	Stated []resume.Stated
}

// Item is what came of it.
type Item struct {
	FileID     string
	Score      match.Score
	Similarity float64 // 0 to 1
}

// Ranking is all of them, the best first.
type Ranking struct {
	Items  []Item
	Method string // Lexical or Embeddings
	Model  string
	Note   string // why it is lexical, where embeddings were wanted
}

// The ways to find similarity.
const (
	Lexical    = "lexical"
	Embeddings = "embeddings"
)

// Embedder turns texts into vectors, all of one length.
type Embedder interface {
	Name() string // of the model
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// WithheldError says that no model was asked, and why: for people.
type WithheldError struct{ Why string }

func (w *WithheldError) Error() string { return w.Why }

// Ranker ranks. Without an Embedder it compares words.
type Ranker struct {
	Embedder Embedder
	Now      func() time.Time
}

// The weights of the order.
const (
	evidenceWeight   = 0.7
	similarityWeight = 30.0
)

// Rank compares CVs with a job.
func (r Ranker) Rank(ctx context.Context, posting string, cvs []CV) Ranking {
	job := match.Read(match.Posting{Text: posting})
	texts := []string{job.Text}
	out := Ranking{Items: make([]Item, 0, len(cvs))}
	for _, cv := range cvs {
		d := resume.Parse(resume.Input{Text: cv.Text, Parts: cv.Parts, Today: r.Now().UTC()}).With(cv.Stated)
		texts = append(texts, said(d))
		out.Items = append(out.Items, Item{FileID: cv.FileID, Score: match.Rate(job, d, d, nil)})
	}
	vectors := r.vectors(ctx, texts, &out)
	for i := range out.Items {
		out.Items[i].Similarity = math.Round(10_000*max(0, cosine(vectors[0], vectors[i+1]))) / 10_000
	}
	slices.SortStableFunc(out.Items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.worth(), a.worth()), cmp.Compare(a.FileID, b.FileID))
	})
	return out
}

func (i Item) worth() float64 {
	return evidenceWeight*float64(i.Score.Evidence) + similarityWeight*i.Similarity
}

// said is what a CV says, without who it is about.
func said(d resume.Document) string {
	var b []byte
	for _, f := range d.Facts {
		if f.Kind != resume.Name && f.Kind != resume.Contact {
			b = append(append(b, f.Text...), '\n')
		}
	}
	return string(b)
}

func (r Ranker) vectors(ctx context.Context, texts []string, out *Ranking) [][]float32 {
	out.Method = Lexical
	if r.Embedder == nil || len(texts) < 2 {
		return lexical(texts)
	}
	vectors, err := r.Embedder.Embed(ctx, texts)
	if withheld, ok := errors.AsType[*WithheldError](err); ok {
		out.Note = withheld.Why + "; words were compared instead"
		return lexical(texts)
	}
	if err != nil || !sound(vectors, len(texts)) {
		out.Note = "the server of the embeddings didn't answer as it should; words were compared instead"
		return lexical(texts)
	}
	out.Method, out.Model = Embeddings, r.Embedder.Name()
	return vectors
}

// sound reports whether there are so many vectors, all of one length.
func sound(vectors [][]float32, n int) bool {
	if len(vectors) != n || len(vectors[0]) == 0 {
		return false
	}
	return !slices.ContainsFunc(vectors, func(v []float32) bool {
		return len(v) != len(vectors[0]) || slices.ContainsFunc(v, func(f float32) bool { return math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) })
	})
}

func cosine(a, b []float32) float64 {
	dot, aa, bb := 0.0, 0.0, 0.0
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		dot, aa, bb = dot+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}
