package llm

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/answer"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// Every provider is held to the same promises.
func TestEveryProviderKeepsThePromises(t *testing.T) {
	server := testkit.NewLLM(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Text: `{"ops":[{"kind":"keep","facts":["f1"],"text":"","reason":""}]}`}
	})
	whole, err := NewOpenAI(OpenAI{
		BaseURL: server.URL, Key: server.Key, JSON: JSONAuto, Whole: true, FirstToken: time.Minute, Idle: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]Provider{
		"offline": NewOffline(), "openai, streaming": patient(t, server.URL, time.Minute), "openai, all at once": whole,
	} {
		t.Run(name, func(t *testing.T) {
			q := realRequest(t, prompt.CV)
			if p.Name() == "" {
				t.Error("it has no name")
			}

			ops := 0
			r := answer.New(prompt.CV.Kinds(), func(edit.Op) error { ops++; return nil })
			a, err := p.Complete(t.Context(), q, r.Write)
			if err != nil || r.Close() != nil || ops == 0 || a.Usage.Source == "" {
				t.Errorf("answered %d operations, %+v, %v; want some, and what they took", ops, a, err)
			}

			enough := errors.New("enough")
			if _, err := p.Complete(t.Context(), q, func(string) error { return enough }); !errors.Is(err, enough) {
				t.Errorf("got %v; want it to stop with %v", err, enough)
			}

			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := p.Complete(ctx, q, func(string) error { return nil }); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v; want it to stop with its context", err)
			}
		})
	}
}

func TestTheOfflineProviderHasAnAnswerToEveryPart(t *testing.T) {
	for _, part := range []prompt.Part{prompt.CV, prompt.Letter, prompt.Repair} {
		r := answer.New(part.Kinds(), func(edit.Op) error { return nil })

		_, err := NewOffline().Complete(t.Context(), realRequest(t, part), r.Write)

		if err != nil || r.Close() != nil {
			t.Errorf("%s: got %v, %v", part, err, r.Close())
		}
	}
}

func realRequest(t *testing.T, part prompt.Part) Request {
	t.Helper()
	doc := resume.Parse(resume.Input{
		Text:  "Jane Doe\n\nExperience\n\nEngineer, Acme Ltd\n2019 - 2021\n- Wrote services in Go.\n- Fixed bikes.\n\nSkills\nCooking, Go\n",
		Today: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	})
	text, err := prompt.Write(prompt.Brief{Part: part, Document: doc, Job: match.Read(match.Posting{Text: "We need an engineer.\n- Go\n"})})
	if err != nil {
		t.Fatal(err)
	}
	return Request{Model: "m", Prompt: text}
}

func TestAWholeAnswerIsSeenThroughToo(t *testing.T) {
	for name, test := range map[string]struct {
		answer testkit.LLMAnswer
		want   Kind
	}{
		"no finish reason": {testkit.LLMAnswer{Text: "{}", Finish: "none"}, Truncated},
		"cut":              {testkit.LLMAnswer{Text: "{}", Finish: "length"}, Cut},
		"filtered":         {testkit.LLMAnswer{Text: "{}", Finish: "content_filter"}, Declined},
		"error with 200":   {testkit.LLMAnswer{Handle: write("application/json", `{"error":{"message":"x","code":503}}`)}, Away},
		"HTML":             {testkit.LLMAnswer{Handle: write("text/html", "<html>")}, Garbled},
		"a stream":         {testkit.LLMAnswer{Handle: write(sse, chunk("a"), stop, done)}, Garbled},
		"other types":      {testkit.LLMAnswer{Handle: write("application/json", `{"choices":["a"]}`)}, Garbled},
		"503":              {testkit.LLMAnswer{Status: 503}, Away},
	} {
		t.Run(name, func(t *testing.T) {
			server := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer { return test.answer })
			p, err := NewOpenAI(OpenAI{BaseURL: server.URL, Key: server.Key, JSON: JSONPrompt, Whole: true, FirstToken: time.Minute})
			if err != nil {
				t.Fatal(err)
			}

			_, _, err = complete(t.Context(), p)

			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != test.want {
				t.Errorf("got %v; want %s", err, test.want)
			}
		})
	}
}
