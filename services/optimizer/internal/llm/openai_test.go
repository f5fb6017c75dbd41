package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

const silence = 150 * time.Millisecond

func provider(t *testing.T, url string) Provider {
	t.Helper()
	return patient(t, url, silence)
}

func patient(t *testing.T, url string, d time.Duration) Provider {
	t.Helper()
	o := OpenAI{BaseURL: url, Key: "sk-test", JSON: JSONAuto, FirstToken: d, Idle: d}
	p, err := NewOpenAI(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func request() Request {
	return Request{
		Model: "m", MaxTokens: 1000,
		Prompt: prompt.Prompt{System: "Be good.", User: "Facts.", SchemaName: "ops", Schema: []byte(`{"type":"object"}`)},
	}
}

func complete(ctx context.Context, p Provider) (string, Answer, error) {
	var said strings.Builder
	a, err := p.Complete(ctx, request(), func(s string) error { said.WriteString(s); return nil })
	return said.String(), a, err
}

func chunk(text string) string {
	return fmt.Sprintf(`data: {"choices":[{"index":0,"delta":{"content":%q},"finish_reason":null}]}`+"\n\n", text)
}

const (
	stop  = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
	done  = "data: [DONE]\n\n"
	sse   = "text/event-stream"
	usage = `data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4}}}` + "\n\n"
)

// write answers with these bytes, as they are.
func write(kind string, parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		for _, part := range parts {
			_, _ = io.WriteString(w, part)
			w.(http.Flusher).Flush()
		}
	}
}

// then goes on after what was written, until the client has gone.
func then(first, on http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { first(w, r); on(w, r) }
}

func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // else the server doesn't notice that the client has gone
	<-r.Context().Done()
}

func flood(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, text); err != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	}
}

