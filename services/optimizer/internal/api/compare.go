package api

import (
	"context"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
)

func (a *API) compare(ctx context.Context, q optimizerv1.CompareRequest) (r optimizerv1.CompareReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	ranking, err := a.Compare.Compare(ctx, caller.UserID, q.JobDescription, q.FileIDs, q.Skip)
	if err != nil {
		return r, err
	}
	return optimizerv1.CompareReply{
		Method: ranking.Method, Model: ranking.Model, Note: ranking.Note,
		Items: each(ranking.Items, func(i rank.Item) optimizerv1.Compared {
			return optimizerv1.Compared{
				FileID: i.FileID, Evidence: i.Score.Evidence, Visibility: i.Score.Before, Similarity: i.Similarity,
				Matched: list(i.Score.Matched), Missing: list(i.Score.Missing), Explanation: list(i.Score.Explanation),
			}
		}),
	}, nil
}
