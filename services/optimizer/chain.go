package optimizer

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// entries are those of LLM_CHAIN, or the one that the older LLM_PROVIDER names.
func (s *settings) entries() ([]llm.Entry, error) {
	switch {
	case strings.TrimSpace(s.Chain) != "":
		return llm.ParseChain(s.Chain)
	case s.Provider == llm.KindOffline:
		return []llm.Entry{{Kind: llm.KindOffline, URL: "", Model: ""}}, nil
	case s.Provider == llm.KindOpenAI:
		return []llm.Entry{{Kind: llm.KindOpenAI, URL: "", Model: s.Model}}, nil
	default:
		return nil, fmt.Errorf("LLM_PROVIDER must be offline or openai, not %q", s.Provider)
	}
}

// links are who is asked, one after the other. Entries for one server share
// what is learnt about it, and its slots.
func (s *settings) links() ([]*llm.Link, error) {
	entries, err := s.entries()
	if err != nil {
		return nil, err
	}
	keys, err := s.keys()
	if err != nil {
		return nil, err
	}
	servers := map[string]*llm.Link{}
	var all []*llm.Link
	for _, e := range entries {
		if e.Kind == llm.KindOffline {
			all = append(all, &llm.Link{Provider: llm.NewOffline(), Models: []string{llm.OfflineModel}})
			continue
		}
		models, err := s.models(e)
		if err != nil {
			return nil, err
		}
		name := e.Kind + "@" + e.URL
		if servers[name] == nil {
			if servers[name], err = s.server(e, keys); err != nil {
				return nil, err
			}
		}
		at := servers[name]
		all = append(all, &llm.Link{Provider: at.Provider, Server: at.Server, Models: models, Slots: at.Slots})
	}
	return all, nil
}

// server is the way to the server of an entry. The key of the usual place never
// goes anywhere else.
func (s *settings) server(e llm.Entry, keys map[string]string) (*llm.Link, error) {
	o := llm.OpenAI{
		BaseURL: e.URL, Whole: !s.Stream, JSON: llm.JSONMode(s.JSON),
	}
	if o.BaseURL == "" {
		o.BaseURL, o.Key = s.BaseURL, s.Key
	}
	if e.Kind == llm.KindAzure {
		o.Azure = s.Azure
	}
	at, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, errors.New("OPENAI_BASE_URL is not an address")
	}
	if key, ok := keys[at.Host]; ok && e.URL != "" {
		o.Key = key
	}
	if e.Kind == llm.KindAzure && (o.Key == "" || o.Azure == "") {
		return nil, fmt.Errorf("LLM_CHAIN: azure needs AZURE_API_VERSION, and a key for %s in LLM_KEYS", at.Host)
	}
	o.FirstToken, o.Idle = s.patience(at.Hostname())
	p, err := llm.NewOpenAI(o)
	if err != nil {
		return nil, err
	}
	return &llm.Link{Provider: p, Server: at.Host, Slots: llm.NewSlots(s.AtOnce)}, nil
}

// keys reads LLM_KEYS. No error repeats any of it.
func (s *settings) keys() (map[string]string, error) {
	all := map[string]string{}
	if strings.TrimSpace(s.Keys) == "" {
		return all, nil
	}
	for i, item := range strings.Split(s.Keys, ",") {
		host, key, ok := strings.Cut(strings.TrimSpace(item), "=")
		if !ok || host == "" || key == "" || strings.ContainsAny(host, "/@ ") {
			return nil, fmt.Errorf("LLM_KEYS: entry %d is not host=key or host:port=key", i+1)
		}
		all[host] = key
	}
	return all, nil
}

// models are those that an entry offers, its own first. The further ones that
// users may choose are at the usual place.
func (s *settings) models(e llm.Entry) ([]string, error) {
	all := []string{e.Model}
	if e.URL == "" {
		for name := range strings.SplitSeq(s.Models, ",") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	for _, name := range all {
		if name == "" || len(name) > 128 {
			return nil, errors.New("OPENAI_MODEL and OPENAI_MODELS must name models of up to 128 bytes")
		}
	}
	return all, nil
}
