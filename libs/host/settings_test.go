package host

import (
	"errors"
	"strings"
	"testing"
	"time"
)

type sample struct {
	Credits int64         `env:"SAMPLE_CREDITS" envDefault:"100" usage:"credits"`
	Life    time.Duration `env:"SAMPLE_LIFE" envDefault:"5m" usage:"life"`
	Key     string        `env:"SAMPLE_KEY,required" secret:"true" usage:"key"`
}

func (s *sample) Validate() error {
	if s.Credits < 0 {
		return errors.New("SAMPLE_CREDITS is negative")
	}
	return nil
}

func TestSettingsHaveTheirDefaults(t *testing.T) {
	got, err := ReadEnv[sample](map[string]string{"SAMPLE_KEY": "k", "SAMPLE_LIFE": ""})

	if want := (sample{Credits: 100, Life: 5 * time.Minute, Key: "k"}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestEveryWrongSettingIsNamed(t *testing.T) {
	err := Check([]Service{{Settings: sample{}}}, map[string]string{"SAMPLE_CREDITS": "many", "LOG_LEVEL": "loud"})

	if err == nil {
		t.Fatal("got no error")
	}
	for _, name := range []string{"SAMPLE_CREDITS", "SAMPLE_KEY", "LOG_LEVEL"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("got %q; want it to name %s", err, name)
		}
	}
	if strings.Contains(err.Error(), "many") {
		t.Errorf("got %q; want it not to show the value", err)
	}
}

func TestTheLastWordIsValidates(t *testing.T) {
	_, err := ReadEnv[sample](map[string]string{"SAMPLE_KEY": "k", "SAMPLE_CREDITS": "-1"})

	if err == nil || err.Error() != "SAMPLE_CREDITS is negative" {
		t.Errorf("got %v; want what Validate says", err)
	}
}

func TestVariablesAreListedOnce(t *testing.T) {
	service := Service{Settings: sample{}}
	seen := map[string]Variable{}
	for _, v := range Variables(service, service) {
		if _, again := seen[v.Name]; again {
			t.Errorf("%s is listed twice", v.Name)
		}
		seen[v.Name] = v
	}

	if got := seen["SAMPLE_KEY"]; !got.Required || !got.Secret || got.Usage != "key" {
		t.Errorf("got %+v; want a required secret", got)
	}
	if seen["SAMPLE_CREDITS"].Default != "100" || seen["NATS_URL"].Usage == "" {
		t.Errorf("got %+v; want the service's and the host's", seen)
	}
}

func TestMergePrefersWhatIsSet(t *testing.T) {
	got := Merge(map[string]string{"A": "1", "B": ""}, map[string]string{"A": "2", "B": "3"})

	if got["A"] != "1" || got["B"] != "3" {
		t.Errorf("got %v; want A=1, and B's default since it is empty", got)
	}
}
