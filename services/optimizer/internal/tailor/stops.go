package tailor

import "sync"

// stops knows how to stop what is being worked on in this process.
type stops struct {
	mu   sync.Mutex
	byID map[string]func()
}

// hold takes down how to stop the work on id, until dropped.
func (s *stops) hold(id string, stop func()) (drop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[string]func(){}
	}
	s.byID[id] = stop
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byID, id)
	}
}

// Stop stops the work on an optimization, if it is done here; elsewhere it stops
// when the lease is found to be lost.
func (w *Worker) Stop(id string) {
	w.stops.mu.Lock()
	stop := w.stops.byID[id]
	w.stops.mu.Unlock()
	if stop != nil {
		stop()
	}
}
