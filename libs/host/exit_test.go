package host_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/sartor-cv/sartor/libs/host"
)

func TestAnErrorSaysHowItsProcessEnds(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
		says string
	}{
		{nil, 0, ""},
		{errors.New("no such file"), 1, "no such file"},
		{&host.Exit{Code: 3}, 3, ""},
		{fmt.Errorf("extract: %w", &host.Exit{Code: 2, Err: errors.New("usage")}), 2, "extract: usage"},
	} {
		if got := host.ExitCode(c.err); got != c.want {
			t.Errorf("%v ends with %d; want %d", c.err, got, c.want)
		}
		if c.err != nil && c.err.Error() != c.says {
			t.Errorf("got %q; want %q", c.err, c.says)
		}
	}
}
