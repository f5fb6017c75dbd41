package llm

import (
	"strings"
	"sync"

	"github.com/tiktoken-go/tokenizer"
)

// mostCounted is how much of a text is counted; the rest is taken to be like it.
const mostCounted = 64 << 10

// codec has the vocabulary of OpenAI's newer models. It takes memory and a
// moment to unpack, so it waits until a server doesn't say what it used.
var codec = sync.OnceValues(func() (tokenizer.Codec, error) { return tokenizer.Get(tokenizer.O200kBase) })

// count is how many tokens texts are: exactly for OpenAI's newer models, and
// nearly so for others.
func count(texts ...string) int64 {
	c, err := codec()
	if err != nil {
		return tokens(size(texts))
	}
	var sample strings.Builder
	for _, t := range texts {
		sample.WriteString(t[:min(len(t), mostCounted-sample.Len())])
	}
	if sample.Len() == 0 {
		return 0
	}
	n, err := c.Count(sample.String())
	if err != nil {
		return tokens(size(texts))
	}
	return int64(float64(n) * float64(size(texts)) / float64(sample.Len()))
}

func size(texts []string) (n int) {
	for _, t := range texts {
		n += len(t)
	}
	return n
}

// tokens estimates, at no cost, how many tokens a text of so many bytes is. Four
// bytes to the token is the usual measure for English; other scripts have fewer
// tokens to the byte than letters, so it holds for them too, roughly.
func tokens(bytes int) int64 { return int64(bytes+3) / 4 }
