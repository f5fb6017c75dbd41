package optimizer

import (
	"testing"
	"time"
)

func TestModelsAtHomeHaveMoreTime(t *testing.T) {
	for host, home := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "192.168.1.5": true, "10.0.0.7": true, "ollama": true, "host.docker.internal": true,
		"vllm.models.svc.cluster.local": true, "nas.lan": true, "fd00::1": true,
		"api.openai.com": false, "8.8.8.8": false, "my.openai.azure.com": false, "localhost.example.com": false,
	} {
		var s settings
		if first, idle := s.patience(host); (first > 5*time.Minute) != home || (idle > time.Minute) != home {
			t.Errorf("%s may be silent for %s and %s", host, first, idle)
		}
		s.FirstWord, s.Idle = time.Second, 2*time.Second
		if first, idle := s.patience(host); first != time.Second || idle != 2*time.Second {
			t.Errorf("%s may be silent for %s and %s, though it was set", host, first, idle)
		}
	}
}
