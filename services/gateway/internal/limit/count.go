package limit

import "sync"

// Count bounds how much of something a key has at once. It is safe for
// concurrent use.
type Count struct {
	most int

	mu  sync.Mutex
	has map[string]int
}

// NewCount returns a bound of most for each key.
func NewCount(most int) *Count { return &Count{most: most, has: make(map[string]int)} }

// Enter counts one more and reports whether that is within the bound. If it is,
// Leave must be called.
func (c *Count) Enter(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.has[key] >= c.most {
		return false
	}
	c.has[key]++
	return true
}

// Leave counts one less.
func (c *Count) Leave(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.has[key]--; c.has[key] <= 0 {
		delete(c.has, key)
	}
}
