package llm

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/otel/propagation"
)

// The most that is read of an answer; what is longer is not what was asked for.
const (
	mostErrorBytes  = 64 << 10
	mostAnswerBytes = 8 << 20
)

// transport stands between go-openai and the network and lets only what is
// sound pass: a 2xx with a bounded body that is JSON or a tidy event stream.
// Everything else becomes an *Error here, because go-openai reads error bodies
// without bound, knows no headers of an error, decodes redirects and takes
// error pages for empty answers.
type transport struct{ next http.RoundTripper }

// newHTTPClient returns a client that never follows a redirect: the key is for
// the address that the operator set. How long it waits, its contexts say.
func newHTTPClient() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{Transport: &transport{next: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		IdleConnTimeout:        60 * time.Second,
		MaxIdleConnsPerHost:    16,
		MaxResponseHeaderBytes: 64 << 10,
	}}}
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())                                                          // a transport must not change what it was given
	propagation.TraceContext{}.Inject(req.Context(), propagation.HeaderCarrier(req.Header)) //nolint:contextcheck // it is the context of the request
	res, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		_ = res.Body.Close()
		return nil, &Error{Kind: Refused, Status: res.StatusCode, Detail: "it redirects elsewhere, which is not followed"}
	case res.StatusCode < 200 || res.StatusCode >= 400:
		defer func() { _ = res.Body.Close() }()
		body, _ := io.ReadAll(io.LimitReader(res.Body, mostErrorBytes)) // what could be read must do
		return nil, refusal(res.StatusCode, res.Header, body)
	case req.Header.Get("Accept") == "text/event-stream":
		return streamed(res)
	default:
		return whole(res)
	}
}

// whole lets a complete JSON answer pass that is no error in disguise.
func whole(res *http.Response) (*http.Response, error) {
	defer func() { _ = res.Body.Close() }()
	body, err := readAnswer(res.Body)
	if err != nil {
		return nil, err
	}
	if err := inDisguise(res, body); err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

func readAnswer(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, mostAnswerBytes+1))
	if err != nil {
		return nil, &Error{Kind: Truncated, Detail: "the answer broke off"}
	}
	if len(body) > mostAnswerBytes {
		return nil, &Error{Kind: Garbled, Detail: "the answer has no end"}
	}
	return body, nil
}

// inDisguise returns the error that a body with status 200 really is.
func inDisguise(res *http.Response, body []byte) error {
	var shape struct {
		Error   json.RawMessage   `json:"error"`
		Choices []json.RawMessage `json:"choices"`
		Data    []json.RawMessage `json:"data"` // of embeddings
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return &Error{Kind: Garbled, Status: res.StatusCode, Detail: "the answer is not JSON"}
	}
	if present(shape.Error) {
		return refusal(0, res.Header, body)
	}
	if len(shape.Choices)+len(shape.Data) == 0 {
		return &Error{Kind: Garbled, Status: res.StatusCode, Detail: "the answer is empty"}
	}
	return nil
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && !bytes.Equal(raw, []byte("null")) }

// said is what error bodies have in common, as far as they have anything.
type said struct {
	Message any `json:"message"`
	Code    any `json:"code"`
	Type    any `json:"type"`
	Param   any `json:"param"`
}

// refusal makes an *Error of an error's status, headers and body. Status 0 is
// for errors that came with 200: the body may know better.
func refusal(status int, h http.Header, body []byte) *Error {
	e := &Error{Status: status, RetryAfter: retryAfter(h, time.Now())}
	var outer struct {
		Error json.RawMessage `json:"error"`
	}
	inner := body
	if json.Unmarshal(body, &outer) == nil && present(outer.Error) {
		inner = outer.Error
	}
	var s said
	if err := json.Unmarshal(inner, &s); err != nil {
		e.message = string(inner)
	} else {
		e.message, e.code, e.param = word(s.Message), word(s.Code)+" "+word(s.Type), word(s.Param)
		if n, ok := s.Code.(float64); ok && status == 0 && n >= 400 && n < 600 {
			e.Status = int(n)
		}
	}
	e.Kind = kindOf(e)
	return e
}

func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	default:
		b, _ := json.Marshal(v) //nolint:errchkjson // it was JSON a moment ago
		return string(b)
	}
}

func kindOf(e *Error) Kind {
	code := strings.ToLower(e.code)
	switch {
	case strings.Contains(code, "insufficient_quota"), strings.Contains(code, "billing"):
		return Denied // a 429 that no waiting cures
	case strings.Contains(code, "content_filter"), strings.Contains(code, "content_policy"):
		return Declined
	case e.Status == http.StatusTooManyRequests, strings.Contains(code, "rate_limit"):
		return Busy
	case e.Status == 0, e.Status >= 500, e.Status == http.StatusRequestTimeout, e.Status == http.StatusConflict:
		return Away
	case slices.Contains(denials, e.Status):
		return Denied
	default:
		return Refused
	}
}

// denials are about the key, the bill, the rights or the model: no request to
// this model will be answered until somebody has looked.
var denials = []int{http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound}
