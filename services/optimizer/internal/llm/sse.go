package llm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// mostEventBytes bounds one event of a stream.
const mostEventBytes = 1 << 20

// streamed returns res with its body tidied up into an event stream, whatever
// shape it came in.
func streamed(res *http.Response) (*http.Response, error) {
	in := bufio.NewReaderSize(res.Body, 4096)
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		first, err := firstByte(in)
		if err != nil || first == '<' {
			_ = res.Body.Close()
			return nil, &Error{Kind: Garbled, Status: res.StatusCode, Detail: "the answer is not an event stream"}
		}
		if first == '{' {
			return unstreamed(res, in)
		}
	}
	res.Body = &tidy{in: in, body: res.Body, header: res.Header}
	return res, nil
}

func firstByte(in *bufio.Reader) (byte, error) {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\n' && b != '\r' && b != '\t' {
			return b, in.UnreadByte()
		}
	}
}

// unstreamed is for servers that answer all at once though asked to stream: a
// whole completion becomes a stream of one event.
func unstreamed(res *http.Response, in io.Reader) (*http.Response, error) {
	defer func() { _ = res.Body.Close() }()
	body, err := readAnswer(in)
	if err != nil {
		return nil, err
	}
	if err := inDisguise(res, body); err != nil {
		return nil, err
	}
	var answer struct {
		Choices []struct {
			Index  int             `json:"index"`
			Delta  json.RawMessage `json:"message"`
			Finish json.RawMessage `json:"finish_reason"`
		} `json:"choices"`
		Usage json.RawMessage `json:"usage"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, &Error{Kind: Garbled, Detail: "the answer is not a completion"}
	}
	event := map[string]any{}
	var choices []map[string]any
	for _, c := range answer.Choices {
		choices = append(choices, map[string]any{"index": c.Index, "delta": c.Delta, "finish_reason": c.Finish})
	}
	event["choices"] = choices
	if present(answer.Usage) {
		event["usage"] = answer.Usage
	}
	line, err := json.Marshal(event)
	if err != nil {
		return nil, &Error{Kind: Garbled, Detail: "the answer is not a completion"}
	}
	res.Body = io.NopCloser(strings.NewReader("data: " + string(line) + "\n\ndata: [DONE]\n\n"))
	return res, nil
}

// tidy reads an event stream as it comes, comments, split data, any line ends
// and all, and gives it on as go-openai can read it: one line of data to the
// event. An event that is an error ends it with that error.
type tidy struct {
	in     *bufio.Reader
	body   io.Closer
	header http.Header

	event   string // the name of the event being read
	data    []byte
	afterCR bool
	total   int
	out     []byte
	err     error
}

// Close implements io.Closer.
func (t *tidy) Close() error { return t.body.Close() }

// Read implements io.Reader.
func (t *tidy) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		line, err := t.line()
		if err != nil {
			t.err = err
			if errors.Is(err, io.EOF) && t.complete() {
				t.dispatch()
			}
			continue
		}
		t.take(line)
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

// line reads up to a line's end: LF, CR LF or CR.
func (t *tidy) line() ([]byte, error) {
	var line []byte
	for {
		b, err := t.in.ReadByte()
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, err
		}
		t.total++
		skip := b == '\n' && t.afterCR
		t.afterCR = b == '\r'
		switch {
		case skip:
		case b == '\n', b == '\r':
			return line, nil
		default:
			line = append(line, b)
		}
		if len(line)+len(t.data) > mostEventBytes || t.total > mostAnswerBytes {
			return nil, &Error{Kind: Garbled, Detail: "the answer has no end"}
		}
	}
}

func (t *tidy) take(line []byte) {
	if t.total-len(line) <= 4 {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")) // a byte order mark at the very start
	}
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch {
	case len(line) == 0:
		t.dispatch()
	case string(field) == "event":
		t.event = string(value)
	case string(field) == "data":
		if t.complete() { // the blank line between two events was forgotten
			t.dispatch()
		}
		if len(t.data) > 0 {
			t.data = append(t.data, ' ')
		}
		t.data = append(t.data, value...)
	case line[0] == '{': // an error object put into the stream as it is
		t.data = append(t.data[:0], line...)
		t.dispatch()
	}
}

func (t *tidy) complete() bool {
	return len(t.data) > 0 && (json.Valid(t.data) || string(t.data) == "[DONE]")
}

func (t *tidy) dispatch() {
	event, data := t.event, t.data
	t.event, t.data = "", nil
	if len(data) == 0 || t.err != nil && !errors.Is(t.err, io.EOF) {
		return
	}
	if event == "error" || failed(data) {
		t.err = refusal(0, t.header, data)
		return
	}
	t.out = append(append([]byte("data: "), data...), '\n', '\n')
}

// failed reports whether an event is an error, however it is put.
func failed(data []byte) bool {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return false
	}
	var shape struct {
		Type  string          `json:"type"`
		Error json.RawMessage `json:"error"`
	}
	return json.Unmarshal(data, &shape) == nil && (shape.Type == "error" || present(shape.Error))
}
