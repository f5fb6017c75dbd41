package llm

import (
	"context"
	"errors"
	"fmt"
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
