package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// traces is an OTLP receiver.
type traces struct {
	url string

	mu    sync.Mutex
	spans []span
}

type span struct{ trace, service, name string }

func newTraces(t *testing.T) *traces {
	t.Helper()
	r := &traces{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		var batch collector.ExportTraceServiceRequest
		if err != nil || proto.Unmarshal(body, &batch) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.keep(&batch)
	}))
	t.Cleanup(srv.Close)
	r.url = srv.URL
	return r
}

func (r *traces) keep(batch *collector.ExportTraceServiceRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range batch.GetResourceSpans() {
		service := ""
		for _, a := range resource.GetResource().GetAttributes() {
			if a.GetKey() == "service.name" {
				service = a.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				r.spans = append(r.spans, span{trace: string(s.GetTraceId()), service: service, name: s.GetName()})
			}
		}
	}
}

// expectOneTrace waits until one trace goes from the request for a tailored CV
// to the credits that were settled for it. Each process sends its spans when it
// sees fit, so they arrive in any order.
func (r *traces) expectOneTrace(t *testing.T) {
	t.Helper()
	var missing []string
	defer func() {
		if len(missing) > 0 {
			t.Logf("missing in the trace: %s", strings.Join(missing, ", "))
		}
	}()
	testkit.Eventually(t, "one trace reaches from POST /optimizations to the settled credits", func() bool {
		names := r.traceOf("POST /api/v1/optimizations")
		missing = nil
		for _, part := range []string{
			"gateway: call call.optimizer.v1.create", "optimizer: answer call.optimizer.v1.create",
			"optimizer: call call.credits.v1.reserve", "credits: answer call.credits.v1.reserve",
			"optimizer: publish job.optimizer.v1.run", "optimizer: work job.optimizer.v1.run",
			"optimizer: call call.credits.v1.settle", "credits: answer call.credits.v1.settle",
			"optimizer: publish event.optimizer.v1.finished",
		} {
			if !slices.Contains(names, part) {
				missing = append(missing, part)
			}
		}
		return len(missing) == 0
	})
}

// traceOf returns what the trace that begins with the named request is made of.
// Of several it takes the longest: the same request may have been replayed.
func (r *traces) traceOf(root string) (names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.spans {
		if s.service != "gateway" || s.name != root {
			continue
		}
		var all []string
		for _, other := range r.spans {
			if other.trace == s.trace {
				all = append(all, other.service+": "+other.name)
			}
		}
		if len(all) > len(names) {
			names = all
		}
	}
	return names
}
