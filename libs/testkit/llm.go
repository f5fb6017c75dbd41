package testkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// LLM is a server that speaks OpenAI's chat protocol and answers as scripted.
type LLM struct {
	URL string // for OPENAI_BASE_URL
	Key string // what it wants to see as a key

	answer func(LLMRequest) LLMAnswer

	mu       sync.Mutex
	requests []LLMRequest
}

// LLMRequest is what the server was asked.
type LLMRequest struct {
	N           int // 1 for the first request
	Model       string
	Stream      bool
	WantsUsage  bool
	Format      string // json_schema, json_object or empty
	Schema      json.RawMessage
	MaxTokens   int
	Temperature float64
	Messages    []LLMMessage
	Traceparent string
}

// LLMMessage is one message of a conversation.
type LLMMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Text is what all messages of a role say.
func (r LLMRequest) Text(role string) string {
	var all []string
	for _, m := range r.Messages {
		if m.Role == role {
			all = append(all, m.Content)
		}
	}
	return strings.Join(all, "\n")
}

// LLMAnswer is what the server answers. The zero value of a field is the
// usual: status 200, finish reason "stop", usage counted from the texts.
type LLMAnswer struct {
	Text    string
	Finish  string // "none" for a stream that just ends
	NoUsage bool

	Status int // an error, with Text as its message and Code as its code
	Code   string
	Header http.Header

	// Handle answers in place of all that.
	Handle http.HandlerFunc
}

// NewLLM starts a server that answers by answer, until the test ends.
func NewLLM(t *testing.T, answer func(LLMRequest) LLMAnswer) *LLM {
	t.Helper()
	l := &LLM{Key: "sk-test", answer: answer}
	server := httptest.NewServer(l)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	l.URL = server.URL + "/v1"
	return l
}

// Requests are all requests so far.
func (l *LLM) Requests() []LLMRequest {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]LLMRequest(nil), l.requests...)
}

// ServeHTTP implements http.Handler.
func (l *LLM) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions" {
		http.NotFound(w, r)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+l.Key {
		LLMAnswer{Status: http.StatusUnauthorized, Code: "invalid_api_key", Text: "wrong key"}.refuse(w)
		return
	}
	request, err := readLLMRequest(r)
	if err != nil {
		LLMAnswer{Status: http.StatusBadRequest, Text: err.Error()}.refuse(w)
		return
	}
	l.mu.Lock()
	request.N = len(l.requests) + 1
	l.requests = append(l.requests, request)
	l.mu.Unlock()

	a := l.answer(request)
	switch {
	case a.Handle != nil:
		a.Handle(w, r)
	case a.Status >= 400:
		a.refuse(w)
	case request.Format != "" && !json.Valid([]byte(a.Text)):
		LLMAnswer{Status: http.StatusInternalServerError, Text: "the script answers a request for JSON with something else"}.refuse(w)
	case request.Stream:
		a.stream(w, request)
	default:
		a.whole(w, request)
	}
}

func readLLMRequest(r *http.Request) (LLMRequest, error) {
	var body struct {
		Model         string       `json:"model"`
		Stream        bool         `json:"stream"`
		Messages      []LLMMessage `json:"messages"`
		MaxTokens     int          `json:"max_tokens"`
		Temperature   float64      `json:"temperature"`
		MaxCompletion int          `json:"max_completion_tokens"`
		StreamOptions struct {
			IncludeUsage bool `json:"include_usage"`
		} `json:"stream_options"`
		ResponseFormat struct {
			Type       string `json:"type"`
			JSONSchema struct {
				Schema json.RawMessage `json:"schema"`
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return LLMRequest{}, fmt.Errorf("decode the request: %w", err)
	}
	return LLMRequest{
		Model: body.Model, Stream: body.Stream, WantsUsage: body.StreamOptions.IncludeUsage,
		Format: body.ResponseFormat.Type, Schema: body.ResponseFormat.JSONSchema.Schema,
		Temperature: body.Temperature, MaxTokens: max(body.MaxTokens, body.MaxCompletion), Messages: body.Messages,
		Traceparent: r.Header.Get("Traceparent"),
	}, nil
}

func (a LLMAnswer) refuse(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.Header)
	writeLLM(w, a.Status, map[string]any{"error": map[string]any{"message": a.Text, "type": "error", "code": a.Code}})
}

func (a LLMAnswer) usage(r LLMRequest) map[string]any {
	prompt := 0
	for _, m := range r.Messages {
		prompt += len(m.Content)/4 + 4
	}
	said := len(a.Text)/4 + 1
	return map[string]any{"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}
}

func (a LLMAnswer) finish() any {
	switch a.Finish {
	case "":
		return "stop"
	case "none":
		return nil
	default:
		return a.Finish
	}
}

func (a LLMAnswer) whole(w http.ResponseWriter, r LLMRequest) {
	reply := map[string]any{
		"object": "chat.completion", "model": r.Model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": a.finish(), "message": map[string]any{"role": "assistant", "content": a.Text},
		}},
	}
	if !a.NoUsage {
		reply["usage"] = a.usage(r)
	}
	writeLLM(w, http.StatusOK, reply)
}

func (a LLMAnswer) stream(w http.ResponseWriter, r LLMRequest) {
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(delta map[string]any, finish any) {
		writeLLMEvent(w, map[string]any{
			"object": "chat.completion.chunk", "model": r.Model,
			"choices": []any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish}},
		})
	}
	send(map[string]any{"role": "assistant", "content": ""}, nil)
	for text := a.Text; text != ""; {
		n := min(len(text), 24)
		for n < len(text) && text[n]&0xC0 == 0x80 { // never within a letter
			n++
		}
		send(map[string]any{"content": text[:n]}, nil)
		text = text[n:]
	}
	if a.finish() == nil {
		return
	}
	send(map[string]any{}, a.finish())
	if r.WantsUsage && !a.NoUsage {
		writeLLMEvent(w, map[string]any{"choices": []any{}, "usage": a.usage(r)})
	}
	_, _ = w.Write([]byte("data: [DONE]\n\n"))
}

func writeLLM(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the test sees a broken answer soon enough
}

func writeLLMEvent(w http.ResponseWriter, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	_, _ = fmt.Fprintf(w, "data: %s\n\n", data)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