func fail(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func cut(first http.HandlerFunc) http.HandlerFunc {
	return then(first, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// Nothing that a bad server sends is taken for an answer, and none makes us
// wait for ever.
func TestABadServerIsSeenThrough(t *testing.T) {
	long := strings.Repeat("x", 64<<10)
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   Kind
	}{
		"stream ends without finish reason":       {write(sse, chunk("a")), Truncated},
		"done without finish reason":              {write(sse, chunk("a"), done), Truncated},
		"nothing at all":                          {write(sse), Truncated},
		"only done":                               {write(sse, done), Truncated},
		"connection breaks off":                   {cut(write(sse, chunk("a"))), Truncated},
		"half an event at the end":                {write(sse, chunk("a"), `data: {"choices":[{"index":0,"del`), Truncated},
		"cut by its greatest length":              {write(sse, chunk("a"), strings.Replace(stop, "stop", "length", 1), done), Cut},
		"content filter":                          {write(sse, chunk("a"), strings.Replace(stop, "stop", "content_filter", 1), done), Declined},
		"refusal":                                 {write(sse, `data: {"choices":[{"index":0,"delta":{"refusal":"No."}}]}`+"\n\n", stop, done), Declined},
		"finish reason that makes no sense":       {write(sse, chunk("a"), strings.Replace(stop, "stop", "tool_calls", 1), done), Garbled},
		"error in the stream":                     {write(sse, chunk("a"), `data: {"error":{"message":"overloaded"}}`+"\n\n"), Away},
		"error in the stream, typed":              {write(sse, chunk("a"), `data: {"type":"error","error":{"message":"x"}}`+"\n\n", done), Away},
		"error in the stream, named":              {write(sse, chunk("a"), "event: error\ndata: {\"message\":\"x\"}\n\n", done), Away},
		"error in the stream, a string":           {write(sse, `data: {"error":"boom"}`+"\n\n"), Away},
		"error in the stream, without data":       {write(sse, chunk("a"), `{"error":{"message":"x","code":429}}`+"\n"), Busy},
		"error in the stream, with an odd code":   {write(sse, `data: {"error":{"message":["a"],"code":null,"param":7}}`+"\n\n"), Away},
		"error body with 200":                     {write("application/json", `{"error":{"message":"no","code":"rate_limit_exceeded"}}`), Busy},
		"error body with 200 as a stream":         {write(sse, `{"error":{"message":"no","type":"server_error"}}`), Away},
		"HTML with 200":                           {write("text/html", "<html>Sign in</html>"), Garbled},
		"HTML with 200 as a stream":               {write(sse, "<html>\n<body>Sign in</body>\n</html>"), Truncated},
		"JSON of another kind with 200":           {write("application/json", `{"status":"ok"}`), Garbled},
		"half a JSON with 200":                    {write("application/json", `{"choices":[`), Garbled},
		"a piece that is not JSON":                {write(sse, "data: {\"choices\":[{]}\n\n", stop, done), Garbled},
		"a piece with other types":                {write(sse, `data: {"choices":{"index":"a"}}`+"\n\n", stop, done), Garbled},
		"silence before the headers":              {hang, Stalled},
		"silence before the first piece":          {then(write(sse, ": hello\n\n"), hang), Stalled},
		"silence within the answer":               {then(write(sse, chunk("a")), hang), Stalled},
		"a flood of keep-alives":                  {then(write(sse, chunk("a")), flood(": keep-alive\n\n")), Stalled},
		"a flood of empty lines":                  {flood("\n\n\n\n"), Stalled},
		"a flood of empty pieces":                 {then(write(sse), flood(chunk(""))), Stalled},
		"an endless line":                         {then(write(sse, "data: "), flood(long)), Garbled},
		"an endless answer":                       {then(write(sse), flood(chunk(long))), Garbled},
		"an endless body":                         {then(write("application/json", `{"a":"`), flood(long)), Garbled},
		"an endless error body":                   {then(fail(500, "{"), flood(long)), Away},
		"500 with HTML":                           {fail(500, "<html>"), Away},
		"503":                                     {fail(503, ""), Away},
		"408":                                     {fail(408, ""), Away},
		"429":                                     {fail(429, `{"error":{"message":"slow down"}}`), Busy},
		"429 for want of money":                   {fail(429, `{"error":{"message":"x","code":"insufficient_quota"}}`), Refused},
		"401":                                     {fail(401, `{"error":{"message":"bad key sk-test"}}`), Refused},
		"404":                                     {fail(404, `404 page not found`), Refused},
		"400 about the length of the prompt":      {fail(400, `{"error":{"message":"too many tokens","code":"context_length_exceeded"}}`), Refused},
		"400 from a content filter":               {fail(400, `{"error":{"message":"x","code":"content_filter"}}`), Declined},
		"not HTTP":                                {notHTTP, Away},
		"an impossible usage and no finish":       {write(sse, `data: {"choices":[],"usage":{"prompt_tokens":-5}}`+"\n\n"), Truncated},
		"a usage of the wrong type and no finish": {write(sse, `data: {"choices":[],"usage":"much"}`+"\n\n"), Garbled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(test.answer)
			t.Cleanup(func() { server.CloseClientConnections(); server.Close() })

			patience := time.Minute
			if test.want == Stalled {
				patience = silence
			}

			_, _, err := complete(t.Context(), patient(t, server.URL, patience))

			e, ok := errors.AsType[*Error](err)
			if !ok || e.Kind != test.want {
				t.Errorf("got %v; want %s", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "sk-test") {
				t.Error("the error repeats what the provider said")
			}
		})
	}
}

func notHTTP(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n")
	_ = conn.Close()
}

func TestEveryShapeOfAGoodStreamIsRead(t *testing.T) {
	for name, parts := range map[string][]string{
		"as OpenAI sends it":           {chunk("Hel"), chunk("lo"), stop, usage, done},
		"without done":                 {chunk("Hel"), chunk("lo"), stop, usage},
		"with comments":                {": hi\n\n", chunk("Hel"), ": still here\n\n", chunk("lo"), stop, usage, done},
		"with 1000 comments":           {strings.Repeat(": wait\n", 1000), chunk("Hello"), stop, usage, done},
		"with CR LF":                   {strings.ReplaceAll(chunk("Hello")+stop+usage+done, "\n", "\r\n")},
		"with CR":                      {strings.ReplaceAll(chunk("Hello")+stop+usage+done, "\n", "\r")},
		"with data over lines":         {"data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"Hello\"}}]}\n\n", stop, usage, done},
		"without blank lines":          {strings.ReplaceAll(chunk("Hel")+chunk("lo")+stop+usage+done, "\n\n", "\n")},
		"without a space after data":   {strings.ReplaceAll(chunk("Hello")+stop+usage+done, "data: ", "data:")},
		"with a byte order mark":       {"\xef\xbb\xbf" + chunk("Hello"), stop, usage, done},
		"with names and ids":           {"event: message\nid: 7\nretry: 10\n" + chunk("Hello"), stop, usage, done},
		"letter by letter":             strings.Split(chunk("Hello")+stop+usage+done, ""),
		"with more after the end":      {chunk("Hello"), stop, chunk("garbage"), usage, done},
		"with nonsense after the end":  {chunk("Hello"), stop, usage, "data: {]\n\n"},
		"with finish in the last text": {strings.Replace(chunk("Hello"), "null", `"stop"`, 1), usage, done},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(write(sse, parts...))
			t.Cleanup(server.Close)

			said, a, err := complete(t.Context(), provider(t, server.URL))

			if err != nil || said != "Hello" {
				t.Errorf("got %q, %v; want Hello", said, err)
			}
			if want := (Usage{PromptTokens: 10, CompletionTokens: 5, CachedTokens: 4, Source: FromProvider}); a.Usage != want {
				t.Errorf("used %+v; want %+v", a.Usage, want)
			}
		})
	}
}

