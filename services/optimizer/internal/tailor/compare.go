package tailor

import (
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
)

// MaxCompared is how many CVs are compared at once.
const MaxCompared = 25

// Comparer compares a user's CVs with a job. It costs no credits.
type Comparer struct {
	CVs    CVs
	Files  Files
	Words  Words
	Switch Switch
	Now    func() time.Time

	// Embedder is who finds similar texts, for a user; nil compares words.
	Embedder func(userID string) rank.Embedder
}

// Compare ranks the user's files. Those that can't be read are a fault, unless
// they are to be skipped.
func (c *Comparer) Compare(ctx context.Context, userID, posting string, fileIDs []string, skip bool) (rank.Ranking, error) {
	switch {
	case blank(posting):
		return rank.Ranking{}, fault.InvalidField("body.jobDescription", "there is nothing in it")
	case len(posting) > MaxJobDescription:
		return rank.Ranking{}, fault.InvalidField("body.jobDescription", "longer than %d bytes", MaxJobDescription)
	case len(fileIDs) > MaxCompared:
		return rank.Ranking{}, fault.InvalidField("body.fileIds", "up to %d at once", MaxCompared)
	}
	said, err := c.Words.Words(ctx, userID)
	if err != nil {
		return rank.Ranking{}, err
	}
	stated, _ := told(said)
	var cvs []rank.CV
	seen := map[string]bool{}
	for _, id := range fileIDs {
		if seen[id] {
			continue
		}
		seen[id] = true
		cv, err := c.cv(ctx, userID, id)
		switch {
		case err == nil:
			cvs = append(cvs, rank.CV{FileID: id, Text: cv.Text, Parts: cv.Parts, Stated: stated})
		case !skip || fault.Temporary(err):
			return rank.Ranking{}, err
		}
	}
	ranker := rank.Ranker{Now: c.Now}
	if c.Embedder != nil {
		ranker.Embedder = &switched{Embedder: c.Embedder(userID), off: c.Switch}
	}
	return ranker.Rank(ctx, posting, cvs), nil
}

// switched is an embedder that the operator can switch off.
type switched struct {
	rank.Embedder

	off Switch
}

// Embed implements rank.Embedder.
func (s *switched) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	_, off, err := s.off.Off(ctx)
	if err != nil {
		return nil, err
	}
	if off {
		return nil, &rank.WithheldError{Why: "the operator has stopped asking models for now"}
	}
	return s.Embedder.Embed(ctx, texts)
}

func (c *Comparer) cv(ctx context.Context, userID, id string) (CV, error) {
	cv, known, err := c.CVs.CV(ctx, id)
	if err != nil {
		return cv, err
	}
	if !known {
		if rejection, err := c.Files.Look(ctx, id); err != nil || rejection != nil {
			return cv, errors.Join(err, rejection.asFault())
		}
		if cv, err = c.Files.Text(ctx, id); err != nil {
			return cv, err
		}
	}
	if cv.UserID != userID || cv.deleted() {
		return cv, ErrNoFile
	}
	return cv, cv.Rejection.asFault()
}
