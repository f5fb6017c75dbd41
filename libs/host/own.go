package host

import (
	"errors"
	"log/slog"
)

// settings are the host's own, the same for every service.
type settings struct {
	NATSURL    string  `env:"NATS_URL" envDefault:"nats://127.0.0.1:4222" usage:"where NATS is; the all-in-one command runs its own unless this is set"`
	NATSSeed   string  `env:"NATS_NKEY_SEED" secret:"true" usage:"this service's nkey seed (SU…), as made by 'sartor nats keys'; empty where NATS asks for none"`
	NATSCA     string  `env:"NATS_CA_FILE" usage:"file with the certificates that NATS's own is checked against"`
	LogLevel   string  `env:"LOG_LEVEL" envDefault:"info" usage:"debug, info, warn or error"`
	Metrics    string  `env:"SARTOR_METRICS_ADDR" usage:"where /metrics, /healthz and /readyz are served; empty for nowhere"`
	OTLP       string  `env:"OTEL_EXPORTER_OTLP_ENDPOINT" usage:"where traces are sent, e.g. http://127.0.0.1:4318; empty for nowhere"`
	TraceShare float64 `env:"OTEL_TRACES_SAMPLER_ARG" envDefault:"1" usage:"share of traces to keep, 0 to 1"`
	Issuer     string  `env:"JWT_ISSUER" envDefault:"sartor" usage:"who signs access tokens; the same for all services"`
}

// Validate implements the last check of Read.
func (s *settings) Validate() error {
	var all []error
	if _, err := s.level(); err != nil {
		all = append(all, errors.New("LOG_LEVEL is none of debug, info, warn, error"))
	}
	if s.TraceShare < 0 || s.TraceShare > 1 {
		all = append(all, errors.New("OTEL_TRACES_SAMPLER_ARG is not between 0 and 1"))
	}
	return errors.Join(all...)
}

func (s *settings) level() (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(s.LogLevel))
	return l, err
}
