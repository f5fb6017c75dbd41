package tailor

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/press"
)

// Revisions keeps the drafts of succeeded optimizations.
type Revisions interface {
	// Draft returns a revision of a user's optimization; 0 is the newest. Its
	// faults are ErrNotFound, ErrNoResult and ErrNoRevision.
	Draft(ctx context.Context, userID, id string, number int) (draft.Draft, error)

	// Outlines lists the revisions, newest first.
	Outlines(ctx context.Context, userID, id string) ([]Outline, error)

	// Add keeps a revision of a user's optimization. If there is one of its
	// number already it returns ErrRevised.
	Add(ctx context.Context, userID, id string, a Addition) error
}

// Addition is a revision with what it shows, and the user's word that it came
// of, if any.
type Addition struct {
	Draft  draft.Draft
	Result Result
	Word   *draft.Word
}

// Words keeps what users have said about themselves.
type Words interface {
	// Words lists them, the newest first.
	Words(ctx context.Context, userID string) ([]Said, error)

	// Forget removes one of a user's, or returns ErrNoWord.
	Forget(ctx context.Context, userID, id string) error
}

// Said is a user's word on a question, and where it was asked.
type Said struct {
	draft.Word

	ID             string
	OptimizationID string
	At             time.Time
}

// told sorts what a user has said, of which the last word on each question
// counts: what they stated, and the questions that they answered with no.
func told(said []Said) (stated []resume.Stated, denied []string) {
	answered := map[string]bool{}
	for _, s := range said {
		switch {
		case answered[s.Question]:
		case s.Confirmed:
			stated = append(stated, s.Stated)
		default:
			denied = append(denied, s.Question)
		}
		answered[s.Question] = true
	}
	return stated, denied
}

// Outline is a revision in a list.
type Outline struct {
	Number int
	Base   int
	Why    string
	At     time.Time
	Scores Scores
}

// Faults that callers can expect.
var (
	ErrNoRevision = fault.New(fault.NotFound, "revision_not_found", "there is no such revision")
	ErrNoResult   = fault.New(fault.Conflict, "optimization_unfinished", "only an optimization that has succeeded has revisions")
	ErrNoLetter   = fault.New(fault.NotFound, "no_cover_letter", "this revision has no cover letter")
	ErrNoWord     = fault.New(fault.NotFound, "answer_not_found", "there is no such answer")
	ErrRevised    = fault.New(fault.Conflict, "revision_conflict", "")
)

// revisedMeanwhile is ErrRevised with the number to go on from.
func revisedMeanwhile(newest int) error {
	return fault.New(ErrRevised.Code, ErrRevised.Reason, "it was revised meanwhile: the newest revision is %d", newest)
}

// Wishes are what a user wants of the next revision. Base is the one that they
// saw; Restore, if any, the one to go back to.
type Wishes struct {
	draft.Wishes

	Base    int
	Restore int
}

// Reviser goes on with what was tailored.
type Reviser struct {
	Revisions Revisions
	Now       func() time.Time
}

// Revise makes the next revision.
func (r *Reviser) Revise(ctx context.Context, userID, id string, w Wishes) (Result, error) {
	switch n := len(w.Accept) + len(w.Reject) + len(w.Edits); {
	case w.Restore > 0 && n > 0:
		return Result{}, fault.InvalidField("body.restore", "a revision is restored as it was; change it in a next one")
	case w.Restore <= 0 && n == 0:
		return Result{}, fault.InvalidField("body", "give accept, reject, edits or restore")
	case len(w.Edits) > draft.MostEdits || len(w.Accept) > draft.MostChanges || len(w.Reject) > draft.MostChanges:
		return Result{}, fault.InvalidField("body", "up to %d edits and %d changes at once", draft.MostEdits, draft.MostChanges)
	}
	newest, err := r.Revisions.Draft(ctx, userID, id, 0)
	if err != nil {
		return Result{}, err
	}
	if w.Base != newest.Number {
		return Result{}, revisedMeanwhile(newest.Number)
	}
	var next draft.Draft
	if w.Restore > 0 {
		old, err := r.Revisions.Draft(ctx, userID, id, w.Restore)
		if errors.Is(err, ErrNoRevision) {
			return Result{}, fault.InvalidField("body.restore", "there is no such revision")
		}
		if err != nil {
			return Result{}, err
		}
		next = old.Restore(newest.Number, r.now())
	} else if next, err = newest.Revise(w.Wishes, r.now()); err != nil {
		return Result{}, err
	}
	return r.add(ctx, userID, id, next, nil)
}

func (r *Reviser) now() time.Time { return r.Now().UTC().Truncate(time.Microsecond) }

func (r *Reviser) add(ctx context.Context, userID, id string, d draft.Draft, w *draft.Word) (Result, error) {
	result, err := resultOf(d)
	if err != nil {
		return Result{}, err
	}
	err = r.Revisions.Add(ctx, userID, id, Addition{Draft: d, Result: result, Word: w})
	if errors.Is(err, ErrRevised) {
		return Result{}, revisedMeanwhile(d.Number)
	}
	return result, err
}

// answerTries is how often an answer is tried, which says nothing about the
// revision that its user saw.
const answerTries = 5

// Answer makes the next revision of the user's word on a question, and keeps it
// for later.
func (r *Reviser) Answer(ctx context.Context, userID, id string, a draft.Answer) (Result, error) {
	for n := 1; ; n++ {
		newest, err := r.Revisions.Draft(ctx, userID, id, 0)
		if err != nil {
			return Result{}, err
		}
		next, word, err := newest.Answer(a, r.now())
		if err != nil {
			return Result{}, err
		}
		result, err := r.add(ctx, userID, id, next, &word)
		if !errors.Is(err, ErrRevised) || n == answerTries {
			return result, err
		}
	}
}

// Show returns what a revision shows.
func (r *Reviser) Show(ctx context.Context, userID, id string, number int) (Result, error) {
	d, err := r.Revisions.Draft(ctx, userID, id, number)
	if err != nil {
		return Result{}, err
	}
	return resultOf(d)
}

// Print is a document to be taken away.
type Print struct {
	Data      []byte
	MediaType string
}

// Wanted is what is to be printed: of a revision, 0 being the newest.
type Wanted struct {
	Revision int
	Letter   bool // rather than the CV
	Format   string
}

// Export prints a revision's CV or letter, if its report passed and is about
// exactly this.
func (r *Reviser) Export(ctx context.Context, userID, id string, want Wanted) (Print, error) {
	letter, format := want.Letter, want.Format
	d, err := r.Revisions.Draft(ctx, userID, id, want.Revision)
	if err != nil {
		return Print{}, err
	}
	if err := d.Proven(); err != nil {
		return Print{}, err
	}
	if letter && d.Made.Letter == "" {
		return Print{}, ErrNoLetter
	}
	switch {
	case format == "json" && !letter:
		data, err := resume.JSON(d.Made.Document)
		return Print{data, "application/json"}, err
	case format == "md" && letter:
		return Print{[]byte(d.Made.Letter), "text/markdown; charset=utf-8"}, nil
	case format == "md":
		return Print{[]byte(resume.Markdown(d.Made.Document)), "text/markdown; charset=utf-8"}, nil
	}
	sheet := press.CV(d.Made.Document, d.Source.Today)
	if letter {
		sheet = press.Letter(d.Made.Letter, cmp.Or(d.Brief.Language, sheet.Language), sheet)
	}
	data, err := press.Print(sheet, format)
	return Print{data, press.Formats[format]}, err
}
