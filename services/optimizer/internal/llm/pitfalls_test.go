package llm

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// go-openai, left alone, carries Azure's api-key across hosts: net/http drops
// only the headers that it knows.
func TestAzuresKeyIsNotCarriedElsewhere(t *testing.T) {
	var stolen string
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { stolen = r.Header.Get("Api-Key") }))
	defer thief.Close()
	server := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	p, err := NewOpenAI(OpenAI{BaseURL: server.URL, Key: "az-key", Azure: "2024-10-21", JSON: JSONAuto, FirstToken: time.Minute, Idle: time.Minute})
	if err != nil {
		t.Fatal(err)
	}

	_, _, err = complete(t.Context(), p)

	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Refused || stolen != "" {
		t.Errorf("got %v, and the thief %q", err, stolen)
	}
}

// Its errors know no headers.
func TestRetryAfterIsSeenThroughTheLibrary(t *testing.T) {
	date := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	for name, test := range map[string]struct {
		header, value string
		status        int
		least, most   time.Duration
	}{
		"seconds":           {"Retry-After", "7", 429, 7 * time.Second, 7 * time.Second},
		"a date":            {"Retry-After", date, 503, 80 * time.Second, 90 * time.Second},
		"milliseconds":      {"Retry-After-Ms", "250", 429, 250 * time.Millisecond, 250 * time.Millisecond},
		"longer than a day": {"Retry-After", "999999", 429, time.Hour, time.Hour},
		"nonsense":          {"Retry-After", "soon", 429, 0, 0},
		"with 200":          {"Retry-After", "7", 200, 7 * time.Second, 7 * time.Second},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(test.header, test.value)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte(`{"error":{"message":"later","code":"rate_limit_exceeded"}}`))
		}))

		_, _, err := complete(t.Context(), patient(t, server.URL, time.Minute))

		server.Close()
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Busy || e.RetryAfter < test.least || e.RetryAfter > test.most {
			t.Errorf("%s: got %+v; want to wait %s to %s", name, err, test.least, test.most)
		}
	}
}

// It can't send a temperature of zero, and reasoning models refuse any: they are
// sent none. Nor may a model's name decide that a request fails before it is made.
func TestNothingIsSentThatModelsRefuse(t *testing.T) {
	for _, model := range []string{"gpt-4o", "o1", "o3-mini", "gpt-5", "gpt-6-local", "llama3.1:8b"} {
		body := map[string]json.RawMessage{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = json.NewDecoder(r.Body).Decode(&body)
			write(sse, chunk("Hello"), stop, done)(w, r)
		}))
		q := request()
		q.Model = model

		_, err := patient(t, server.URL, time.Minute).Complete(t.Context(), q, func(string) error { return nil })

		server.Close()
		if err != nil {
			t.Errorf("%s: %v", model, err)
		}
		if v, sent := body["temperature"]; sent != (model == "gpt-4o" || model == "llama3.1:8b") || sent && string(v) != "0.2" {
			t.Errorf("%s: a temperature of %s is sent", model, v)
		}
		for _, name := range []string{"top_p", "presence_penalty", "frequency_penalty", "logprobs", "n", "tools"} {
			if v, sent := body[name]; sent {
				t.Errorf("%s: %s is sent: %s", model, name, v)
			}
		}
	}
}
