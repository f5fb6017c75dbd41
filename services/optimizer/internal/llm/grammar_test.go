package llm

import (
	"slices"
	"strings"
	"testing"
)

func TestChainsAreRead(t *testing.T) {
	for text, want := range map[string][]Entry{
		"offline":             {{Kind: "offline"}},
		" openai:gpt-4o-mini": {{Kind: "openai", Model: "gpt-4o-mini"}},
		"openai:gpt-x,openai@http://localhost:11434/v1:llama3.1:8b, offline": {
			{Kind: "openai", Model: "gpt-x"}, {Kind: "openai", URL: "http://localhost:11434/v1", Model: "llama3.1:8b"}, {Kind: "offline"},
		},
		"openai@https://[::1]:8443/v1/:m":            {{Kind: "openai", URL: "https://[::1]:8443/v1", Model: "m"}},
		"openai@http://vllm:meta-llama/Llama-3.1-8B": {{Kind: "openai", URL: "http://vllm", Model: "meta-llama/Llama-3.1-8B"}},
		"openai@http://vllm:8000:Qwen/Qwen2":         {{Kind: "openai", URL: "http://vllm:8000", Model: "Qwen/Qwen2"}},
		"azure@https://me.openai.azure.com:gpt-4o,azure@https://me.openai.azure.com:other": {
			{Kind: "azure", URL: "https://me.openai.azure.com", Model: "gpt-4o"}, {Kind: "azure", URL: "https://me.openai.azure.com", Model: "other"},
		},
	} {
		if got, err := ParseChain(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestBadChainsAreRefusedAndNotRepeated(t *testing.T) {
	for text, says := range map[string]string{
		"":                                   "entry 1: it is empty",
		"openai:a,":                          "entry 2: it is empty",
		"openai":                             "names no model",
		"openai:":                            "names no model",
		"openai@http://host:8080":            "names no model",
		"openai@http://host:8080/v1":         "names no model",
		"openai@http://host/v1:":             "must be http",
		"openai@host:m":                      "must be http",
		"openai@ftp://host:m":                "must be http",
		"openai@http://secret@host:m":        "LLM_KEYS",
		"openai@http://u:secret@host/v1:m":   "LLM_KEYS",
		"openai@http://host/v1?key=secret:m": "LLM_KEYS",
		"anthropic:m":                        "must begin with openai, azure or offline",
		"offline:m":                          "neither an address nor a model",
		"azure:m":                            "needs an address",
		"azure@https://a.b:x/y":              "no special characters",
		"openai:a,openai:a":                  "entry 2 is there twice",
		"openai:a b":                         "no blanks",
		"openai:" + strings.Repeat("x", 129): "up to 128 bytes",
		"openai:1,openai:2,openai:3,openai:4,openai:5,openai:6,openai:7,openai:8,openai:9": "more than 8",
	} {
		_, err := ParseChain(text)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %v; want it to say %q and no secret", text, err, says)
		}
	}
}

func FuzzParseChain(f *testing.F) {
	for _, seed := range []string{"offline", "openai:gpt-x,openai@http://h:1/v1:m:8b", "azure@https://a.b:d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParseChain(text)
		for _, e := range all {
			if err == nil && e.Kind != KindOffline && e.Model == "" {
				t.Errorf("%q has an entry without a model", text)
			}
		}
	})
}
