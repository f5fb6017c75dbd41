package delivery

import "time"

const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// pause is how long to wait after so many attempts: doubling, up to a limit,
// and spread by chance, which is in [0, 1), so that mails that failed together
// don't come back together.
func pause(attempts int, chance float64) time.Duration {
	wait := longestPause
	if doublings := attempts - 1; doublings < 5 {
		wait = firstPause << max(0, doublings)
	}
	return time.Duration(float64(wait) * (0.75 + chance/2))
}
