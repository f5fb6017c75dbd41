package llm

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Entry is one entry of a chain as it is written.
type Entry struct {
	Kind  string // openai, azure or offline
	URL   string // empty for the usual place
	Model string // Azure calls it a deployment; empty for offline
}

// The kinds of entries.
const (
	KindOffline = "offline"
	KindOpenAI  = "openai"
	KindAzure   = "azure"
)

// mostLinks bounds a chain: more would only be slower to give up.
const mostLinks = 8

// address is a URL and the model after it. The model may hold colons, so the
// URL ends at the first one that is neither its scheme's nor its port's.
var address = regexp.MustCompile(`^(https?://(?:\[[0-9A-Fa-f:.]+\]|[^/:@,\s?#\[\]]+)(?::[0-9]{1,5})?(?:/[^:,\s?#@]*)?)(?::([^\s@]+))?$`)

// ParseChain reads a chain: entries separated by commas, each one of
//
//	openai:MODEL        at the usual place
//	openai@URL:MODEL    at any server that speaks the same protocol
//	azure@URL:DEPLOYMENT
//	offline
func ParseChain(text string) ([]Entry, error) {
	var all []Entry
	seen := map[Entry]bool{}
	for i, item := range strings.Split(text, ",") {
		e, err := parseEntry(strings.TrimSpace(item))
		if err != nil {
			return nil, fmt.Errorf("LLM_CHAIN: entry %d: %w", i+1, err)
		}
		if seen[e] {
			return nil, fmt.Errorf("LLM_CHAIN: entry %d is there twice", i+1)
		}
		seen[e] = true
		all = append(all, e)
	}
	if len(all) > mostLinks {
		return nil, fmt.Errorf("LLM_CHAIN: more than %d entries", mostLinks)
	}
	return all, nil
}

func parseEntry(item string) (Entry, error) {
	if item == KindOffline {
		return Entry{Kind: KindOffline}, nil
	}
	end := strings.IndexAny(item, ":@")
	if end < 0 {
		end = len(item)
	}
	e := Entry{Kind: item[:end]}
	switch {
	case item == "":
		return e, errors.New("it is empty")
	case e.Kind == KindOffline:
		return e, errors.New("offline has neither an address nor a model")
	case e.Kind != KindOpenAI && e.Kind != KindAzure:
		return e, errors.New("it must begin with openai, azure or offline")
	}
	rest := item[end:]
	if strings.HasPrefix(rest, "@") {
		return e.at(rest[1:])
	}
	if e.Kind == KindAzure {
		return e, errors.New("azure needs an address: azure@https://NAME.openai.azure.com:DEPLOYMENT")
	}
	e.Model = strings.TrimPrefix(rest, ":")
	return e, checkModel(e.Model)
}

// at reads a URL and a model. Nothing of it is repeated in an error: it may hold
// a key that belongs elsewhere.
func (e Entry) at(rest string) (Entry, error) {
	m := address.FindStringSubmatch(rest)
	if m == nil {
		return e, errors.New("what follows @ must be http://host:port/path:MODEL without user, query or fragment; keys belong into LLM_KEYS")
	}
	e.URL, e.Model = strings.TrimRight(m[1], "/"), m[2]
	if e.Kind == KindAzure && strings.ContainsAny(e.Model, "/?#%:") {
		return e, errors.New("an Azure deployment's name has no special characters")
	}
	return e, checkModel(e.Model)
}

func checkModel(name string) error {
	if name == "" {
		return errors.New("it names no model: end it with :MODEL")
	}
	if len(name) > 128 || strings.ContainsAny(name, " \t\r\n,") {
		return errors.New("the model's name must have up to 128 bytes and no blanks")
	}
	return nil
}
