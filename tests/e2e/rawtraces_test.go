package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// rawTraces is an OTLP receiver that keeps what it gets as it comes: strings
// stand in protobuf as they are.
type rawTraces struct {
	url string

	mu  sync.Mutex
	all bytes.Buffer
}

func newRawTraces(t *testing.T) *rawTraces {
	t.Helper()
	r := &rawTraces{}
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body := io.Reader(req.Body)
		if req.Header.Get("Content-Encoding") == "gzip" {
			if z, err := gzip.NewReader(req.Body); err == nil {
				body = z
			}
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		_, _ = io.Copy(&r.all, body)
	}))
	t.Cleanup(srv.Close)
	r.url = srv.URL
	return r
}

func (r *rawTraces) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}
