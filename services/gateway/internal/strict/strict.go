// Package strict reads and writes JSON bodies. Reading promises that a body
// means one thing only: valid UTF-8, each name once and spelled exactly so,
// nothing after the end, no deeper than [MaxDepth]. What a bad body contains
// is never part of the error.
package strict

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxDepth is how deep arrays and objects may be nested.
const MaxDepth = 32

var reading = json.JoinOptions(
	jsontext.AllowDuplicateNames(false),
	jsontext.AllowInvalidUTF8(false),
	json.MatchCaseInsensitiveNames(false),
	json.RejectUnknownMembers(true),
)

// Unmarshal reads data into v. Its error is a sentence to be shown.
func Unmarshal(data []byte, v any) error {
	if tooDeep(data) {
		return fmt.Errorf("body: nested deeper than %d levels", MaxDepth)
	}
	err := json.Unmarshal(data, v, reading)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("%s: given more than once", location(e.JSONPointer))
		}
		return fmt.Errorf("%s: not valid JSON at byte %d", location(""), e.ByteOffset)
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		return fmt.Errorf("%s: not a value that is accepted here", location(e.JSONPointer))
	}
	return errors.New("body: not valid JSON")
}

// tooDeep looks at brackets outside of strings; whether they match, and all
// else, is the decoder's to judge. It comes first because a decoder works, and
// may recurse, as deep as a body tells it to.
func tooDeep(data []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == ']', c == '}':
			depth--
		}
	}
	return false
}

// Marshal writes v to w. Lists and maps that are nil are written as empty.
func Marshal(w io.Writer, v any) error {
	if err := json.MarshalWrite(w, v); err != nil {
		return fmt.Errorf("encode a body: %w", err)
	}
	return nil
}

// location makes `body.options.tone` of the pointer `/options/tone`.
func location(p jsontext.Pointer) string {
	words := []string{"body"}
	for token := range p.Tokens() {
		words = append(words, token)
	}
	return Name(strings.Join(words, "."))
}

// Name makes a name that a client chose fit to be shown: short, and without
// anything that isn't printable ASCII.
func Name(s string) string {
	const most = 80
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return '?'
		}
		return r
	}, s)
	if len(clean) > most {
		clean = clean[:most] + "..."
	}
	return clean
}
