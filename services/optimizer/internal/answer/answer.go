// Package answer reads the operations in a model's answer while it is still
// coming.
//
// Its promise: an operation is handed on when its last letter has arrived. An
// answer that is not exactly {"ops": [...]} is read once it is whole, as far as
// nothing must be guessed; else it is an error that says what to do better.
package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// The most that one answer may hold.
const (
	mostOps     = 2_000
	mostOpBytes = 512 << 10 // an operation may name every fact of a long CV
	mostBytes   = 1 << 20
	mostLead    = 4 << 10 // before the first operation
)

// InvalidError is an answer that can't be used. Its text is written for a model to
// learn from, and repeats nothing of the answer.
type InvalidError struct{ Why string }

func (e *InvalidError) Error() string { return "the answer can't be used: " + e.Why }

// Reader reads one answer.
type Reader struct {
	kinds []edit.Kind
	take  func(edit.Op) error

	whole  strings.Builder
	sloppy bool // to be read when it is whole

	buf   []byte
	state state
	depth int  // of braces and brackets within an operation
	text  bool // within a string
	slash bool // after a backslash within a string
	ops   int
}

type state int

const (
	before  state = iota // before the first operation
	between              // within the array, outside operations
	within               // an operation
	closing              // after the array
)

// New returns a reader that hands operations of the given kinds to take.
func New(kinds []edit.Kind, take func(edit.Op) error) *Reader {
	return &Reader{kinds: kinds, take: take}
}

// Write reads a further piece. Its errors are *InvalidError, or take's.
func (r *Reader) Write(piece string) error {
	if r.whole.Len()+len(piece) > mostBytes {
		return &InvalidError{Why: "it is too long"}
	}
	r.whole.WriteString(piece)
	for i := 0; i < len(piece) && !r.sloppy; i++ {
		err := r.next(piece[i])
		if _, ok := errors.AsType[*InvalidError](err); ok {
			r.sloppy = true
			break
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Close says that the answer is complete, and reports whether it is.
func (r *Reader) Close() error {
	rest := strings.TrimSpace(strings.Trim(strings.TrimSpace(string(r.buf)), "`"))
	if !r.sloppy && r.state == closing && rest == "}" {
		return nil
	}
	ops, err := r.mended(r.whole.String())
	if err != nil {
		return err
	}
	if len(ops) < r.ops { // what was handed on stands in no list
		return &InvalidError{Why: "its list of operations is not valid JSON"}
	}
	for _, op := range ops[r.ops:] {
		if err := r.take(op); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) next(c byte) error {
	switch r.state {
	case before:
		return r.open(c)
	case between:
		return r.separate(c)
	case within:
		return r.inside(c)
	default:
		return r.keep(c)
	}
}

func (r *Reader) keep(c byte) error {
	if len(r.buf) >= mostOpBytes {
		return &InvalidError{Why: "a part of it is too long"}
	}
	r.buf = append(r.buf, c)
	return nil
}

// open looks for the beginning, letting pass the fence and the word that some
// models put before their JSON.
func (r *Reader) open(c byte) error {
	if err := r.keep(c); err != nil {
		return err
	}
	if len(r.buf) > mostLead {
		return &InvalidError{Why: `it must begin with {"ops": [`}
	}
	if c != '[' {
		return nil
	}
	start := bytes.IndexByte(r.buf, '{')
	if start < 0 || string(bytes.Join(bytes.Fields(r.buf[start:]), nil)) != `{"ops":[` {
		return &InvalidError{Why: `it must begin with {"ops": [`}
	}
	if lead := strings.TrimSpace(string(r.buf[:start])); lead != "" && lead != "```" && lead != "```json" {
		return &InvalidError{Why: `it must begin with {"ops": [`}
	}
	r.buf, r.state = nil, between
	return nil
}

func (r *Reader) separate(c byte) error {
	switch c {
	case ' ', '\t', '\r', '\n':
	case ',':
		if r.ops == 0 || len(r.buf) > 0 {
			return &InvalidError{Why: "its list of operations is not valid JSON"}
		}
		r.buf = append(r.buf, c)
	case '{':
		if r.ops > 0 && len(r.buf) == 0 {
			return &InvalidError{Why: "its list of operations is not valid JSON"}
		}
		r.buf, r.state, r.depth = append(r.buf[:0], c), within, 1
	case ']':
		if len(r.buf) > 0 {
			return &InvalidError{Why: "its list of operations is not valid JSON"}
		}
		r.state = closing
	default:
		return &InvalidError{Why: "every element of ops must be an object"}
	}
	return nil
}

func (r *Reader) inside(c byte) error {
	if err := r.keep(c); err != nil {
		return err
	}
	switch {
	case r.slash:
		r.slash = false
	case r.text:
		r.slash, r.text = c == '\\', c != '"'
	case c == '"':
		r.text = true
	case c == '{', c == '[':
		r.depth++
	case c == '}', c == ']':
		r.depth--
	}
	if r.depth > 0 {
		return nil
	}
	op, err := r.operation()
	if err != nil {
		return err
	}
	r.buf, r.state = r.buf[:0], between
	r.ops++
	return r.take(op)
}

// operation decodes what is in the buffer, strictly.
func (r *Reader) operation() (edit.Op, error) {
	var op edit.Op
	dec := json.NewDecoder(bytes.NewReader(r.buf))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&op); err != nil {
		return op, &InvalidError{Why: fmt.Sprintf("operation %d is not an object of kind, facts, text and reason", r.ops+1)}
	}
	if err := r.problem(r.ops, op); err != nil {
		return op, err
	}
	for i, id := range op.Facts {
		op.Facts[i] = factOf(id)
	}
	return bare(op), nil
}

// problem says why an operation, counted from nothing, can't be used.
func (r *Reader) problem(n int, op edit.Op) error {
	problem := func(format string, args ...any) error {
		return &InvalidError{Why: fmt.Sprintf("operation %d: ", n+1) + fmt.Sprintf(format, args...)}
	}
	switch {
	case n >= mostOps:
		return problem("there are more than %d", mostOps)
	case !slices.Contains(r.kinds, op.Kind):
		return problem("kind must be one of %v", r.kinds)
	case len(op.Facts) == 0 && op.Kind != edit.Letter:
		return problem("facts must name the facts that it rests on")
	case written(op.Kind) && strings.TrimSpace(plain(op.Text)) == "":
		return problem("%s needs a text", op.Kind)
	}
	return nil
}

// bare takes off what an operation that writes nothing could smuggle in.
func bare(op edit.Op) edit.Op {
	if !written(op.Kind) {
		op.Text = ""
	}
	op.Text = plain(op.Text)
	return op
}

func written(k edit.Kind) bool { return k == edit.Rewrite || k == edit.Summary || k == edit.Letter }
