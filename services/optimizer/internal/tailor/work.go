package tailor

import (
	"context"
	"errors"
	"slices"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// mostTokens bounds one answer.
const mostTokens = 8_000

// piece is one optimization on the bench.
type piece struct {
	*Worker

	lease   Lease
	order   Optimization
	doc     resume.Document
	job     match.Job
	source  draft.Source
	brief   draft.Brief
	table   *draft.Table
	checker *ground.Checker
	checked []edit.Checked // everything that was accepted as an answer, refused operations too
	by      map[prompt.Part]llm.Author
	place   int // in the chain, of who answered last
	proofs  map[string]*proof
}

// work goes through the stages and returns how it ended.
func (w *Worker) work(ctx context.Context, l Lease, o Optimization) (*End, error) {
	p := &piece{Worker: w, lease: l, order: o, by: map[prompt.Part]llm.Author{}, proofs: map[string]*proof{}}
	cv, err := p.text(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.Bench.Move(ctx, l, Running, StageRead); err != nil {
		return nil, err
	}
	w.Audience.Tell(ctx, o.ID, Step{Type: "status", Status: string(Running)})
	w.Audience.Tell(ctx, o.ID, Step{Type: "stage", Stage: StageRead})
	if err := p.read(ctx, cv); err != nil {
		return nil, err
	}
	if err := p.enter(ctx, StagePlan); err != nil {
		return nil, err
	}
	ops, err := p.tailor(ctx)
	if err != nil {
		return nil, err
	}
	p.settleCV(ctx, ops)
	letter, err := p.write(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.enter(ctx, StageCheck); err != nil {
		return nil, err
	}
	made := p.finish(append(ops, letter...))
	result, err := resultOf(made)
	if err != nil {
		return nil, err
	}
	p.present(ctx, result)
	end := p.success(cv, result)
	end.Draft = &made
	return end, nil
}

// text returns the CV's text, or a LaterError while it isn't known.
func (p *piece) text(ctx context.Context) (CV, error) {
	if p.order.FileID == "" {
		return CV{UserID: p.order.UserID, Text: p.order.CVText}, nil
	}
	cv, known, err := p.CVs.CV(ctx, p.order.FileID)
	if err != nil {
		return CV{}, err
	}
	if !known {
		if cv, err = p.Files.Text(ctx, p.order.FileID); err != nil {
			return CV{}, p.await(ctx, err)
		}
		if err := p.CVs.Keep(ctx, cv); err != nil {
			return CV{}, err
		}
	}
	switch {
	case cv.UserID != p.order.UserID:
		return CV{}, final(ErrNoFile.Reason, ErrNoFile.Message)
	case cv.Rejection != nil:
		return CV{}, &finalError{*cv.Rejection}
	}
	return cv, nil
}

// await says what a file's missing text means: wait, or give up.
func (p *piece) await(ctx context.Context, err error) error {
	waits := errors.Is(err, ErrNotReady) || fault.Temporary(err)
	if !waits {
		f := fault.From(err)
		return final(f.Reason, f.Message)
	}
	if p.Now().Sub(p.order.CreatedAt) > p.Limits.FileWait {
		return final(ErrNotReady.Reason, "the file could not be read in time; nothing was charged")
	}
	if err := p.Bench.Move(ctx, p.lease, Waiting, StageRead); err != nil {
		return err
	}
	if p.order.State != Waiting {
		p.Audience.Tell(ctx, p.order.ID, Step{Type: "status", Status: "waiting_for_file"})
	}
	return &LaterError{After: fileRetry, Why: "the file is being read"}
}

func (p *piece) read(ctx context.Context, cv CV) error {
	words, err := p.Words.Words(ctx, p.order.UserID)
	if err != nil {
		return err
	}
	options := p.order.Options
	p.brief = draft.Brief{
		Job: p.order.JobDescription, Title: options.JobTitle, Company: options.Company,
		Language: options.Language, Tone: options.Tone, Letter: options.Letter(),
	}
	p.source = draft.Source{Text: cv.Text, Parts: cv.Parts, Today: p.order.CreatedAt}
	p.source.Stated, p.source.Denied = told(words)
	p.table = draft.Open(p.source, p.brief)
	p.doc, p.job, p.checker = p.table.Document, p.table.Job, p.table.Checker
	return nil
}

func (p *piece) enter(ctx context.Context, s Stage) error {
	if err := p.Bench.Move(ctx, p.lease, Running, s); err != nil {
		return err
	}
	p.Audience.Tell(ctx, p.order.ID, Step{Type: "stage", Stage: s})
	return nil
}

// ask has one part of the work done and checked.
func (p *piece) ask(ctx context.Context, part prompt.Part, refused []edit.Checked) ([]edit.Checked, error) {
	text, err := prompt.Write(prompt.Brief{
		Part: part, Document: p.doc, Job: p.job,
		Language: p.order.Options.Language, Tone: p.order.Options.Tone, Refused: refused,
	})
	if err != nil {
		return nil, err
	}
	s := &sink{part: part, check: p.checker.Check, known: func(id string) bool { _, ok := p.doc.Fact(id); return ok }}
	if part != prompt.Repair {
		s.proof, s.draft = p.proofOf(ctx, part), p.draft(part)
	}
	q := llm.Request{Model: p.order.Model, Prompt: text, MaxTokens: mostTokens, From: p.place}
	who, err := p.Model.Ask(ctx, p.order.ID, q, s)
	if err != nil {
		return nil, err
	}
	p.by[part], p.place = who, who.Place
	p.checked = append(p.checked, s.checked...)
	return s.checked, nil
}

// tailor asks for the CV, and once more for what the check refused. What is
// refused again stays as the source has it.
func (p *piece) tailor(ctx context.Context) ([]edit.Checked, error) {
	if err := p.enter(ctx, StageTailor); err != nil {
		return nil, err
	}
	ops, err := p.ask(ctx, prompt.CV, nil)
	if err != nil {
		return nil, err
	}
	refused := slices.DeleteFunc(slices.Clone(ops), func(c edit.Checked) bool {
		return c.Verdict != edit.Reverted || c.Op.Kind != edit.Rewrite && c.Op.Kind != edit.Summary
	})
	if len(refused) == 0 {
		return ops, nil
	}
	better, err := p.ask(ctx, prompt.Repair, refused)
	if err != nil {
		if _, ok := errors.AsType[*llm.Error](err); ok {
			return ops, nil // the source's own words will do
		}
		return nil, err
	}
	return repaired(ops, better), nil
}

// repaired puts corrections in the place of what was refused.
func repaired(ops, better []edit.Checked) []edit.Checked {
	for _, b := range better {
		if b.Verdict == edit.Reverted {
			continue
		}
		i := slices.IndexFunc(ops, func(c edit.Checked) bool {
			return c.Verdict == edit.Reverted && c.Op.Kind == b.Op.Kind && (b.Op.Kind == edit.Summary || c.Op.Facts[0] == b.Op.Facts[0])
		})
		if i >= 0 {
			ops[i] = b
		}
	}
	return ops
}

// write asks for the cover letter, if one is wanted.
func (p *piece) write(ctx context.Context) ([]edit.Checked, error) {
	if !p.order.Options.Letter() {
		return nil, nil
	}
	if err := p.enter(ctx, StageLetter); err != nil {
		return nil, err
	}
	return p.ask(ctx, prompt.Letter, nil)
}

// success is the end of an optimization that has a result.
func (p *piece) success(cv CV, r Result) *End {
	price := Price(len(cv.Text), len(p.order.JobDescription), r.CoverLetterMarkdown != "")
	return &End{
		By:    p.by[prompt.CV],
		State: Succeeded, Result: &r, Charge: min(price, p.order.Held),
		Scores: &Scores{Evidence: r.Match.Evidence, Before: r.Match.Before, After: r.Match.After},
	}
}
