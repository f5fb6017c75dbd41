package rest

import (
	"context"
	"net/http"
	"slices"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

type matchRequest struct {
	JobDescription string   `json:"jobDescription" minLength:"1" maxLength:"60000" example:"We look for an engineer who …"`
	FileIDs        []string `json:"fileIds,omitempty" minItems:"1" maxItems:"25" doc:"The newest 25 that could be read where it is left out."`
}

type matchInput struct{ Body matchRequest }

type matchReply struct {
	Items      []matched `json:"items"`
	Similarity string    `json:"similarity" enum:"lexical,embeddings" doc:"How the similarity was found."`
	Model      string    `json:"model,omitempty" doc:"Which made the embeddings."`
	Note       string    `json:"note,omitempty" doc:"Why it is lexical, where embeddings were wanted."`
}

type matched struct {
	FileID       string    `json:"fileId"`
	OriginalName string    `json:"originalName" example:"My CV.pdf"`
	Evidence     int       `json:"evidence" minimum:"0" maximum:"100" doc:"What the CV can prove against the job."`
	Visibility   int       `json:"visibility" minimum:"0" maximum:"100" doc:"How well it shows that."`
	Similarity   float64   `json:"similarity" example:"0.42"`
	Keywords     matchKeys `json:"keywords"`
	Explanation  []string  `json:"explanation"`
}

type matchKeys struct {
	Matched []string `json:"matched"`
	Missing []string `json:"missing"`
}

func (s *Server) matchRoutes() {
	serve(s, route{
		method: http.MethodPost, path: "/match", id: "match", tag: "Optimizations",
		summary: "The caller's CVs against one job, the best first", status: http.StatusOK, most: largeJSON,
		refusals: []int{http.StatusNotFound, http.StatusConflict},
		about:    "Costs no credits. The scores are counted by code: the same CVs and job give the same answer.",
	}, s.match)
}

// mostListed is how many files are looked through for those that are named.
const mostListed = 2_000

func (s *Server) match(ctx context.Context, in *matchInput) (*body[matchReply], error) {
	names, ids, err := s.namesOf(ctx, in.Body.FileIDs)
	if err != nil {
		return nil, err
	}
	reply, err := ask(ctx, s, optimizerv1.Compare, optimizerv1.CompareRequest{
		JobDescription: in.Body.JobDescription, FileIDs: ids, Skip: in.Body.FileIDs == nil,
	})
	if err != nil {
		return nil, err
	}
	return &body[matchReply]{matchReply{
		Similarity: reply.Method, Model: reply.Model, Note: reply.Note,
		Items: each(reply.Items, func(c optimizerv1.Compared) matched {
			return matched{
				FileID: c.FileID, OriginalName: names[c.FileID], Evidence: c.Evidence, Visibility: c.Visibility,
				Similarity: c.Similarity, Keywords: matchKeys{c.Matched, c.Missing}, Explanation: c.Explanation,
			}
		}),
	}}, nil
}

// namesOf finds the caller's files: those that are wanted, or the newest that
// could be read.
func (s *Server) namesOf(ctx context.Context, wanted []string) (names map[string]string, ids []string, err error) {
	names = map[string]string{}
	for cursor, seen := "", 0; ; {
		page, err := ask(ctx, s, filesv1.List, filesv1.ListRequest{Limit: exportPage, Cursor: cursor})
		if err != nil {
			return nil, nil, err
		}
		for _, f := range page.Items {
			names[f.ID] = f.OriginalName
			if wanted == nil && f.Status == filesv1.StatusParsed && len(ids) < optimizerv1.MaxCompared {
				ids = append(ids, f.ID)
			}
		}
		seen += len(page.Items)
		done := page.NextCursor == "" || page.NextCursor == cursor || seen >= mostListed || wanted == nil && len(ids) == optimizerv1.MaxCompared
		if cursor = page.NextCursor; done {
			break
		}
	}
	if wanted == nil {
		return names, ids, nil
	}
	if slices.ContainsFunc(wanted, func(id string) bool { _, ok := names[id]; return !ok }) {
		return nil, nil, errNoFile
	}
	return names, wanted, nil
}
