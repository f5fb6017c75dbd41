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
		testkit.Eventually(t, id+" begins with "+want, func() bool { return first(t, b, id) == want })
	}
}

// first is the first step that somebody sees who comes now. What was published
// is stored a moment after it was taken, since the stream acknowledges nothing.
func first(t *testing.T, b *bus.Bus, id string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	steps, err := bus.Watch(ctx, b, running, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	return (<-steps).Step.Text
}
