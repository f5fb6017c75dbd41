package tailor

import (
	"errors"

	"github.com/sartor-cv/sartor/services/optimizer/internal/answer"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// sink reads an answer while it comes, checks each operation when it is
// complete, and only then shows its text.
type sink struct {
	part   prompt.Part
	target string
	check  func(edit.Op) edit.Checked
	tell   func(Step)

	shown   bool // something that a new attempt makes void
	reader  *answer.Reader
	checked []edit.Checked
}

var _ llm.Sink = (*sink)(nil)

// Begin implements llm.Sink.
func (s *sink) Begin() {
	if s.shown {
		s.tell(Step{Type: "delta", Target: s.target, Restart: true})
	}
	s.shown, s.checked = false, nil
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
	c := s.check(op)
	s.checked = append(s.checked, c)
	if c.Safe == "" || op.Text == "" {
		return nil
	}
	s.shown = true
	s.tell(Step{Type: "delta", Target: s.target, Text: c.Safe + "\n\n"})
	return nil
}

// unacceptable tells the model what was wrong with its answer.
func unacceptable(err error) error {
	if invalid, ok := errors.AsType[*answer.InvalidError](err); ok {
		return &llm.Error{Kind: llm.Unacceptable, Detail: invalid.Why}
	}
	return err
}
