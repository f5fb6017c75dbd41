package answer

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// What mending knows are the habits of models, small ones above all: words
// around the JSON, thinking aloud, commas too many, quotation marks of another
// kind, other names for the same things. It never ends a text for a model:
// what was cut off within an operation is asked for once more.

var (
	thoughts = regexp.MustCompile(`(?is)<(think|thinking|reasoning|thought|reflection)>.*?</(?:think|thinking|reasoning|thought|reflection)>|\[THINK\].*?\[/THINK\]|◁think▷.*?◁/think▷`)
	thinking = regexp.MustCompile(`(?is)<(?:think|thinking|reasoning|thought|reflection)>.*$`)
	thought  = regexp.MustCompile(`(?is)^.*(?:</(?:think|thinking|reasoning|thought|reflection)>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>)`)
)

// mended reads the operations of a whole answer, however it is put.
func (r *Reader) mended(text string) ([]edit.Op, error) {
	text = thoughts.ReplaceAllString(text, "")
	text = thought.ReplaceAllString(text, "") // its beginning was in the prompt's template
	text = thinking.ReplaceAllString(text, "")
	at := 0
	for range mostBegun {
		i := strings.IndexAny(text[at:], "{[")
		if i < 0 {
			break
		}
		at += i
		if list, ok := begun(text[at:]); ok {
			return r.usable(list)
		}
		at++
	}
	return nil, &InvalidError{Why: `it must be one JSON object {"ops": [...]}, complete, with nothing before or after it`}
}

const (
	mostDepth = 5
	mostBegun = 16 // brackets that the answer may begin with
)

// begun reads the list that begins here, or operations one after the other.
func begun(text string) ([]any, bool) {
	l := &loose{s: text}
	var lines []any
	for {
		value, ok := l.value(0)
		if !ok {
			return nil, false
		}
		list, found := listed(value, mostDepth)
		switch {
		case found && len(lines) == 0 && !alone(value):
			return list, len(list) > 0 || text[0] == '{'
		case !alone(value):
			return lines, len(lines) > 0
		}
		lines = append(lines, value)
		if l.skip(); l.at >= len(l.s) || l.s[l.at] != '{' {
			return lines, l.at >= len(l.s) || l.s[l.at] != '"' // what was cut off there?
		}
	}
}

// alone reports an operation that stands in no list.
func alone(v any) bool { return field(v, kindNames) != nil && field(v, factNames) != nil }

// wrappers are where models put the list, or an answer within an answer.
var wrappers = strings.Fields("ops operations edits changes actions plan result output answer response arguments parameters input function tool_calls data")

// listed finds the list of operations in a value.
func listed(value any, depth int) ([]any, bool) {
	if depth == 0 {
		return nil, false
	}
	switch v := value.(type) {
	case []any:
		return amid(v, depth)
	case map[string]any:
		if alone(v) {
			return []any{v}, true
		}
		for _, name := range wrappers {
			if list, ok := listed(v[name], depth-1); ok {
				return list, true
			}
		}
	case string: // JSON in a string, as calls of tools have it
		var inner any
		if strings.HasPrefix(strings.TrimSpace(v), "{") && json.Unmarshal([]byte(v), &inner) == nil {
			return listed(inner, depth-1)
		}
	}
	return nil, false
}

// amid is listed for a list: it is that of the operations, or one of its
// elements holds it.
func amid(v []any, depth int) ([]any, bool) {
	if len(v) == 0 || slices.ContainsFunc(v, func(e any) bool { return field(e, kindNames) != nil }) {
		return v, true
	}
	for _, e := range v {
		if list, ok := listed(e, depth-1); ok && len(list) > 0 {
			return list, true
		}
	}
	return nil, false
}

var (
	kindNames   = strings.Fields("kind op type action operation")
	factNames   = strings.Fields("facts factids fact factid ids id sources sourceids evidence citations")
	textNames   = strings.Fields("text newtext content rewrite value")
	reasonNames = strings.Fields("reason why explanation rationale")
)

// field is the value under the first of some names, however they are written.
func field(object any, names []string) any {
	o, ok := object.(map[string]any)
	if !ok {
		return nil
	}
	for _, name := range names {
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if letters(key) == name && o[key] != nil {
				return o[key]
			}
		}
	}
	return nil
}

// letters are a name's letters, small.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// usable are the operations of a list that can be used, unless more can't.
func (r *Reader) usable(list []any) ([]edit.Op, error) {
	var all []edit.Op
	var first error
	bad := 0
	if len(list) > mostOps {
		return nil, r.problem(mostOps, edit.Op{})
	}
	for i, e := range list {
		op := edit.Op{Kind: kindOf(field(e, kindNames)), Facts: factsOf(field(e, factNames)), Text: textOf(field(e, textNames)), Reason: textOf(field(e, reasonNames))}
		if err := r.problem(i, op); err != nil {
			if bad++; first == nil {
				first = err
			}
			continue
		}
		all = append(all, bare(op))
	}
	if bad > len(all) {
		return nil, first
	}
	return all, nil
}

// otherKinds are what models call the kinds of operations.
var otherKinds = map[string]edit.Kind{
	"replace": edit.Rewrite, "reword": edit.Rewrite, "edit": edit.Rewrite, "modify": edit.Rewrite, "update": edit.Rewrite, "rephrase": edit.Rewrite, "rewritebullet": edit.Rewrite,
	"remove": edit.Drop, "delete": edit.Drop, "omit": edit.Drop, "order": edit.Reorder, "sort": edit.Reorder, "move": edit.Reorder,
	"paragraph": edit.Letter, "coverletter": edit.Letter, "letterparagraph": edit.Letter, "summarize": edit.Summary, "profile": edit.Summary,
}

func kindOf(v any) edit.Kind {
	name := letters(textOf(v))
	if kind, ok := otherKinds[name]; ok {
		return kind
	}
	return edit.Kind(name)
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

var number = regexp.MustCompile(`^[Ff]?(\d{1,5})(?:$|[\s:.])`)

// factsOf reads ids: a list, or one text with commas; "f3", "F3", "[f3]", 3 or
// "f3: its words".
func factsOf(v any) (ids []string) {
	switch v := v.(type) {
	case string:
		for part := range strings.SplitSeq(v, ",") {
			ids = append(ids, factOf(part))
		}
	case float64:
		ids = append(ids, factOf(strconv.FormatFloat(v, 'f', -1, 64)))
	case []any:
		for _, e := range v {
			ids = append(ids, factsOf(e)...)
		}
	case map[string]any:
		ids = factsOf(field(v, []string{"id", "factid", "fact"}))
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

func factOf(s string) string {
	s = strings.Trim(strings.TrimSpace(s), `[]()"'“”#`)
	if m := number.FindStringSubmatch(s); m != nil {
		return "f" + m[1]
	}
	return s
}
