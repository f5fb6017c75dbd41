package llm

import (
	"errors"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAServerIsLearnt(t *testing.T) {
	for name, test := range map[string]struct {
		url, model string
		complaint  string
		fits       func(testkit.LLMRequest) bool
	}{
		"no schema":      {complaint: "response_format json_schema is not supported", fits: func(r testkit.LLMRequest) bool { return r.Format == "json_object" }},
		"no JSON mode":   {complaint: "'response_format.type' must be 'text'", fits: func(r testkit.LLMRequest) bool { return r.Format == "" }},
		"no usage":       {complaint: "unknown field stream_options", fits: func(r testkit.LLMRequest) bool { return !r.WantsUsage }},
		"no streaming":   {complaint: "Streaming isn't offered", fits: func(r testkit.LLMRequest) bool { return !r.Stream }},
		"no stream":      {complaint: "stream is not supported", fits: func(r testkit.LLMRequest) bool { return !r.Stream }},
		"no limit":       {model: "o1-local", complaint: "max_completion_tokens is unknown", fits: func(r testkit.LLMRequest) bool { return r.MaxTokens == 0 }},
		"no temperature": {complaint: "Unsupported value: 'temperature' does not support 0.2 with this model", fits: func(r testkit.LLMRequest) bool { return r.Temperature == 0 }},
		"a lower limit":  {complaint: "max_tokens is too large: at most 100", fits: func(r testkit.LLMRequest) bool { return r.MaxTokens == 0 }},
		"no system role": {complaint: "system role not supported", fits: func(r testkit.LLMRequest) bool { return r.Text("system") == "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testkit.NewLLM(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
				if test.fits(r) {
					return testkit.LLMAnswer{Text: `{"ops":[]}`}
				}
				return testkit.LLMAnswer{Status: 400, Text: test.complaint}
			})
			p, q := provider(t, server.URL), request()
			if test.model != "" {
				q.Model = test.model
			}

			var err error
			for range 4 {
				if _, err = p.Complete(t.Context(), q, func(string) error { return nil }); err == nil {
					break
				}
				if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Adjust {
					t.Fatalf("got %v; want to adjust", err)
				}
			}

			before := len(server.Requests())
			if _, again := p.Complete(t.Context(), q, func(string) error { return nil }); err != nil || again != nil {
				t.Fatalf("got %v, then %v", err, again)
			}
			if n := len(server.Requests()) - before; n != 1 {
				t.Errorf("asked %d times the next time; want to have learnt", n)
			}
		})
	}
}
