package credits_test

import (
	"maps"
	"reflect"

	"github.com/anishathalye/porcupine"
)

// book is one account as one would explain it, and what was answered.
type book struct {
	available int64
	held      map[string]int64  // by reservation that is open
	done      map[string]asks   // by key: what was asked
	answers   map[string]answer // by key
}

// ledgerModel is the model of one account at a time.
var ledgerModel = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		parts := map[string][]porcupine.Operation{}
		for _, h := range history {
			q, _ := h.Input.(asks)
			parts[q.account] = append(parts[q.account], h)
		}
		all := make([][]porcupine.Operation, 0, len(parts))
		for _, part := range parts {
			all = append(all, part)
		}
		return all
	},
	Init: func() any {
		return &book{held: map[string]int64{}, done: map[string]asks{}, answers: map[string]answer{}}
	},
	Step: func(state, input, output any) (bool, any) {
		before, _ := state.(*book)
		q, _ := input.(asks)
		after := &book{
			available: before.available, held: maps.Clone(before.held), done: maps.Clone(before.done), answers: maps.Clone(before.answers),
		}
		return output == after.ask(q), after
	},
	Equal: reflect.DeepEqual,
}

// ask answers a question. What ends a reservation has one key, whatever it is;
// a release that comes first has the key of what it is about.
func (b *book) ask(q asks) answer {
	key := q.verb + " " + q.name
	if q.verb == "settle" || q.verb == "release" {
		return b.end(q, "end "+q.name)
	}
	if before, done := b.done[key]; done {
		switch {
		case before.verb == "release":
			return answer{reason: "reservation_released"}
		case before != q:
			return answer{reason: "idempotency_key_reused"}
		}
		return b.answers[key]
	}
	if q.verb == "reserve" {
		if q.amount > b.available {
			return answer{reason: "insufficient_credits"}
		}
		b.available -= q.amount
		b.held[q.name] = q.amount
	} else {
		b.available += q.amount
	}
	return b.note(key, q, answer{amount: q.amount, available: b.available})
}

func (b *book) note(key string, q asks, a answer) answer {
	b.done[key], b.answers[key] = q, a
	return a
}

func (b *book) end(q asks, key string) answer {
	hold, made := b.done["reserve "+q.name]
	before, ended := b.done[key]
	held := b.held[q.name]
	switch {
	case q.verb == "settle" && (!made || hold.verb == "release"):
		return answer{reason: "reservation_not_found"}
	case !made:
		return b.note("reserve "+q.name, q, answer{})
	case hold.verb == "release":
		return answer{}
	case ended && before.verb == "release" && q.verb == "release":
		return b.answers[key]
	case ended && q.verb == "release":
		return answer{reason: "reservation_settled"}
	case ended && before.verb == "release":
		return answer{reason: "reservation_released"}
	case ended && before != q:
		return answer{reason: "idempotency_key_reused"}
	case ended:
		return b.answers[key]
	case q.verb == "release":
		b.available += held
		return b.note(key, q, answer{amount: held})
	default:
		charged := min(q.amount, held)
		b.available += held - charged
		return b.note(key, q, answer{amount: charged, available: b.available})
	}
}
