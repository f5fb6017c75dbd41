package gateway

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/sartor-cv/sartor/services/gateway/internal/peer"
)

type settings struct {
	Addr    string   `env:"SARTOR_HTTP_ADDR" envDefault:"127.0.0.1:3000" usage:"where the HTTP API is served"`
	Trusted []string `env:"SARTOR_TRUSTED_PROXIES" usage:"addresses and networks of the proxies in front, whose X-Forwarded-For is believed; comma-separated"`
	Origins []string `env:"SARTOR_CORS_ORIGINS" usage:"origins of web pages elsewhere that may use the API, e.g. https://app.example.com; comma-separated"`

	MaxUpload int64 `env:"GATEWAY_MAX_UPLOAD_BYTES" envDefault:"10485760" usage:"the largest file that can be uploaded"`

	UserRate    float64 `env:"GATEWAY_USER_RATE" envDefault:"30" usage:"requests per second that a user may make, per gateway"`
	UserBurst   int     `env:"GATEWAY_USER_BURST" envDefault:"300" usage:"requests that a user may make at once"`
	UserStreams int     `env:"GATEWAY_USER_STREAMS" envDefault:"100" usage:"event streams that a user may have open at once, per gateway"`
	ClientRate  float64 `env:"GATEWAY_CLIENT_RATE" envDefault:"20" usage:"requests per second that may come from an address without a login"`
	ClientBurst int     `env:"GATEWAY_CLIENT_BURST" envDefault:"300" usage:"requests that may come from an address at once without a login"`
}

// Validate implements the last check of host.Read.
func (s *settings) Validate() error {
	var all []error
	if _, err := s.proxies(); err != nil {
		all = append(all, err)
	}
	for _, o := range s.Origins {
		u, err := url.Parse(o)
		if err != nil || u.Scheme == "" || u.Host == "" || o != u.Scheme+"://"+u.Host {
			all = append(all, fmt.Errorf("SARTOR_CORS_ORIGINS: %q is not an origin like https://app.example.com", o))
		}
	}
	if s.MaxUpload < 1 || s.MaxUpload > 1<<30 {
		all = append(all, errors.New("GATEWAY_MAX_UPLOAD_BYTES is not between 1 and 1073741824"))
	}
	if s.UserRate <= 0 || s.UserBurst < 1 || s.UserStreams < 1 || s.ClientRate <= 0 || s.ClientBurst < 1 {
		all = append(all, errors.New("GATEWAY_USER_RATE, _USER_BURST, _USER_STREAMS, _CLIENT_RATE and _CLIENT_BURST must be positive"))
	}
	return errors.Join(all...)
}

func (s *settings) proxies() (peer.Proxies, error) {
	p, err := peer.ParseProxies(s.Trusted)
	if err != nil {
		return nil, fmt.Errorf("SARTOR_TRUSTED_PROXIES: %w", err)
	}
	return p, nil
}
