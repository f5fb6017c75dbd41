package rest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

// TestNothingIsLost fills what services answer with values and looks whether
// all of them arrive in what clients read, and whether that is as described.
func TestNothingIsLost(t *testing.T) {
	t.Run("user", func(t *testing.T) { arrives(t, testkit.Filled[authv1.User](t), userOf) })
	t.Run("entry", func(t *testing.T) { arrives(t, testkit.Filled[creditsv1.Entry](t), entryOf) })
	t.Run("file", func(t *testing.T) { arrives(t, testkit.Filled[filesv1.File](t), fileOf, "user_id") })
	t.Run("text", func(t *testing.T) { arrives(t, testkit.Filled[filesv1.TextReply](t), textOf) })
	t.Run("optimization", func(t *testing.T) {
		// The scores are the result's, which shows them itself.
		arrives(t, testkit.Filled[optimizerv1.Optimization](t), optimizationOf, "user_id", "scores")
	})
}

func arrives[A, B any](t *testing.T, in A, fn func(A) B, kept ...string) {
	t.Helper()
	out := fn(in)
	given, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := strict.Marshal(&body, out); err != nil {
		t.Fatal(err)
	}
	var before map[string]any
	if err := json.Unmarshal(given, &before); err != nil {
		t.Fatal(err)
	}
	for _, name := range kept {
		delete(before, name)
	}
	for _, value := range leaves(before) {
		if !strings.Contains(body.String(), value) {
			t.Errorf("%s is not in %s", value, body.String())
		}
	}
	described(t, reflect.TypeFor[B](), body.Bytes())
}

// leaves are the values in v as they are written, numbers and texts.
func leaves(v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			all = append(all, leaves(child)...)
		}
	case []any:
		for _, child := range v {
			all = append(all, leaves(child)...)
		}
	default:
		text, err := json.Marshal(v)
		if err == nil {
			all = append(all, string(text))
		}
	}
	return all
}

// described checks a body against the schema that the document has for it.
func described(t *testing.T, kind reflect.Type, body []byte) {
	t.Helper()
	teachHuma()
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := registry.Schema(kind, true, "")
	for _, s := range registry.Map() {
		for _, p := range s.Properties {
			p.Enum = nil // Filled doesn't know the words
		}
	}
	var parsed any
	if err := json.Unmarshal(body, &parsed); err != nil {
		t.Fatal(err)
	}
	var result huma.ValidateResult
	huma.Validate(registry, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, parsed, &result)
	for _, err := range result.Errors {
		t.Errorf("not as described: %v", err)
	}
}

func TestUnfinishedOptimizationsAreAsDescribed(t *testing.T) {
	var body bytes.Buffer
	if err := strict.Marshal(&body, optimizationOf(optimizerv1.Optimization{ID: "o1", Status: "queued"})); err != nil {
		t.Fatal(err)
	}

	described(t, reflect.TypeFor[optimization](), body.Bytes())
	if !strings.Contains(body.String(), `"changes":[]`) || !strings.Contains(body.String(), `"error":null`) {
		t.Errorf("got %s", body.String())
	}
}
