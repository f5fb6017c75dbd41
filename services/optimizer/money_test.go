package optimizer_test

import (
	"net/http"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// point is where an optimization goes wrong, or doesn't.
type point struct {
	cv, repair, letter testkit.LLMAnswer // the model's, to each part
	env                []string          // beside LLM_ATTEMPTS=1
	alone              bool              // without a letter
	file               bool              // of a file that is still being read

	// then is done while the model works on the CV, or the file is read.
	then func(w *world, id string)

	status, code string
	charged      int64
	calls        int64 // 0 for any number
}

// hang never answers.
var hang = testkit.LLMAnswer{Handle: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}

var (
	fine    = testkit.LLMAnswer{Text: `{"ops":[]}`}
	wrote   = testkit.LLMAnswer{Text: `{"ops":[{"kind":"letter","facts":["f5"],"text":"I built a billing service in Go that handled 2 million invoices a month.","reason":""}]}`}
	away    = testkit.LLMAnswer{Status: http.StatusServiceUnavailable}
	refused = testkit.LLMAnswer{Text: `{"ops":[{"kind":"summary","facts":["f5"],"text":"Won a Nobel prize in 1999.","reason":""}]}`}
)

var points = map[string]point{
	"nothing goes wrong":          {cv: fine, letter: wrote, status: optimizerv1.StatusSucceeded, charged: 6},
	"no letter is wanted":         {cv: fine, alone: true, status: optimizerv1.StatusSucceeded, charged: 4},
	"the repair fails":            {cv: refused, repair: away, letter: wrote, status: optimizerv1.StatusSucceeded, charged: 6, calls: 3},
	"the letter fails":            {cv: fine, letter: away, status: optimizerv1.StatusFailed, code: "llm_unavailable"},
	"the letter makes no sense":   {cv: fine, letter: fine, status: optimizerv1.StatusFailed, code: "llm_invalid_answer"},
	"the model is away":           {cv: away, status: optimizerv1.StatusFailed, code: "llm_unavailable"},
	"the key is wrong":            {cv: testkit.LLMAnswer{Status: http.StatusUnauthorized}, status: optimizerv1.StatusFailed, code: "llm_refused"},
	"the bill isn't paid":         {cv: testkit.LLMAnswer{Status: http.StatusTooManyRequests, Code: "insufficient_quota"}, status: optimizerv1.StatusFailed, code: "llm_refused"},
	"the text is too long":        {cv: testkit.LLMAnswer{Status: http.StatusBadRequest, Code: "context_length_exceeded"}, status: optimizerv1.StatusFailed, code: "llm_refused"},
	"a filter declines":           {cv: testkit.LLMAnswer{Text: `{"ops":[]}`, Finish: "content_filter"}, status: optimizerv1.StatusFailed, code: "llm_declined"},
	"the stream breaks off":       {cv: testkit.LLMAnswer{Text: `{"ops":[]}`, Finish: "none"}, status: optimizerv1.StatusFailed, code: "llm_unavailable"},
	"the answer is cut, twice":    {cv: testkit.LLMAnswer{Text: `{"ops":[]}`, Finish: "length"}, status: optimizerv1.StatusFailed, code: "llm_invalid_answer"},
	"the model says nothing":      {cv: hang, env: []string{"LLM_FIRST_TIMEOUT", "300ms"}, status: optimizerv1.StatusFailed, code: "llm_unavailable"},
	"the time is over":            {cv: hang, env: []string{"OPTIMIZER_TIME_LIMIT", "300ms"}, status: optimizerv1.StatusFailed, code: "timed_out"},
	"the time is over, letter":    {cv: fine, letter: hang, env: []string{"OPTIMIZER_TIME_LIMIT", "1s"}, status: optimizerv1.StatusFailed, code: "timed_out"},
	"its owner cancels":           {cv: hang, then: cancelled, status: optimizerv1.StatusCancelled},
	"the operator switches off":   {cv: hang, then: func(w *world, _ string) { w.turn(true) }, status: optimizerv1.StatusFailed, code: "llm_switched_off"},
	"the file is rejected":        {file: true, then: rejected, status: optimizerv1.StatusFailed, code: "no_text_layer"},
	"the file isn't read in time": {file: true, env: []string{"OPTIMIZER_FILE_WAIT", "1ms"}, then: func(*world, string) {}, status: optimizerv1.StatusFailed, code: "file_not_ready"},
	"its owner cancels, waiting":  {file: true, then: cancelled, status: optimizerv1.StatusCancelled},
}

func cancelled(w *world, id string) {
	_, err := w.cancel(jane, id)
	must(w.t, err)
}

func rejected(w *world, _ string) {
	w.put(filesv1.File{ID: "late", UserID: jane, Status: filesv1.StatusRejected, Rejection: &filesv1.Rejection{Code: "no_text_layer", Detail: "a scan"}}, "")
}

// Whatever happens wherever: what was quoted is held, what was delivered is
// charged, and all else is back.
func TestCreditsAreRightWhateverHappens(t *testing.T) {
	t.Parallel()
	for name, p := range points {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{}, 20)
			_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
				asked <- struct{}{}
				switch {
				case isLetter(r):
					return p.letter
				case isRepair(r):
					return p.repair
				default:
					return p.cv
				}
			}, append([]string{"LLM_ATTEMPTS", "1"}, p.env...)...)
			w := newWorld(t, env)
			q := optimizerv1.CreateRequest{CVText: cv, JobDescription: job}
			if p.alone {
				no := false
				q.Options.CoverLetter = &no
			}
			if p.file {
				w.put(filesv1.File{ID: "late", UserID: jane, Status: filesv1.StatusParsing}, "")
				q.CVText, q.FileID = "", "late"
			}

			r, err := w.create(jane, q)
			must(t, err)
			id, held := r.Optimization.ID, r.Optimization.HeldCredits
			if !w.credits.sees(func(c *credits) bool { return c.held[id]+c.charged[id] > 0 || c.released[id] })() || held <= 0 {
				t.Errorf("quoted %d, and nothing is held", held)
			}
			if p.then != nil {
				if !p.file {
					await(t, "the model is asked", asked)
				}
				p.then(w, id)
			}
			o := w.reaches(id, p.status)

			if p.code != "" && (o.Error == nil || o.Error.Code != p.code) {
				t.Errorf("failed with %+v; want %s", o.Error, p.code)
			}
			if o.Usage.Credits != p.charged || o.Usage.Credits > held || o.HeldCredits != 0 {
				t.Errorf("quoted %d, said to be charged %d, held %d; want %d", held, o.Usage.Credits, o.HeldCredits, p.charged)
			}
			if p.calls > 0 && o.Usage.Calls != p.calls {
				t.Errorf("%d calls; want %d", o.Usage.Calls, p.calls)
			}
			testkit.Eventually(t, "the ledger agrees", w.credits.sees(func(c *credits) bool {
				return len(c.held) == 0 && c.charged[id] == p.charged && c.available == 100-p.charged && c.released[id] == (p.charged == 0)
			}))
		})
	}
}
