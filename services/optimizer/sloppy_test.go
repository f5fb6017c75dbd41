package optimizer_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// sloppy are ways in which small models put what they were asked for.
var sloppy = map[string]func(ops string) string{
	"fenced": func(ops string) string { return "```json\n{\"ops\":[" + ops + "]}\n```" },
	"chatty": func(ops string) string {
		return "Of course! Here are the [edits]:\n\n{\"ops\": [" + ops + "]}\n\nGood luck, \"Jane\"!"
	},
	"trailing commas": func(ops string) string { return `{"ops":[` + ops + `,],}` },
	"thinking":        func(ops string) string { return "<think>\nThe {user} wants [..]\n</think>\n{\"ops\":[" + ops + "]}" },
	"thinking, begun before": func(ops string) string {
		return "I should keep [f1].\n</think>{\"ops\":[" + ops + "]}"
	},
	"a tool's call": func(ops string) string { return `{"name":"operations","arguments":{"ops":[` + ops + `]}}` },
	"a bare list":   func(ops string) string { return "[" + ops + "]" },
	"capital kinds": func(ops string) string { return `{"ops":[` + strings.ReplaceAll(ops, `"rewrite"`, `"REWRITE"`) + `]}` },
	"other names": func(ops string) string {
		return `{"operations":[` + strings.NewReplacer(`"rewrite"`, `"replace"`, `"facts"`, `"fact_ids"`, `"text"`, `"new_text"`).Replace(ops) + `]}`
	},
	"capital ids":    func(ops string) string { return `{"ops":[` + strings.ReplaceAll(ops, `["f`, `["F`) + `]}` },
	"one brace less": func(ops string) string { return `{"ops":[` + ops + `]` },
	"a wrong id more": func(ops string) string {
		return `{"ops":[` + strings.ReplaceAll(ops, `"],"text"`, `","f999"],"text"`) + `]}`
	},
	"unknown fields": func(ops string) string {
		return `{"thoughts":"x","ops":[` + strings.ReplaceAll(ops, `"kind"`, `"confidence":0.9,"kind"`) + `]}`
	},
	"unicode quotes": func(ops string) string {
		return `{“ops”:[` + strings.NewReplacer(`":`, `”:`, `{"`, `{“`, `,"`, `,“`).Replace(ops) + `]}`
	},
	"one more of naught": func(ops string) string { return `{"ops":[` + ops + `,{"kind":"hire","facts":["f1"],"text":"me"}]}` },
}

// Whatever a model's habits are: where nothing must be guessed its answer is
// used at once, through the real adapter, streamed and whole.
func TestSloppyAnswersAreUsed(t *testing.T) {
	t.Parallel()
	var how func(string) string
	server, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		id := factID(t, r, "billing service")
		if isLetter(r) {
			return testkit.LLMAnswer{Text: how(`{"kind":"letter","facts":["` + id + `"],"text":"I built a billing service in Go that handled 2 million invoices a month.","reason":""}`)}
		}
		return testkit.LLMAnswer{Text: how(`{"kind":"rewrite","facts":["` + id + `"],"text":"Built a Go billing service that handled 2 million invoices a month.","reason":"Go first."}`)}
	}, "OPENAI_JSON", "prompt")
	w := newWorld(t, env)
	for name, put := range sloppy {
		how = put
		before := len(server.Requests())

		o := w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)

		if !strings.Contains(o.Result.CVMarkdown, "Built a Go billing service") || !strings.Contains(o.Result.CoverLetterMarkdown, "I built a billing service in Go") {
			t.Errorf("%s: the answer was not used: %s\n%s", name, o.Result.CVMarkdown, o.Result.CoverLetterMarkdown)
		}
		if n := len(server.Requests()) - before; n != 2 {
			t.Errorf("%s: asked %d times; want twice, for the CV and the letter", name, n)
		}
	}
}

// What would have to be guessed is asked for once more; then the next in the
// chain works, or nobody is charged.
func TestHopelessAnswersAreAskedForOnceMore(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"cut off in a text": `{"ops":[{"kind":"rewrite","facts":["f4"],"text":"Built a Go bil`,
		"prose":             "I'd rewrite the first bullet and drop the rest.",
		"a whole CV":        "# Jane Doe\n\n## Experience\n- Built [things](https://example.com).",
		"nothing":           " ",
		"only thoughts":     "<think>hm, [f4] could go first</think>",
		"other JSON":        `{"name":"Jane Doe","skills":["Go","Kubernetes"]}`,
		"no good ids":       `{"ops":[{"kind":"rewrite","text":"Built a service."},{"kind":"drop"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer { return testkit.LLMAnswer{Text: answer} }, "OPENAI_JSON", "prompt")
			alone := newWorld(t, env)

			o := alone.reaches(alone.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusFailed)

			asked := server.Requests()
			if len(asked) != 2 || len(asked[1].Messages) != 4 || !strings.Contains(asked[1].Messages[3].Content, "Answer once more") {
				t.Errorf("asked %d times; want once more with what was wrong", len(asked))
			}
			if o.Error.Code != "llm_invalid_answer" || o.Usage.Credits != 0 || o.Usage.Calls != 2 {
				t.Errorf("got %+v, %+v", o.Error, o.Usage)
			}
			if !alone.credits.sees(func(c *credits) bool { return c.available == 100 && len(c.held) == 0 })() {
				t.Error("credits are still held")
			}
		})
	}
	t.Run("the next works", func(t *testing.T) {
		t.Parallel()
		_, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer { return testkit.LLMAnswer{Text: "No JSON today."} },
			"OPENAI_JSON", "prompt", "LLM_CHAIN", "openai:gpt-4o-mini,offline")
		w := newWorld(t, env)

		o := w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)

		if o.Provider != "offline" || o.Usage.Credits == 0 || len(o.Result.Changes) == 0 {
			t.Errorf("made by %s for %d credits", o.Provider, o.Usage.Credits)
		}
	})
}
