package tailor

import (
	"cmp"
	"context"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/letter"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// proofOf is where a part is shown while it is made.
func (p *piece) proofOf(ctx context.Context, part prompt.Part) *proof {
	target := "cv"
	if part == prompt.Letter {
		target = "coverLetter"
	}
	if p.proofs[target] == nil {
		p.proofs[target] = &proof{
			target: target, stale: p.order.Runs > 0, // an earlier run may have shown something
			tell: func(s Step) { p.Audience.Tell(ctx, p.order.ID, s) },
		}
	}
	return p.proofs[target]
}

// draft is a part as the operations so far make it, and up to where it won't
// change if the rest comes in the order of the text.
func (p *piece) draft(part prompt.Part) func(ops []edit.Checked) (text string, certain int) {
	if part == prompt.Letter {
		return p.letterSoFar
	}
	return p.cvSoFar
}

// cvSoFar is certain up to the line that was written last, unless something
// was refused: that may come back corrected.
func (p *piece) cvSoFar(ops []edit.Checked) (text string, certain int) {
	for _, c := range ops {
		if c.Verdict == edit.Reverted {
			return "", 0
		}
	}
	text = resume.Markdown(edit.Apply(p.doc, ops).Document)
	return text, endOf(text, strings.Join(strings.Fields(ops[len(ops)-1].Safe), " "))
}

// letterSoFar is certain up to its last paragraph.
func (p *piece) letterSoFar(ops []edit.Checked) (text string, certain int) {
	paragraphs := edit.Apply(p.doc, ops).Letter
	if len(paragraphs) == 0 {
		return "", 0
	}
	name, _ := p.doc.First(resume.Name)
	text = letter.Markdown(letter.Letter{
		Paragraphs: paragraphs, Name: name.Text,
		Language: cmp.Or(p.order.Options.Language, p.doc.Language), Tone: p.order.Options.Tone,
	})
	return text, endOf(text, paragraphs[len(paragraphs)-1])
}

// endOf is where the last line that holds these words ends, or 0.
func endOf(text, words string) int {
	at := strings.LastIndex(text, words)
	if words == "" || at < 0 {
		return 0
	}
	at += len(words)
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

// settleCV shows the CV when its operations are complete, before the letter is
// begun, if it passes as a whole.
func (p *piece) settleCV(ctx context.Context, ops []edit.Checked) {
	if r := edit.Apply(p.doc, ops); len(p.checker.Audit(r)) == 0 {
		p.proofOf(ctx, prompt.CV).settle(resume.Markdown(r.Document))
	}
}

// present shows what is still missing, so that the pieces since the last restart
// add up to the result.
func (p *piece) present(ctx context.Context, r Result) {
	p.proofOf(ctx, prompt.CV).settle(r.CVMarkdown)
	if r.CoverLetterMarkdown != "" {
		p.proofOf(ctx, prompt.Letter).settle(r.CoverLetterMarkdown)
	}
}
