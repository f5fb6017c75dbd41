package llm

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
)

//go:embed prices.json
var pricesFile embed.FS

// Price is what a model costs: micro-USD for a million tokens.
type Price struct {
	Input  int64 `json:"input"`
	Cached int64 `json:"cached"`
	Output int64 `json:"output"`
}

// mostPrice keeps sums within an int64 for any plausible usage.
const mostPrice = 10_000_000_000

// Prices is a table of what models cost. Its version is recorded with every
// cost, so that a cost can be explained later.
type Prices struct {
	Version string           `json:"version"`
	Models  map[string]Price `json:"models"`
}

// DefaultPrices is the table that this version comes with.
func DefaultPrices() Prices {
	data, err := pricesFile.ReadFile("prices.json")
	if err != nil {
		panic(err) // the file is embedded above
	}
	var p Prices
	if err := json.Unmarshal(data, &p); err != nil {
		panic(err)
	}
	return p
}

// With returns the table with the operator's own prices added:
// "model=input/cached/output, …" in micro-USD for a million tokens.
func (p Prices) With(own string) (Prices, error) {
	if strings.TrimSpace(own) == "" {
		return p, nil
	}
	all := Prices{Version: p.Version + "+own", Models: map[string]Price{}}
	maps.Copy(all.Models, p.Models)
	for item := range strings.SplitSeq(own, ",") {
		model, numbers, ok := strings.Cut(strings.TrimSpace(item), "=")
		parts := strings.Split(numbers, "/")
		if !ok || model == "" || strings.ContainsAny(model, " \t") || len(parts) != 3 {
			return Prices{}, fmt.Errorf("OPENAI_PRICES: %q is not model=input/cached/output", item)
		}
		var n [3]int64
		for i, part := range parts {
			v, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
			if err != nil || v < 0 || v > mostPrice {
				return Prices{}, fmt.Errorf("OPENAI_PRICES: %q is not a price in micro-USD", part)
			}
			n[i] = v
		}
		all.Models[model] = Price{Input: n[0], Cached: n[1], Output: n[2]}
	}
	return all, nil
}

// Of returns the price of a model; a dated edition ("gpt-4o-2024-08-06") costs
// what its model costs.
func (p Prices) Of(model string) (Price, bool) {
	if price, ok := p.Models[model]; ok {
		return price, true
	}
	for at := strings.LastIndex(model, "-20"); at > 0; at = strings.LastIndex(model[:at], "-20") {
		if price, ok := p.Models[model[:at]]; ok {
			return price, true
		}
	}
	return Price{}, false
}

// Cost is what u costs in micro-USD, rounded up. A model whose price isn't
// known costs nothing, and has no table's version.
func (p Prices) Cost(model string, u Usage) (microUSD int64, version string) {
	price, ok := p.Of(model)
	if !ok {
		return 0, ""
	}
	sum := (u.PromptTokens-u.CachedTokens)*price.Input + u.CachedTokens*price.Cached + u.CompletionTokens*price.Output
	return (sum + 999_999) / 1_000_000, p.Version
}
