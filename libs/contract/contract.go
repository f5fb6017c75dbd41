// Package contract describes what services say to each other: the subject a
// message travels on and the Go types it carries. It imports only the standard
// library, so a contract can be read, and used, without knowing NATS.
//
// Each service owns one sub-package, named after the service and its version
// (creditsv1, authv1, ...). Within a version fields are only added, and only
// optional ones; any other change is a new sub-package beside the old one.
package contract

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Access says whose right a call needs.
type Access int

// The kinds of access.
const (
	// ByUser needs the access token of the user on whose behalf it is asked.
	ByUser Access = iota
	// ByAnyone is for those who are about to prove who they are.
	ByAnyone
	// ByService is between services alone: the bus lets only those ask that
	// declare it, and the work concerns rows written while a user was present.
	ByService
)

// Port is a Call, an Event, a Job, a Live, a Board or a Bucket: something a
// service declares.
type Port interface {
	// Subject is what the message travels on.
	Subject() string
}

// Call is a question that exactly one service answers.
type Call[Request, Reply any] struct {
	subject string
	access  Access
}

// NewCall returns the call on "call.<service>.<version>.<verb>".
func NewCall[Request, Reply any](service, version, verb string, access Access) Call[Request, Reply] {
	return Call[Request, Reply]{subject: fmt.Sprintf("call.%s.%s.%s", service, version, verb), access: access}
}

// Subject implements Port.
func (c Call[Request, Reply]) Subject() string { return c.subject }

// Access says whose right the call needs.
func (c Call[Request, Reply]) Access() Access { return c.access }

// Event is a fact a service announces. Its subject ends in a past participle.
type Event[Fact any] struct{ subject string }

// NewEvent returns the event on "event.<service>.<version>.<happened>".
func NewEvent[Fact any](service, version, happened string) Event[Fact] {
	return Event[Fact]{subject: fmt.Sprintf("event.%s.%s.%s", service, version, happened)}
}

// Subject implements Port.
func (e Event[Fact]) Subject() string { return e.subject }

// Message returns the announcement of fact, ready for an outbox. id is unique
// to what happened: announced twice under one id, it is heard once.
func (e Event[Fact]) Message(id string, fact Fact) (Message, error) {
	return message(e.subject, id, fact)
}

// Job is work that a service gives to whichever of its replicas is free.
type Job[Task any] struct{ subject string }

// NewJob returns the job on "job.<service>.<version>.<name>".
func NewJob[Task any](service, version, name string) Job[Task] {
	return Job[Task]{subject: fmt.Sprintf("job.%s.%s.%s", service, version, name)}
}

// Subject implements Port.
func (j Job[Task]) Subject() string { return j.subject }

// Message returns task, ready for an outbox. Under one id it is queued once.
func (j Job[Task]) Message(id string, task Task) (Message, error) {
	return message(j.subject, id, task)
}

// Live is a short-lived stream of steps about one thing, for whoever watches
// that thing now. It is published on "progress.<kind>.<id>", kept for minutes,
// and watched on "live.<kind>.<id>".
type Live[Step any] struct{ kind string }

// NewLive returns the stream of the given kind of thing.
func NewLive[Step any](kind string) Live[Step] { return Live[Step]{kind: kind} }

// Subject implements Port: the subject that its owner publishes on, for all ids.
func (l Live[Step]) Subject() string { return "progress." + l.kind + ".*" }

// WatchSubjects is where the steps are seen, for all ids.
func (l Live[Step]) WatchSubjects() string { return "live." + l.kind + ".*" }

// PublishSubject is where the steps about id are published.
func (l Live[Step]) PublishSubject(id string) string { return "progress." + l.kind + "." + id }

// WatchSubject is where the steps about id are seen.
func (l Live[Step]) WatchSubject(id string) string { return "live." + l.kind + "." + id }

// Message is something to be published once the transaction that caused it has
// been committed.
type Message struct {
	ID      string // unique to what happened; repeated, it is published once
	Subject string
	Body    []byte
}

func message(subject, id string, body any) (Message, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return Message{}, fmt.Errorf("encode %s: %w", subject, err)
	}
	return Message{ID: id, Subject: subject, Body: data}, nil
}

// Owner returns the service that a subject belongs to: the second word of
// "call.credits.v1.reserve".
func Owner(subject string) string {
	words := strings.SplitN(subject, ".", 3)
	if len(words) < 2 {
		return ""
	}
	return words[1]
}
