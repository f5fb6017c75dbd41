package bus

import "github.com/sartor-cv/sartor/libs/contract"

// Ports is all that a service says and hears. What is not in here is refused
// by NATS: rights, streams and consumers are made of it.
type Ports struct {
	Answers   []contract.Port // calls
	Asks      []contract.Port // calls of other services
	Announces []contract.Port // events
	Hears     []contract.Port // events of other services
	Works     []contract.Port // its own jobs: it queues them and does them
	Reports   []contract.Port // live streams
	Watches   []contract.Port // live streams of other services
	Writes    []contract.Port // boards
	Reads     []contract.Port // boards
	Puts      []contract.Port // buckets it fills
	Takes     []contract.Port // buckets it empties
}

// With returns p and more together.
func (p Ports) With(more Ports) Ports {
	return Ports{
		Answers:   join(p.Answers, more.Answers),
		Asks:      join(p.Asks, more.Asks),
		Announces: join(p.Announces, more.Announces),
		Hears:     join(p.Hears, more.Hears),
		Works:     join(p.Works, more.Works),
		Reports:   join(p.Reports, more.Reports),
		Watches:   join(p.Watches, more.Watches),
		Writes:    join(p.Writes, more.Writes),
		Reads:     join(p.Reads, more.Reads),
		Puts:      join(p.Puts, more.Puts),
		Takes:     join(p.Takes, more.Takes),
	}
}

func join(a, b []contract.Port) []contract.Port {
	return append(append([]contract.Port(nil), a...), b...)
}
