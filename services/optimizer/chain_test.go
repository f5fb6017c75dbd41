package optimizer

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

func chainSettings() settings {
	return settings{
		Provider: "offline", Attempts: 1, AtOnce: 2, Failures: 5, FirstWord: time.Minute, Idle: time.Minute, Stream: true,
		BaseURL: "https://api.openai.com/v1", Model: "gpt-4o-mini", JSON: "auto", Azure: "2024-10-21",
	}
}

// Each server sees its own key, and none sees another's.
func TestAKeyGoesToItsServerAlone(t *testing.T) {
	seen := map[string]string{}
	server := func(name string) string {
		s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			seen[name] = r.Header.Get("Authorization") + r.Header.Get("Api-Key")
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	usual, named, keyless, azure := server("usual"), server("named"), server("keyless"), server("azure")
	set := chainSettings()
	set.BaseURL, set.Key = usual, "usual-key"
	set.Keys = strings.TrimPrefix(named, "http://") + "=named=key, " + strings.TrimPrefix(azure, "http://") + "=azure-key"
	set.Chain = "openai:a,openai@" + named + ":b,openai@" + keyless + ":c,azure@" + azure + ":d"
	links, err := set.links()
	if err != nil {
		t.Fatal(err)
	}

	for _, l := range links {
		_, _ = l.Provider.Complete(t.Context(), llm.Request{Model: l.Models[0], Prompt: prompt.Prompt{Schema: []byte("{}")}},
			func(string) error { return nil }) // none of them answers well
	}

	for name, want := range map[string]string{"usual": "Bearer usual-key", "named": "Bearer named=key", "keyless": "", "azure": "azure-key"} {
		if got, ok := seen[name]; !ok || got != want {
			t.Errorf("%s saw %q; want %q", name, got, want)
		}
	}
}

func TestOneServerHasOneSetOfSlots(t *testing.T) {
	set := chainSettings()
	set.Chain = "openai:a,openai:b,openai@http://localhost:1/v1:c"
	set.Models = "x, a"

	links, err := set.links()

	if err != nil || len(links) != 3 || cap(links[0].Slots) != 2 {
		t.Fatalf("got %+v, %v", links, err)
	}
	if links[0].Slots <- struct{}{}; len(links[1].Slots) != 1 || len(links[2].Slots) != 0 {
		t.Error("the entries of one server don't share their slots")
	}
	if got := strings.Join(links[0].Models, " "); got != "a x" {
		t.Errorf("offers %s; want a x", got)
	}
}

func TestTheOlderSettingsStillHold(t *testing.T) {
	set := chainSettings()
	if links, err := set.links(); err != nil || links[0].Provider.Name() != "offline" || links[0].Models[0] != llm.OfflineModel {
		t.Errorf("got %v", err)
	}
	set.Provider = "openai"
	if links, err := set.links(); err != nil || links[0].Provider.Name() != "openai" || links[0].Server != "api.openai.com" {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsWrongWithAChainIsSaidAtTheStart(t *testing.T) {
	for says, change := range map[string]func(*settings){
		"LLM_CHAIN: entry 2":                   func(s *settings) { s.Chain = "offline,gemini:x" },
		"LLM_KEYS: entry 1":                    func(s *settings) { s.Chain, s.Keys = "offline", "topsecret" },
		"LLM_KEYS: entry 2":                    func(s *settings) { s.Chain, s.Keys = "offline", "a=b,https://x/y=topsecret" },
		"azure needs AZURE_API_VERSION, and a": func(s *settings) { s.Chain = "azure@https://a.openai.azure.com:d" },
		"LLM_CONCURRENCY":                      func(s *settings) { s.AtOnce = 0 },
		"LLM_BREAKER_PAUSE":                    func(s *settings) { s.Rest = 0 },
		"LLM_PROVIDER":                         func(s *settings) { s.Provider = "x" },
		"OPENAI_PRICES":                        func(s *settings) { s.Prices = "a=1" },
	} {
		set := chainSettings()
		set.Rest, set.TimeLimit, set.Workers, set.DataKey = time.Second, time.Hour, 1, strings.Repeat("ab", 32)
		change(&set)

		err := set.Validate()

		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("got %v; want it to say %s", err, says)
		}
	}
}
