package llm

import (
	"context"
	"encoding/json"

	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rules"
)

// OfflineModel is what the offline provider's only model is called.
const OfflineModel = "rules-1"

// offlineBullets is how many bullets the rules leave to a job.
const offlineBullets = 8

type offline struct{}

// NewOffline returns the provider "offline": no model and no network, the
// rules of package rules, in the form of a model's answer.
func NewOffline() Provider { return offline{} }

// Name implements Provider.
func (offline) Name() string { return KindOffline }

// Complete implements Provider.
func (offline) Complete(ctx context.Context, q Request, hear func(string) error) (Answer, error) {
	answer := Answer{Usage: Usage{Source: NoUsage}}
	brief := q.Prompt.Brief
	plan := rules.Plan(brief.Document, brief.Job, rules.Options{
		Tone: brief.Tone, Language: brief.Language, Letter: brief.Part == prompt.Letter, MaxBullets: offlineBullets,
	})
	if brief.Part == prompt.Repair {
		plan.Ops = nil // the rules have nothing better to say
	}
	piece := `{"ops":[`
	for _, op := range plan.Ops {
		if (op.Kind == edit.Letter) != (brief.Part == prompt.Letter) {
			continue
		}
		data, err := json.Marshal(op)
		if err != nil {
			return answer, err
		}
		if err := hear(piece + string(data)); err != nil {
			return answer, err
		}
		if ctx.Err() != nil {
			return answer, ctx.Err()
		}
		piece = ","
	}
	if piece == "," {
		return answer, hear("]}")
	}
	return answer, hear(piece + "]}")
}
