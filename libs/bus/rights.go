package bus

import (
	"fmt"
	"slices"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Rights is what NATS lets one service do: publish to and subscribe to these
// subjects, and answer once to whoever asks it. All else is denied.
type Rights struct {
	Publish   []string
	Subscribe []string
}

// InboxPrefix is where the replies to a service arrive. Each has its own: with
// a shared one, every service could read every other's replies.
func InboxPrefix(service string) string { return "_INBOX_" + service }

// RightsOf returns the rights that a service needs for its ports, and no more.
// Of the JetStream API it gets single subjects: whoever may create a stream or
// a consumer can read everything.
func RightsOf(service string, p Ports) Rights {
	r := &rights{service: service}
	r.sub(InboxPrefix(service) + ".>")
	for _, verb := range []string{"PING", "INFO", "STATS"} { // nats micro ls, info, stats
		r.sub("$SRV."+verb, "$SRV."+verb+"."+service, "$SRV."+verb+"."+service+".*")
	}
	r.pub(subjects(p.Asks, p.Announces, p.Works, p.Reports)...)
	r.sub(subjects(p.Answers)...)
	for _, s := range subjects(p.Hears) {
		r.consume(streamEvents, durable(service, s), s)
	}
	for _, s := range subjects(p.Works) {
		r.consume(streamJobs, durable(service, s), s)
	}
	for _, port := range p.Watches {
		r.sub(port.(interface{ WatchSubjects() string }).WatchSubjects())
		r.pub("$JS.API.DIRECT.GET." + streamProgress)
	}
	r.boards(p)
	r.buckets(p)
	return r.sorted()
}

type rights struct {
	service string
	Rights
}

func (r *rights) pub(subjects ...string) { r.Publish = append(r.Publish, subjects...) }
func (r *rights) sub(subjects ...string) { r.Subscribe = append(r.Subscribe, subjects...) }

// consume lets a service fetch and acknowledge what is in its own durable
// consumer, and park what it can't handle.
func (r *rights) consume(stream, durable, subject string) {
	r.pub(
		fmt.Sprintf("$JS.API.CONSUMER.INFO.%s.%s", stream, durable),
		fmt.Sprintf("$JS.API.CONSUMER.MSG.NEXT.%s.%s", stream, durable),
		fmt.Sprintf("$JS.ACK.%s.%s.>", stream, durable),
		fmt.Sprintf("parked.%s.%s", r.service, subject),
	)
}

func (r *rights) boards(p Ports) {
	for _, name := range names(p.Writes) {
		r.pub("$JS.API.STREAM.INFO.KV_"+name, "$KV."+name+".*")
	}
	for _, name := range names(p.Reads) {
		r.pub("$JS.API.STREAM.INFO.KV_" + name)
		r.pushConsumers("KV_" + name)
	}
}

func (r *rights) buckets(p Ports) {
	for _, name := range names(p.Puts) {
		r.object(name)
		r.pub("$O." + name + ".C.*")
	}
	for _, name := range names(p.Takes) {
		r.object(name)
		r.pushConsumers("OBJ_" + name)
	}
}

// object is what both sides of a bucket need: to find an object and to remove
// it, its chunks included.
func (r *rights) object(name string) {
	stream := "OBJ_" + name
	r.pub(
		"$JS.API.STREAM.INFO."+stream,
		"$JS.API.STREAM.PURGE."+stream,
		"$JS.API.DIRECT.GET."+stream+".$O."+name+".M.*",
		"$O."+name+".M.*",
	)
}

// pushConsumers lets a service have consumers of one stream delivered to its
// own inbox. NATS would deliver elsewhere too, where the service may not publish;
// what comes so keeps the subject that it has in the stream, and Handle and Watch
// look at that.
func (r *rights) pushConsumers(stream string) {
	r.pub("$JS.API.CONSUMER.CREATE."+stream+".>", "$JS.API.CONSUMER.DELETE."+stream+".>", "$JS.FC."+stream+".>")
}

func (r *rights) sorted() Rights {
	slices.Sort(r.Publish)
	slices.Sort(r.Subscribe)
	return Rights{Publish: slices.Compact(r.Publish), Subscribe: slices.Compact(r.Subscribe)}
}

func subjects(groups ...[]contract.Port) (all []string) {
	for _, ports := range groups {
		for _, p := range ports {
			all = append(all, p.Subject())
		}
	}
	return all
}

func names(ports []contract.Port) (all []string) {
	for _, p := range ports {
		all = append(all, p.(interface{ Name() string }).Name())
	}
	return all
}
