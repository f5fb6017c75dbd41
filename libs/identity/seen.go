package identity

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

type digest = [sha256.Size]byte

// seen remembers the tokens that were found good, so that the same token isn't
// verified again by each request. It is bounded: the least used one goes first.
type seen struct {
	limit int

	mu    sync.Mutex
	byKey map[digest]*list.Element
	order *list.List // of entries, the last used first
}

type entry struct {
	key    digest
	caller Caller
}

func newSeen(limit int) *seen {
	return &seen{limit: limit, byKey: make(map[digest]*list.Element), order: list.New()}
}

func (s *seen) get(key digest) (Caller, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byKey[key]
	if !ok {
		return Caller{}, false
	}
	s.order.MoveToFront(e)
	return e.Value.(entry).caller, true //nolint:forcetypeassert // only put fills the list
}

func (s *seen) put(key digest, c Caller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.byKey[key]; ok {
		s.order.MoveToFront(e)
		return
	}
	s.byKey[key] = s.order.PushFront(entry{key: key, caller: c})
	if s.order.Len() > s.limit {
		s.remove(s.order.Back())
	}
}

func (s *seen) drop(key digest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.byKey[key]; ok {
		s.remove(e)
	}
}

func (s *seen) remove(e *list.Element) {
	s.order.Remove(e)
	delete(s.byKey, e.Value.(entry).key) //nolint:forcetypeassert // only put fills the list
}