func TestAStreamWithoutATypeIsRead(t *testing.T) {
	server := httptest.NewServer(write("application/octet-stream", chunk("Hello"), stop, done))
	defer server.Close()

	said, _, err := complete(t.Context(), provider(t, server.URL))

	if err != nil || said != "Hello" {
		t.Errorf("got %q, %v; want Hello", said, err)
	}
}

func TestAWholeAnswerToARequestForAStreamIsRead(t *testing.T) {
	server := httptest.NewServer(write("application/json",
		`{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}`))
	defer server.Close()

	said, a, err := complete(t.Context(), provider(t, server.URL))

	if err != nil || said != "Hello" || a.Usage.PromptTokens != 3 {
		t.Errorf("got %q, %+v, %v; want Hello", said, a, err)
	}
}

func TestALongAnswerOutlivesTheIdleTime(t *testing.T) {
	tick := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ticker := time.NewTicker(silence / 5)
		defer ticker.Stop()
		write(sse, chunk("a"))(w, r)
		for range 12 {
			<-ticker.C
			write(sse, chunk("a"))(w, r)
		}
		write(sse, stop)(w, r)
		<-tick // the usage never comes
	}))
	defer server.Close()
	defer close(tick)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := provider(t, server.URL)

	var said int
	_, err := p.Complete(ctx, request(), func(s string) error {
		if said += len(s); said == 13 {
			cancel()
		}
		return nil
	})

	if said != 13 || !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("heard %d letters, %v; want 13", said, err)
	}
}

func TestAKeyIsNotCarriedElsewhere(t *testing.T) {
	var stolen string
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		stolen = r.Header.Get("Authorization") + r.Header.Get("Api-Key")
	}))
	defer thief.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(thief.URL+"/v1/chat/completions", status))

		_, _, err := complete(t.Context(), provider(t, server.URL))

		server.Close()
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Refused {
			t.Errorf("%d: got %v; want refused", status, err)
		}
	}
	if stolen != "" {
		t.Error("the key was sent to another host")
	}
}

