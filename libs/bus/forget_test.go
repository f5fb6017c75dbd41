package bus_test

import (
	"context"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestWhatIsForgottenIsSeenByNobodyWhoComesLater(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	report := func(id, text string) {
		t.Helper()
		if err := bus.Report(t.Context(), b, running, id, answer{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	report("job", "a secret")
	report("job", "another")
	report("other", "kept")

	if err := bus.Forget(t.Context(), b, running, "job", answer{Text: "the end"}); err != nil {
		t.Fatal(err)
	}

	for id, want := range map[string]string{"job": "the end", "other": "kept"} {
		ctx, cancel := context.WithCancel(t.Context())
		steps, err := bus.Watch(ctx, b, running, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := <-steps; got.Step.Text != want {
			t.Errorf("%s: got %+v first; want %q", id, got, want)
		}
		cancel()
	}
}
