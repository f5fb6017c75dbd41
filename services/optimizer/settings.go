package optimizer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// settings are what an operator can set.
type settings struct {
	DSN     sqldb.DSN `env:"OPTIMIZER_DSN,required" usage:"the optimizer's database: mysql://user:password@host:port/name or sqlite:PATH" secret:"true"`
	DataKey string    `env:"SARTOR_DATA_KEY,required" usage:"32 bytes, base64 or hex: wraps the keys that personal content is encrypted with" secret:"true"`

	Workers   int           `env:"OPTIMIZER_WORKERS" envDefault:"4" usage:"optimizations carried out at once"`
	TimeLimit time.Duration `env:"OPTIMIZER_TIME_LIMIT" envDefault:"10m" usage:"the longest that one optimization is worked on"`
	FileWait  time.Duration `env:"OPTIMIZER_FILE_WAIT" envDefault:"10m" usage:"how long an optimization waits for its file to be read"`

	Provider  string        `env:"LLM_PROVIDER" envDefault:"offline" usage:"who tailors: offline (rules, no model, no network) or openai (any server that speaks its chat protocol)"`
	Attempts  int           `env:"LLM_ATTEMPTS" envDefault:"6" usage:"how often one answer is asked for at most"`
	Budget    time.Duration `env:"LLM_BUDGET" envDefault:"3m" usage:"how long after the first attempt another one may begin"`
	FirstWord time.Duration `env:"LLM_FIRST_TIMEOUT" envDefault:"90s" usage:"the longest silence before a model's answer"`
	Idle      time.Duration `env:"LLM_IDLE_TIMEOUT" envDefault:"30s" usage:"the longest silence within a model's answer"`

	Key     string `env:"OPENAI_API_KEY" usage:"the key for the model's server; may be empty where it wants none" secret:"true"`
	BaseURL string `env:"OPENAI_BASE_URL" envDefault:"https://api.openai.com/v1" usage:"where the model's server is, up to and without /chat/completions"`
	Model   string `env:"OPENAI_MODEL" envDefault:"gpt-4o-mini" usage:"the model to ask"`
	Models  string `env:"OPENAI_MODELS" usage:"further models that users may choose, separated by commas"`
	JSON    string `env:"OPENAI_JSON" envDefault:"auto" usage:"how JSON is asked for: auto, schema, object or prompt"`
	Stream  bool   `env:"OPENAI_STREAM" envDefault:"true" usage:"ask for streams; false for servers that can't"`
	Prices  string `env:"OPENAI_PRICES" usage:"prices of models that aren't known: model=input/cached/output, in micro-USD for a million tokens, separated by commas"`
}

// Validate reports everything that is wrong.
func (s *settings) Validate() error {
	var all []error
	if _, err := vault.ParseKey(s.DataKey); err != nil {
		all = append(all, fmt.Errorf("SARTOR_DATA_KEY: %w", err))
	}
	if s.Workers < 1 || s.Workers > 256 {
		all = append(all, errors.New("OPTIMIZER_WORKERS must be 1 to 256"))
	}
	if s.Attempts < 1 {
		all = append(all, errors.New("LLM_ATTEMPTS must be at least 1"))
	}
	for name, d := range map[string]time.Duration{
		"OPTIMIZER_TIME_LIMIT": s.TimeLimit, "LLM_FIRST_TIMEOUT": s.FirstWord, "LLM_IDLE_TIMEOUT": s.Idle,
	} {
		if d <= 0 {
			all = append(all, fmt.Errorf("%s must be more than nothing", name))
		}
	}
	if _, _, err := s.provider(); err != nil {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// provider returns who is asked, and what that costs.
func (s *settings) provider() (llm.Provider, llm.Prices, error) {
	prices, err := llm.DefaultPrices().With(s.Prices)
	if err != nil {
		return nil, prices, err
	}
	switch s.Provider {
	case "offline":
		return llm.NewOffline(), prices, nil
	case "openai":
		for _, model := range s.models() {
			if model == "" || len(model) > 128 {
				return nil, prices, errors.New("OPENAI_MODEL and OPENAI_MODELS must name models of up to 128 bytes")
			}
		}
		provider, err := llm.NewOpenAI(llm.OpenAI{
			BaseURL: s.BaseURL, Key: s.Key, Whole: !s.Stream, JSON: llm.JSONMode(s.JSON), FirstToken: s.FirstWord, Idle: s.Idle,
		})
		return provider, prices, err
	default:
		return nil, prices, fmt.Errorf("LLM_PROVIDER must be offline or openai, not %q", s.Provider)
	}
}

// models are those that may be asked for, the usual one first.
func (s *settings) models() []string {
	if s.Provider == "offline" {
		return []string{llm.OfflineModel}
	}
	all := []string{s.Model}
	for name := range strings.SplitSeq(s.Models, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func (s *settings) policy() llm.Policy {
	p := llm.DefaultPolicy()
	p.Attempts, p.Budget = s.Attempts, s.Budget
	return p
}

func (s *settings) limits() tailor.Limits {
	l := tailor.DefaultLimits()
	l.Time, l.FileWait = s.TimeLimit, s.FileWait
	return l
}
