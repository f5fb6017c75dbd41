package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Embedder turns texts into vectors at a server that speaks OpenAI's protocol.
type Embedder struct {
	model  string
	client *openai.Client
}

// The bounds of a request for embeddings. Somebody waits for the answer.
const (
	embedTime = 3 * time.Second
	mostEmbed = 20_000 // bytes of one text: what models read of it
)

// NewEmbedder returns an embedder that asks for this model.
func NewEmbedder(o OpenAI, model string) (*Embedder, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	config := openai.DefaultConfig(o.Key)
	config.BaseURL = o.BaseURL
	config.HTTPClient = newHTTPClient()
	return &Embedder{model: model, client: openai.NewClientWithConfig(config)}, nil
}

// Model implements rank.Embedder.
func (e *Embedder) Model() string { return e.model }

// Embed implements rank.Embedder.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, embedTime)
	defer cancel()
	input := make([]string, len(texts))
	for i, text := range texts {
		input[i] = text
		if len(text) > mostEmbed {
			input[i] = strings.ToValidUTF8(text[:mostEmbed], "")
		}
		if input[i] == "" {
			input[i] = " " // servers refuse what is empty
		}
	}
	res, err := e.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: input, Model: openai.EmbeddingModel(e.model), EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	if err != nil {
		return nil, fmt.Errorf("ask for embeddings: %w", err)
	}
	vectors := make([][]float32, len(texts))
	for _, d := range res.Data {
		if d.Index < 0 || d.Index >= len(vectors) || vectors[d.Index] != nil {
			return nil, errors.New("ask for embeddings: they are of other texts")
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, nil
}
