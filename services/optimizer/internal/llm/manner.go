package llm

import (
	"net/http"
	"strings"
	"sync"

	"github.com/sashabaranov/go-openai"
)

// JSONMode is how a model is brought to answer in JSON.
type JSONMode string

// The modes, the strictest first. Auto begins with the strictest and learns
// what the server takes.
const (
	JSONAuto   JSONMode = "auto"
	JSONSchema JSONMode = "schema"
	JSONObject JSONMode = "object"
	JSONPrompt JSONMode = "prompt" // by asking for it only
)

func (m JSONMode) known() bool {
	return m == JSONAuto || m == JSONSchema || m == JSONObject || m == JSONPrompt
}

// manner is how to ask one model: servers know different parts of the protocol.
type manner struct {
	json    JSONMode
	limit   limit
	fixed   bool // the limit's name was changed before, or must not be
	thinks  bool // thinking counts towards the limit
	noUsage bool // no stream_options
	merged  bool // no system message
	whole   bool // no stream
	warm    bool // no temperature
}

// cool is the temperature that is asked for: what is wanted is precise, and
// servers of small models have a high one of their own.
const cool = 0.2

// thinking is how many tokens a model may think before it answers.
const thinking = 24_000

// limit is the name under which the greatest length is sent.
type limit int

const (
	maxTokens limit = iota
	maxCompletionTokens
	noLimit
)

// first is the manner to begin with. go-openai itself refuses max_tokens for
// models with these names, wherever they run.
func first(model string, o OpenAI) manner {
	m := manner{json: o.JSON, whole: o.Whole}
	if m.json == JSONAuto {
		m.json = JSONSchema
	}
	if strings.Contains(o.BaseURL, "//api.openai.com/") {
		m.limit = maxCompletionTokens
	}
	for _, prefix := range []string{"o1", "o3", "o4", "gpt-5", "gpt-6"} {
		if strings.HasPrefix(model, prefix) {
			m.limit, m.fixed, m.thinks, m.warm = maxCompletionTokens, true, true, true
		}
	}
	return m
}

// request says q in this manner. Reasoning models refuse any temperature, and
// go-openai can't send a zero.
func (m manner) request(q Request) openai.ChatCompletionRequest {
	system := q.Prompt.System
	r := openai.ChatCompletionRequest{Model: q.Model}
	if !m.warm {
		r.Temperature = cool
	}
	switch m.json {
	case JSONSchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: q.Prompt.SchemaName, Schema: q.Prompt.Schema, Strict: true,
			},
		}
	case JSONObject:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		fallthrough
	default:
		system += "\n\nAnswer with one JSON object and nothing else. It must fit this JSON Schema:\n" + string(q.Prompt.Schema)
	}
	r.Messages = m.messages(system, q)
	switch m.limit {
	case maxTokens:
		r.MaxTokens = q.MaxTokens //nolint:staticcheck // deprecated by OpenAI, and all that many other servers know
	case maxCompletionTokens:
		r.MaxCompletionTokens = q.MaxTokens
		if m.thinks {
			r.MaxCompletionTokens += thinking
		}
	case noLimit:
	}
	if !m.noUsage {
		r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	return r
}

func (m manner) messages(system string, q Request) []openai.ChatCompletionMessage {
	message := func(role, text string) openai.ChatCompletionMessage {
		return openai.ChatCompletionMessage{Role: role, Content: text}
	}
	var all []openai.ChatCompletionMessage
	if m.merged {
		all = append(all, message(openai.ChatMessageRoleUser, system+"\n\n"+q.Prompt.User))
	} else {
		all = append(all, message(openai.ChatMessageRoleSystem, system), message(openai.ChatMessageRoleUser, q.Prompt.User))
	}
	for _, t := range q.Turns {
		role := openai.ChatMessageRoleUser
		if t.Model {
			role = openai.ChatMessageRoleAssistant
		}
		all = append(all, message(role, t.Text))
	}
	return all
}

// learnt is what refusals taught about the models of one server.
type learnt struct {
	mu     sync.Mutex
	models map[string]manner
}

func (l *learnt) about(model string, o OpenAI) manner {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m, ok := l.models[model]; ok {
		return m
	}
	return first(model, o)
}

// from looks for a feature in what e complains about, and remembers to leave
// it out. It reports whether there is now another way to ask.
func (l *learnt) from(model string, m manner, e *Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotImplemented:
	default:
		return false
	}
	next := m.without(strings.ToLower(" " + e.param + " " + e.code + " " + e.message + " "))
	if next == m {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.models == nil {
		l.models = map[string]manner{}
	}
	l.models[model] = next
	return true
}

// without returns the manner that avoids what a refusal is about.
func (m manner) without(complaint string) manner {
	about := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(complaint, w) {
				return true
			}
		}
		return false
	}
	switch {
	case about("response_format", "json_schema", "json_object", "structured output", "guided_json", "grammar"):
		if m.json == JSONSchema {
			m.json = JSONObject
		} else {
			m.json = JSONPrompt
		}
	case about("stream_options", "include_usage"):
		m.noUsage = true
	case about("max_tokens", "max_completion_tokens"):
		if m.fixed || about("too large", "at most") {
			m.limit = noLimit
		} else {
			m.limit, m.fixed = maxCompletionTokens-m.limit, true // the other name
		}
	case about("temperature"):
		m.warm = true
	case about("system role", "system message", "'system'"):
		m.merged = true
	case about("streaming", " stream ", "'stream'", `"stream"`, "`stream`"): // "upstream" is something else
		m.whole = true
	}
	return m
}
