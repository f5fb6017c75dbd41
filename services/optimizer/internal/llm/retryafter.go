package llm

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostRetryAfter is the longest wait that is believed.
const mostRetryAfter = time.Hour

// retryAfter is how long an answer's headers ask us to wait, in whichever of
// the ways in use: Retry-After in seconds or as a date, retry-after-ms, or the
// x-ratelimit-reset family when the matching budget is used up.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return seconds(ms / 1000)
	}
	if v := strings.TrimSpace(h.Get("Retry-After")); v != "" {
		if s, err := strconv.ParseFloat(v, 64); err == nil {
			return bounded(seconds(s))
		}
		if at, err := http.ParseTime(v); err == nil {
			return bounded(at.Sub(now))
		}
	}
	var wait time.Duration
	for _, budget := range []string{"Requests", "Tokens"} {
		if h.Get("X-Ratelimit-Remaining-"+budget) == "0" {
			wait = max(wait, reset(h.Get("X-Ratelimit-Reset-"+budget)))
		}
	}
	return bounded(wait)
}

// reset reads "6m0s", "20ms" or a number of seconds.
func reset(v string) time.Duration {
	if d, err := time.ParseDuration(v); err == nil {
		return d
	}
	s, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return 0
	}
	return seconds(s)
}

func seconds(s float64) time.Duration {
	switch {
	case s > mostRetryAfter.Seconds():
		return mostRetryAfter
	case s > 0:
		return time.Duration(s * float64(time.Second))
	default:
		return 0 // also for what is not a number
	}
}

func bounded(d time.Duration) time.Duration { return min(max(d, 0), mostRetryAfter) }
