package optimizer_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

// liar is a model that knows the CVs of a labelled set and answers with lies
// about them, round after round with others, and with the same again when it is
// asked to repair them. It cites what makes them look best.
type liar struct {
	t    *testing.T
	sets map[string]truth.CV

	mu   sync.Mutex
	told map[string]truth.Text // the lies that were told, by id
}

// asked is a line of a job description that says which CV an order is about,
// and which round of lies is wanted.
var asked = regexp.MustCompile(`Reference ([\w-]+)/(\d+)\.`)

type said struct{ ID, Kind, Text string }

// answer is the model's. Every answer tells a lie of each bullet, and a summary
// that begins with something true.
func (l *liar) answer(r testkit.LLMRequest) testkit.LLMAnswer {
	found := asked.FindStringSubmatch(r.Text("user"))
	if found == nil {
		return testkit.LLMAnswer{Text: operations(l.t, again(r)...)}
	}
	cv := l.sets[found[1]]
	round, _ := strconv.Atoi(found[2])
	facts, all := l.facts(r)
	ops := []map[string]any{}
	tell := func(kind string, cited []string, x truth.Text, before string) {
		l.mu.Lock()
		l.told[x.ID] = x
		l.mu.Unlock()
		ops = append(ops, map[string]any{"kind": kind, "facts": cited, "text": before + x.Text})
	}
	letter := isLetter(r)
	for _, b := range cv.Bullets {
		lies := about(cv, b)
		id, ok := facts[strings.Join(strings.Fields(b), " ")]
		switch {
		case !ok || len(lies) == 0 || round >= len(lies):
		case letter:
			tell("letter", all, lies[round], "")
		default:
			tell("rewrite", cited(id, all, round), lies[round], "")
		}
	}
	general := about(cv, "")
	for i := range 3 {
		if n := 3*round + i; n >= len(general) {
			break
		} else if letter {
			tell("letter", all, general[n], "")
		} else if i == round%3 {
			tell("summary", all, general[n], honest(cv, round)+" ")
		}
	}
	return testkit.LLMAnswer{Text: operations(l.t, ops...)}
}

// again says once more what the check has refused: a prompt to repair has no
// job in it, but these.
func again(r testkit.LLMRequest) []map[string]any {
	ops := []map[string]any{}
	for line := range strings.Lines(r.Text("user")) {
		var op struct {
			Kind, Text string
			Facts      []string
			Wrong      []string `json:"not_supported"`
		}
		if json.Unmarshal([]byte(line), &op) == nil && len(op.Wrong) > 0 {
			ops = append(ops, map[string]any{"kind": op.Kind, "facts": op.Facts, "text": op.Text})
		}
	}
	return ops
}

// cited are the facts that a rewording rests on: by turns the bullet alone, and
// everything there is.
func cited(id string, all []string, round int) []string {
	if round%2 == 0 {
		return []string{id}
	}
	return append([]string{id}, all[:min(len(all), 40)]...)
}

// facts are the ids of the facts that the prompt has, by their words.
func (l *liar) facts(r testkit.LLMRequest) (byText map[string]string, all []string) {
	byText = map[string]string{}
	for line := range strings.Lines(r.Text("user")) {
		var f said
		if json.Unmarshal([]byte(line), &f) == nil && f.ID != "" {
			byText[strings.Join(strings.Fields(f.Text), " ")] = f.ID
			all = append(all, f.ID)
		}
	}
	return byText, all[:min(len(all), 60)]
}

// about are the lies that are made of a bullet, or of none.
func about(cv truth.CV, bullet string) []truth.Text {
	var all []truth.Text
	for _, x := range cv.Texts {
		of := ""
		if len(x.Of) > 0 {
			of = x.Of[0]
		}
		if x.Kind != truth.OK && of == bullet {
			all = append(all, x)
		}
	}
	return all
}

// honest is a faithful sentence about the whole.
func honest(cv truth.CV, round int) string {
	var all []string
	for _, x := range cv.Texts {
		if x.Kind == truth.OK && len(x.Of) == 0 && !x.Letter && strings.HasSuffix(x.Text, ".") {
			all = append(all, x.Text)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[round%len(all)]
}

// rounds is how many orders it takes until every lie was told.
func rounds(cv truth.CV) int {
	most := (len(about(cv, "")) + 2) / 3
	for _, b := range cv.Bullets {
		most = max(most, len(about(cv, b)))
	}
	return most
}
