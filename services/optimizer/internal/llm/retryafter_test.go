package llm

import (
	"net/http"
	"testing"
	"time"
)

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
