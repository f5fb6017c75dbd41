package optimizer

import (
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
)

// embedder returns who finds similar texts, or nil where words are compared.
func (s *settings) embedder() (rank.Embedder, error) {
	if s.Embed == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	return llm.NewEmbedder(llm.OpenAI{BaseURL: s.BaseURL, Key: s.Key, JSON: llm.JSONMode(s.JSON)}, s.Embed)
}
