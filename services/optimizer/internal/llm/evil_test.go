package llm

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
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
		"429 for want of money":                   {fail(429, `{"error":{"message":"x","code":"insufficient_quota"}}`), Denied},
		"401":                                     {fail(401, `{"error":{"message":"bad key sk-test"}}`), Denied},
		"404":                                     {fail(404, `404 page not found`), Denied},
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
