package tailor

import "sync"

// stops knows how to stop what is being worked on in this process.
type stops struct {
	mu   sync.Mutex
	byID map[string]func(cause error)
}

// hold takes down how to stop the work on id, until dropped.
func (s *stops) hold(id string, stop func(cause error)) (drop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[string]func(error){}
	}
	s.byID[id] = stop
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, id)
	}
}

// all stops everything, for a reason.
func (s *stops) all(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stop := range s.byID {
		stop(cause)
	}
}

// Stop stops the work on an optimization, if it is done here; elsewhere it stops
// when the lease is found to be lost.
func (w *Worker) Stop(id string) {
	w.stops.mu.Lock()
	stop := w.stops.byID[id]
	w.stops.mu.Unlock()
	if stop != nil {
		stop(ErrLost)
	}
}
