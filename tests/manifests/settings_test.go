package manifests

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/host"
)

const k8s = "../../deploy/k8s"

var (
	assigned = regexp.MustCompile(`(?m)^\s*(?:- )?([A-Z][A-Z0-9_]+)=`)
	secretOf = regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| (.+) \\|$")
	quoted   = regexp.MustCompile("`([A-Z][A-Z0-9_]+)`")
)

func TestManifestsSetWhatExists(t *testing.T) {
	known := names(host.Variables(standalone.Services()...))

	for _, name := range slices.Concat(configured(t), slices.Concat(slices.Collect(maps.Values(secrets(t)))...)) {
		if !slices.Contains(known, name) {
			t.Errorf("%s is set in %s, but no service has such a setting", name, k8s)
		}
	}
}

func TestManifestsSetWhatIsRequired(t *testing.T) {
	configured, secrets := configured(t), secrets(t)
	for _, s := range standalone.Services() {
		given := slices.Concat(configured, secrets[s.Name])
		for _, v := range host.Describe(s.Settings) {
			if v.Required && !slices.Contains(given, v.Name) {
				t.Errorf("%s needs %s, and neither the configuration nor its secret has it", s.Name, v.Name)
			}
			if v.Secret && slices.Contains(configured, v.Name) {
				t.Errorf("%s is a secret and stands in the configuration", v.Name)
			}
		}
	}
}

// configured are the settings that the base and the overlays set for all to see.
func configured(t *testing.T) (all []string) {
	t.Helper()
	files, err := filepath.Glob(k8s + "/overlays/*/kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, k8s+"/base/settings.env") {
		for _, m := range assigned.FindAllStringSubmatch(read(t, file), -1) {
			all = append(all, m[1])
		}
	}
	if len(all) == 0 {
		t.Fatal("no setting is found in the manifests")
	}
	return all
}

// secrets are the keys of each service's secret, as the README tells to make it.
func secrets(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, row := range secretOf.FindAllStringSubmatch(read(t, k8s+"/README.md"), -1) {
		for _, m := range quoted.FindAllStringSubmatch(row[2], -1) {
			all[row[1]] = append(all[row[1]], m[1])
		}
	}
	if len(all) < len(standalone.Services()) {
		t.Fatalf("the README names the secrets of %d services", len(all))
	}
	return all
}

func names(variables []host.Variable) (all []string) {
	for _, v := range variables {
		all = append(all, v.Name)
	}
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
