package optimizer

import (
	"errors"
	"fmt"
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
	TimeLimit time.Duration `env:"OPTIMIZER_TIME_LIMIT" envDefault:"2h" usage:"the longest that one optimization is worked on; a slow local model may need half an hour"`
	KeepDays  int           `env:"OPTIMIZER_KEEP_DAYS" envDefault:"0" usage:"days that an optimization is kept after it ended; 0 for until its owner deletes it"`
	FileWait  time.Duration `env:"OPTIMIZER_FILE_WAIT" envDefault:"10m" usage:"how long an optimization waits for its file to be read"`

	Chain     string        `env:"LLM_CHAIN" usage:"who tailors, and who if that one can't: openai:MODEL, openai@URL:MODEL, azure@URL:DEPLOYMENT, offline; separated by commas"`
	Provider  string        `env:"LLM_PROVIDER" envDefault:"offline" usage:"where LLM_CHAIN is empty: offline (rules, no model, no network) or openai (OPENAI_MODEL)"`
	Keys      string        `env:"LLM_KEYS" usage:"keys for the addresses in LLM_CHAIN: host=key or host:port=key, separated by commas" secret:"true"`
	Attempts  int           `env:"LLM_ATTEMPTS" envDefault:"6" usage:"how often one answer is asked for at most, of each in the chain"`
	Budget    time.Duration `env:"LLM_BUDGET" envDefault:"3m" usage:"how long after the first attempt another one may begin, of each in the chain"`
	AtOnce    int           `env:"LLM_CONCURRENCY" envDefault:"8" usage:"requests to one server at once, from each replica"`
	Failures  int           `env:"LLM_BREAKER_FAILURES" envDefault:"5" usage:"failures in a row after which a model is left alone for a while"`
	Rest      time.Duration `env:"LLM_BREAKER_PAUSE" envDefault:"30s" usage:"how long, before one request tries whether it is back"`
	FirstWord time.Duration `env:"LLM_FIRST_TIMEOUT" envDefault:"0s" usage:"the longest silence before a model's answer; 0 for 90s, and 15m of a server in the own network, which may read a long prompt slowly"`
	Idle      time.Duration `env:"LLM_IDLE_TIMEOUT" envDefault:"0s" usage:"the longest silence within a model's answer; 0 for 30s, and 2m of a server in the own network"`

	Key     string `env:"OPENAI_API_KEY" usage:"the key for the model's server; may be empty where it wants none" secret:"true"`
	BaseURL string `env:"OPENAI_BASE_URL" envDefault:"https://api.openai.com/v1" usage:"where the model's server is, up to and without /chat/completions"`
	Model   string `env:"OPENAI_MODEL" envDefault:"gpt-4o-mini" usage:"the model to ask"`
	Models  string `env:"OPENAI_MODELS" usage:"further models that users may choose, separated by commas"`
	JSON    string `env:"OPENAI_JSON" envDefault:"auto" usage:"how JSON is asked for: auto, schema, object or prompt"`
	Stream  bool   `env:"OPENAI_STREAM" envDefault:"true" usage:"ask for streams; false for servers that can't"`
	Azure   string `env:"AZURE_API_VERSION" envDefault:"2024-10-21" usage:"the version of Azure's API that azure entries of LLM_CHAIN speak"`
	Embed   string `env:"OPTIMIZER_EMBEDDINGS_MODEL" usage:"the model at OPENAI_BASE_URL that finds similar CVs for POST /match; empty compares words"`

	EmbedUser  int64 `env:"OPTIMIZER_EMBEDDINGS_DAILY_PER_USER" envDefault:"200" usage:"comparisons of one user in a day, UTC, that ask the embeddings' model, after which words are compared; 0 for any number"`
	EmbedTotal int64 `env:"OPTIMIZER_EMBEDDINGS_DAILY_TOTAL" envDefault:"0" usage:"the same of all users together"`

	Prices string `env:"OPENAI_PRICES" usage:"prices of models that aren't known: model=input/cached/output, in micro-USD for a million tokens, separated by commas"`
}

// Validate reports everything that is wrong.
func (s *settings) Validate() error {
	var all []error
	if _, err := vault.ParseKey(s.DataKey); err != nil {
		all = append(all, fmt.Errorf("SARTOR_DATA_KEY: %w", err))
	}
	all = append(all, s.numbers()...)
	if _, err := s.links(); err != nil {
		all = append(all, err)
	}
	if _, err := llm.DefaultPrices().With(s.Prices); err != nil {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// numbers reports the numbers and times that are out of their range.
func (s *settings) numbers() (all []error) {
	if s.Workers < 1 || s.Workers > 256 {
		all = append(all, errors.New("OPTIMIZER_WORKERS must be 1 to 256"))
	}
	if s.KeepDays < 0 {
		all = append(all, errors.New("OPTIMIZER_KEEP_DAYS must be 0 or more"))
	}
	for name, n := range map[string]int{"LLM_ATTEMPTS": s.Attempts, "LLM_CONCURRENCY": s.AtOnce, "LLM_BREAKER_FAILURES": s.Failures} {
		if n < 1 || n > 10_000 {
			all = append(all, fmt.Errorf("%s must be 1 to 10000", name))
		}
	}
	if s.EmbedUser < 0 || s.EmbedTotal < 0 {
		all = append(all, errors.New("OPTIMIZER_EMBEDDINGS_DAILY_PER_USER and _TOTAL must be 0 or more"))
	}
	for name, d := range map[string]time.Duration{
		"OPTIMIZER_TIME_LIMIT": s.TimeLimit, "LLM_BREAKER_PAUSE": s.Rest,
	} {
		if d <= 0 {
			all = append(all, fmt.Errorf("%s must be more than nothing", name))
		}
	}
	if s.FirstWord < 0 || s.Idle < 0 {
		all = append(all, errors.New("LLM_FIRST_TIMEOUT and LLM_IDLE_TIMEOUT must be 0 or more"))
	}
	return all
}

func (s *settings) keep() time.Duration { return time.Duration(s.KeepDays) * 24 * time.Hour }

func (s *settings) policy() llm.Policy {
	p := llm.DefaultPolicy()
	p.Attempts, p.Budget = s.Attempts, s.Budget
	p.Breaker = llm.BreakerPolicy{Failures: s.Failures, Pause: s.Rest}
	return p
}

func (s *settings) limits() tailor.Limits {
	l := tailor.DefaultLimits()
	l.Time, l.FileWait = s.TimeLimit, s.FileWait
	return l
}