func TestAServerIsLearnt(t *testing.T) {
	for name, test := range map[string]struct {
		url, model string
		complaint  string
		fits       func(testkit.LLMRequest) bool
	}{
		"no schema":      {complaint: "response_format json_schema is not supported", fits: func(r testkit.LLMRequest) bool { return r.Format == "json_object" }},
		"no JSON mode":   {complaint: "'response_format.type' must be 'text'", fits: func(r testkit.LLMRequest) bool { return r.Format == "" }},
		"no usage":       {complaint: "unknown field stream_options", fits: func(r testkit.LLMRequest) bool { return !r.WantsUsage }},
		"no stream":      {complaint: "stream is not supported", fits: func(r testkit.LLMRequest) bool { return !r.Stream }},
		"no limit":       {model: "o1-local", complaint: "max_completion_tokens is unknown", fits: func(r testkit.LLMRequest) bool { return r.MaxTokens == 0 }},
		"a lower limit":  {complaint: "max_tokens is too large: at most 100", fits: func(r testkit.LLMRequest) bool { return r.MaxTokens == 0 }},
		"no system role": {complaint: "system role not supported", fits: func(r testkit.LLMRequest) bool { return r.Text("system") == "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testkit.NewLLM(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
				if test.fits(r) {
					return testkit.LLMAnswer{Text: `{"ops":[]}`}
				}
				return testkit.LLMAnswer{Status: 400, Text: test.complaint}
			})
			p, q := provider(t, server.URL), request()
			if test.model != "" {
				q.Model = test.model
			}

			var err error
			for range 4 {
				if _, err = p.Complete(t.Context(), q, func(string) error { return nil }); err == nil {
					break
				}
				if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Adjust {
					t.Fatalf("got %v; want to adjust", err)
				}
			}

			before := len(server.Requests())
			if _, again := p.Complete(t.Context(), q, func(string) error { return nil }); err != nil || again != nil {
				t.Fatalf("got %v, then %v", err, again)
			}
			if n := len(server.Requests()) - before; n != 1 {
				t.Errorf("asked %d times the next time; want to have learnt", n)
			}
		})
	}
}

func TestTheTraceGoesOn(t *testing.T) {
	server := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer { return testkit.LLMAnswer{Text: `{"ops":[]}`} })
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})

	_, _, err := complete(trace.ContextWithSpanContext(t.Context(), span), provider(t, server.URL))

	if got := server.Requests()[0].Traceparent; err != nil || !strings.Contains(got, span.TraceID().String()) {
		t.Errorf("traceparent %q, %v; want trace %s", got, err, span.TraceID())
	}
}

func TestWhereToIsChecked(t *testing.T) {
	for _, url := range []string{"", "api.openai.com", "ftp://x", "http://", "https://user:pw@host/v1", "https://host/v1?key=1"} {
		if _, err := NewOpenAI(OpenAI{BaseURL: url, JSON: JSONAuto}); err == nil {
			t.Errorf("%q was accepted", url)
		}
	}
}

func TestRetryAfterIsReadInAllItsForms(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		want   time.Duration
		header []string
	}{
		{0, nil},
		{7 * time.Second, []string{"Retry-After", "7"}},
		{1500 * time.Millisecond, []string{"Retry-After", "1.5"}},
		{time.Minute, []string{"Retry-After", now.Add(time.Minute).Format(http.TimeFormat)}},
		{0, []string{"Retry-After", now.Add(-time.Minute).Format(http.TimeFormat)}},
		{0, []string{"Retry-After", "-3"}},
		{0, []string{"Retry-After", "soon"}},
		{time.Hour, []string{"Retry-After", "1e300"}},
		{time.Hour, []string{"Retry-After", "99999999999"}},
		{0, []string{"Retry-After", "NaN"}},
		{20 * time.Millisecond, []string{"Retry-After-Ms", "20", "Retry-After", "9"}},
		{6 * time.Minute, []string{"X-Ratelimit-Remaining-Tokens", "0", "X-Ratelimit-Reset-Tokens", "6m0s"}},
		{0, []string{"X-Ratelimit-Remaining-Tokens", "10", "X-Ratelimit-Reset-Tokens", "6m0s"}},
		{2 * time.Second, []string{"X-Ratelimit-Remaining-Requests", "0", "X-Ratelimit-Reset-Requests", "2"}},
	} {
		h := http.Header{}
		for i := 0; i+1 < len(test.header); i += 2 {
			h.Set(test.header[i], test.header[i+1])
		}
		if got := retryAfter(h, now); got != test.want {
			t.Errorf("%v: got %v; want %v", test.header, got, test.want)
		}
	}
}
