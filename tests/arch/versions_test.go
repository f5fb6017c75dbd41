package arch

import (
	"cmp"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// least are the versions below which a dependency has a weakness that Sartor
// would be open to; go.mod must not ask for an older one, in the workspace or in
// a module by itself.
var least = map[string]struct{ version, why string }{
	"github.com/valyala/fasthttp":       {"v1.70.0", "before it paths are decoded twice, and two Content-Length headers are taken"},
	"github.com/golang-jwt/jwt/v5":      {"v5.2.2", "before it a token of many dots fills the memory"},
	"github.com/nats-io/nats-server/v2": {"v2.12.6", "before it its users can reach around their rights"},
	"github.com/nats-io/nkeys":          {"v0.4.6", "before it what it encrypts has no key"},
	"github.com/wneessen/go-mail":       {"v0.7.1", "before it an address can carry commands to the mail server"},
}

func TestNoDependencyIsTooOld(t *testing.T) {
	all := strings.Fields(golang(t, "list", "-m", "-f", "{{.Path}}@{{.Version}}", "all"))
	files(t, func(rel, _ string) {
		if path.Base(rel) == "go.mod" {
			for _, r := range edit(t, "mod", rel).Require {
				all = append(all, r.Path+"@"+r.Version)
			}
		}
	})
	seen := map[string]bool{}
	for _, m := range all {
		name, version, _ := strings.Cut(m, "@")
		if l, ok := least[name]; ok {
			seen[name] = true
			if older(version, l.version) {
				t.Errorf("%s is %s; %s is the least: %s", name, version, l.version, l.why)
			}
		}
	}
	for name := range least {
		if !seen[name] {
			t.Errorf("%s is in no list: is it still used, and are the lists still read?", name)
		}
	}
}

func TestAnOlderVersionIsSeen(t *testing.T) {
	for version, want := range map[string]bool{
		"v1.70.0": false, "v1.77.0": false, "v1.100.0": false, "v2.0.0": false, "v1.70.1-0.20260101000000-abcdef": false,
		"v1.51.0": true, "v1.69.9": true, "v1.9.0": true, "v0.99.0": true, "": true, "none": true, "v1.70.0-rc.1": true,
	} {
		if got := older(version, "v1.70.0"); got != want {
			t.Errorf("%q is older than v1.70.0: got %t; want %t", version, got, want)
		}
	}
}

var parts = regexp.MustCompile(`^v(\d+)\.(\d+)\.(\d+)(-)?`)

// older says whether a version comes before another, or is none.
func older(version, than string) bool {
	a, b := parts.FindStringSubmatch(version), parts.FindStringSubmatch(than)
	if a == nil {
		return true
	}
	for i := 1; i <= 3; i++ {
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if c := cmp.Compare(x, y); c != 0 {
			return c < 0
		}
	}
	return a[4] != "" // one before it, as candidates are
}
