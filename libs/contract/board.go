package contract

import "time"

// Board is a small table that one service writes and others watch: the newest
// value of each key, forgotten after its life.
type Board[Value any] struct {
	name string
	life time.Duration
}

// NewBoard returns the board of the given name, whose entries live for life.
func NewBoard[Value any](name string, life time.Duration) Board[Value] {
	return Board[Value]{name: name, life: life}
}

// Name is the board's name.
func (b Board[Value]) Name() string { return b.name }

// Life is how long an entry stays.
func (b Board[Value]) Life() time.Duration { return b.life }

// Subject implements Port.
func (b Board[Value]) Subject() string { return "board." + b.name }

// Bucket holds larger bytes while they are handed from one service to another.
// It is in memory, and what nobody takes is dropped after its life.
type Bucket struct {
	name string
	life time.Duration
}

// NewBucket returns the bucket of the given name, whose objects live for life.
func NewBucket(name string, life time.Duration) Bucket { return Bucket{name: name, life: life} }

// Name is the bucket's name.
func (b Bucket) Name() string { return b.name }

// Life is how long an object stays.
func (b Bucket) Life() time.Duration { return b.life }

// Subject implements Port.
func (b Bucket) Subject() string { return "bucket." + b.name }
