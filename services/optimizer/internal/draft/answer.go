package draft

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
)

// Answer is a user's word on a question.
type Answer struct {
	Question  string // its id
	Confirmed bool
	Text      string // of a confirmed gap: where, and what was done
}

// Word is an answer that is kept for later optimizations too.
type Word struct {
	Question  string        `json:"question"`
	About     string        `json:"about"`
	Confirmed bool          `json:"confirmed"`
	Stated    resume.Stated `json:"stated"` // of a confirmed one
}

// ErrNoQuestion is the fault of answering what isn't asked.
var ErrNoQuestion = fault.New(fault.NotFound, "question_not_found", "there is no such question, or it is answered already")

// MaxStatement is the longest statement, in bytes.
const MaxStatement = 1_000

// Answer makes the next revision of a draft of an answer to one of its
// questions.
func (d Draft) Answer(a Answer, now time.Time) (Draft, Word, error) {
	i := slices.IndexFunc(d.Made.Grounding.Questions, func(q Question) bool { return q.ID == a.Question })
	if i < 0 {
		return d, Word{}, ErrNoQuestion
	}
	q := d.Made.Grounding.Questions[i]
	text := oneLine(a.Text)
	switch {
	case len(text) > MaxStatement || strings.ContainsFunc(text, unicode.IsControl):
		return d, Word{}, fault.InvalidField("body.text", "up to %d bytes, without control characters", MaxStatement)
	case text != "" && (q.Kind == Claim || !a.Confirmed):
		return d, Word{}, fault.InvalidField("body.text", "only a confirmed gap takes a text; what you wrote is confirmed as it is")
	}
	next := d.after(Answered, now)
	word := Word{Question: q.ID, About: q.About, Confirmed: a.Confirmed}
	if !a.Confirmed {
		next.Source.Denied = append(slices.Clone(d.Source.Denied), q.ID)
		next.deny(q)
		return Open(next.Source, next.Brief).remake(next), word, nil
	}
	if text == "" {
		text = oneLine(q.About)
	}
	word.Stated = resume.Stated{ID: "s" + q.ID, Text: text}
	if at, ok := next.claimed(q); ok {
		next.confirm(at, &word)
	}
	next.Source.Stated = append(slices.Clone(d.Source.Stated), word.Stated)
	return Open(next.Source, next.Brief).remake(next), word, nil
}

func (d *Draft) claimed(q Question) (int, bool) {
	i := slices.IndexFunc(d.Steps, func(s Step) bool { return q.Kind == Claim && s.Mine && s.Op.Text == q.About })
	return i, i >= 0
}

func (d *Draft) deny(q Question) {
	if i, ok := d.claimed(q); ok {
		d.Steps[i].Rejected = true
	}
}

// confirm lets a step rest on the user's own word, which stands in the entry
// that the step is about.
func (d *Draft) confirm(at int, word *Word) {
	op := &d.Steps[at].Op
	doc := d.Source.Document()
	if f, ok := doc.Fact(first(op.Facts)); ok && f.Entry != "" && op.Kind == edit.Rewrite {
		e, _ := doc.Entry(f.Entry)
		word.Stated.Title, word.Stated.Organization = doc.Frame(e)
	}
	rest := op.Facts
	if op.Kind == edit.Rewrite {
		rest = rest[1:]
	}
	rest = rest[:min(len(rest), ground.MaxCited-2)]
	if op.Kind == edit.Rewrite {
		op.Facts = append([]string{op.Facts[0], word.Stated.ID}, rest...)
		return
	}
	op.Facts = append([]string{word.Stated.ID}, rest...)
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}
