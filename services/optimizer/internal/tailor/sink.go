package tailor

import (
	"errors"
	"slices"

	"github.com/sartor-cv/sartor/services/optimizer/internal/answer"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// sink reads an answer while it comes, checks each operation when it is
// complete, and only then shows its text.
type sink struct {
	part  prompt.Part
	check func(edit.Op) edit.Checked
	known func(id string) bool // whether there is such a fact; nil for any

	// proof is where the text is shown, as far as draft says that it is certain.
	// Nil for a part that is not shown on its way.
	proof *proof
	draft func([]edit.Checked) (text string, certain int)

	reader  *answer.Reader
	checked []edit.Checked
	drafts  int
}

var _ llm.Sink = (*sink)(nil)

// Begin implements llm.Sink.
func (s *sink) Begin(by llm.Author) {
	if s.proof != nil {
		s.proof.drop()
	}
	s.checked, s.drafts = nil, 0
	if by.Provider == llm.KindOffline {
		s.drafts = mostDrafts // it is done at once, and frames its letters itself
	}
	s.reader = answer.New(s.part.Kinds(), s.take)
}

// Take implements llm.Sink.
func (s *sink) Take(text string) error { return unacceptable(s.reader.Write(text)) }

// Done implements llm.Sink.
func (s *sink) Done() error {
	if err := s.reader.Close(); err != nil {
		return unacceptable(err)
	}
	if s.part == prompt.Letter && len(s.checked) == 0 {
		return &llm.Error{Kind: llm.Unacceptable, Detail: "it must hold three or four operations of kind letter"}
	}
	return nil
}

func (s *sink) take(op edit.Op) error {
	c := s.check(s.sound(op))
	s.checked = append(s.checked, c)
	if s.proof != nil && op.Text != "" && s.drafts < mostDrafts {
		s.drafts++
		s.proof.grow(s.draft(s.checked))
	}
	return nil
}

// sound leaves out citations of facts that don't exist, where others remain.
// The first of a rewrite says what is rewritten: without it nothing is.
func (s *sink) sound(op edit.Op) edit.Op {
	if s.known == nil || len(op.Facts) == 0 || op.Kind == edit.Rewrite && !s.known(op.Facts[0]) {
		return op
	}
	if facts := slices.DeleteFunc(slices.Clone(op.Facts), func(id string) bool { return !s.known(id) }); len(facts) > 0 {
		op.Facts = facts
	}
	return op
}

// mostDrafts bounds how often a text is made while it comes; a model that writes
// in smaller pieces shows more at the end.
const mostDrafts = 200

// unacceptable tells the model what was wrong with its answer.
func unacceptable(err error) error {
	if invalid, ok := errors.AsType[*answer.InvalidError](err); ok {
		return &llm.Error{Kind: llm.Unacceptable, Detail: invalid.Why}
	}
	return err
}
