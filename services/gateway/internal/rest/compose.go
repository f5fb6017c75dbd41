package rest

import (
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/services/gateway/internal/sse"
)

// The names of the events.
const (
	eventStatus    = "status"
	eventStage     = "stage"
	eventDelta     = "delta"
	eventError     = "error"
	eventDone      = "done"
	eventReconnect = "reconnect"
)

// composedPrefix begins the ids of events that were made of the finished
// optimization instead of the live stream.
const composedPrefix = "final-"

type (
	statusData struct {
		Status string `json:"status"`
	}
	stageData struct {
		Stage string `json:"stage"`
	}
	deltaData struct {
		Target  string `json:"target"`
		Text    string `json:"text"`
		Restart bool   `json:"restart,omitzero"`
	}
	reconnectData struct {
		Reason string `json:"reason"`
	}
)

// ends reports whether nothing follows a step.
func ends(step optimizerv1.Step) bool { return step.Type == eventDone || step.Type == eventError }

// eventsOf is a step of the live stream as events. An error is followed by the
// end, under the same id, so that each stream ends alike.
func eventsOf(s seen) []sse.Event {
	first := eventOf(s)
	if s.Step.Type != eventError {
		return []sse.Event{first}
	}
	return []sse.Event{first, {ID: first.ID, Name: eventDone, Data: statusData{optimizerv1.StatusFailed}}}
}

// eventOf is a step of the live stream as an event.
func eventOf(s seen) sse.Event {
	step := s.Step
	e := sse.Event{ID: strconv.FormatUint(s.Seq, 10), Name: step.Type}
	switch step.Type {
	case eventStage:
		e.Data = stageData{step.Stage}
	case eventDelta:
		e.Data = deltaData{Target: step.Target, Text: step.Text, Restart: step.Restart}
	case eventError:
		e.Data = failure{}
		if step.Error != nil {
			e.Data = failure(*step.Error)
		}
	default: // status and done
		e.Data = statusData{step.Status}
	}
	return e
}

// compose tells a finished optimization as if it happened now, for those who
// come when the live stream has been forgotten.
func compose(o optimizerv1.Optimization) []sse.Event {
	events := []sse.Event{{Name: eventStatus, Data: statusData{o.Status}}}
	if o.Stage != "" {
		events = append(events, sse.Event{Name: eventStage, Data: stageData{o.Stage}})
	}
	if r := o.Result; r != nil {
		events = append(events, sse.Event{Name: eventDelta, Data: deltaData{Target: "cv", Text: r.CVMarkdown, Restart: true}})
		if r.CoverLetterMarkdown != "" {
			events = append(events, sse.Event{Name: eventDelta, Data: deltaData{Target: "coverLetter", Text: r.CoverLetterMarkdown, Restart: true}})
		}
	}
	if o.Error != nil {
		events = append(events, sse.Event{Name: eventError, Data: failure(*o.Error)})
	}
	events = append(events, sse.Event{Name: eventDone, Data: statusData{o.Status}})
	for i := range events {
		events[i].ID = composedPrefix + strconv.Itoa(i+1)
	}
	return events
}

// place is where a client was, as its Last-Event-ID says: after a step of the
// live stream, after so many composed events, or nowhere.
type place struct {
	seq      uint64
	composed int
}

// placeOf reads a Last-Event-ID. What it can't read it takes for a beginning:
// then the client sees something twice, but misses nothing.
func placeOf(id string) place {
	if n, ok := strings.CutPrefix(id, composedPrefix); ok {
		composed, err := strconv.Atoi(n)
		if err != nil || composed < 0 {
			return place{}
		}
		return place{composed: composed}
	}
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return place{}
	}
	return place{seq: seq}
}

func final(status string) bool {
	switch status {
	case optimizerv1.StatusSucceeded, optimizerv1.StatusFailed, optimizerv1.StatusCancelled:
		return true
	default:
		return false
	}
}
