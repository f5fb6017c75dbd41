package llm

import (
	"slices"
	"sync"
)

// Link is one entry of the chain of those who are asked one after the other,
// until one of them answers.
type Link struct {
	Provider Provider
	Server   string   // where it is, for logs and metrics; empty for one in this process
	Models   []string // that it may be asked for, the usual one first
	Slots    Slots    // shared by the links to one server

	mu       sync.Mutex
	breakers map[string]*breaker
}

// Author is who wrote an answer.
type Author struct {
	Provider string
	Model    string
	Place    int // in the order in which they were asked
}

// breaker returns the breaker of one model at this link.
func (l *Link) breaker(model string, p BreakerPolicy) *breaker {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.breakers == nil {
		l.breakers = map[string]*breaker{}
	}
	b := l.breakers[model]
	if b == nil {
		b = newBreaker(p)
		l.breakers[model] = b
	}
	return b
}

// turn is a link with the model that it will be asked for.
type turn struct {
	*Link

	model string
}

// order is who is asked for a model: first the link that offers it, then the
// others as the chain has them, each with its usual one.
func (c *Client) order(model string) []turn {
	var all []turn
	first := slices.IndexFunc(c.links, func(l *Link) bool { return slices.Contains(l.Models, model) })
	if first >= 0 {
		all = append(all, turn{c.links[first], model})
	}
	for i, l := range c.links {
		if i != first {
			all = append(all, turn{l, l.Models[0]})
		}
	}
	return all
}

// Models are those that may be asked for, the usual one first.
func (c *Client) Models() (all []string) {
	for _, l := range c.links {
		for _, m := range l.Models {
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// Usual is who is asked for a model first.
func (c *Client) Usual(model string) Author {
	t := c.order(model)[0]
	return Author{Provider: t.Provider.Name(), Model: t.model}
}

// Circuit is the state of one breaker.
type Circuit struct {
	Provider string
	Server   string
	Model    string
	State    string // closed, half-open or open
}

// Circuits are the breakers of all that was asked so far.
func (c *Client) Circuits() (all []Circuit) {
	for _, l := range c.links {
		l.mu.Lock()
		for model, b := range l.breakers {
			all = append(all, Circuit{Provider: l.Provider.Name(), Server: l.Server, Model: model, State: b.circuit.State().String()})
		}
		l.mu.Unlock()
	}
	return all
}
