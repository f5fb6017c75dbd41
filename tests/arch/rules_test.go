package arch

import (
	"path"
	"slices"
	"strings"
)

// edge is one import. Packages of this repository go by their folder
// ("libs/bus"), all others by their import path.
type edge struct {
	from, to string
	test     bool // in a _test.go file
}

// rule forbids some edges. bites and spares are examples of what it must refuse
// and must let pass; bites are also planted into the real code to see them caught.
type rule struct {
	why           string
	forbids       func(edge) bool
	bites, spares []edge
}

// rules are docs/architecture.md in the words of a machine. An import that no
// rule names is allowed.
var rules = []rule{
	{
		why: "a service imports no other service; it asks it over the bus",
		forbids: func(e edge) bool {
			return service(e.from) != "" && service(e.to) != "" && service(e.from) != service(e.to)
		},
		bites:  []edge{{from: "services/mailer", to: "services/credits"}, {from: "services/mailer", to: "services/credits", test: true}},
		spares: []edge{{from: "services/mailer/cmd/mailer", to: "services/mailer"}, {from: "deploy/standalone", to: "services/mailer"}},
	},
	{
		why:     "a library imports no service",
		forbids: func(e edge) bool { return within(e.from, "libs") && within(e.to, "services", "deploy", "tests") },
		bites:   []edge{{from: "libs/bus", to: "services/credits"}},
		spares:  []edge{{from: "libs/bus", to: "libs/contract"}},
	},
	{
		why:     "contract and fault import the standard library and each other",
		forbids: func(e edge) bool { return !e.test && pure(e.from) && !pure(e.to) && !standard(e.to) },
		bites:   []edge{{from: "libs/fault", to: "libs/bus"}, {from: "libs/contract/creditsv1", to: "github.com/google/uuid"}},
		spares:  []edge{{from: "libs/contract/creditsv1", to: "encoding/json"}, {from: "libs/contract", to: "libs/testkit", test: true}},
	},
	{
		why: "testkit and testing are for tests",
		forbids: func(e edge) bool {
			return !e.test && (within(e.to, "libs/testkit") || e.to == "testing") && !forTests(e.from)
		},
		bites:  []edge{{from: "services/auth", to: "libs/testkit"}, {from: "libs/host", to: "testing"}},
		spares: []edge{{from: "services/auth", to: "libs/testkit", test: true}, {from: "libs/testkit", to: "testing"}},
	},
	{
		why: "only the façade of a service imports its store",
		forbids: func(e edge) bool {
			return inRoom(e.to, "store") && !inRoom(e.from, "store") && e.from != "services/"+service(e.from)
		},
		bites:  []edge{{from: "services/credits/internal/api", to: "services/credits/internal/store"}},
		spares: []edge{{from: "services/credits", to: "services/credits/internal/store"}},
	},
	{
		why: "inside a service only the façade, api and the gateway's rooms speak on the bus",
		forbids: func(e edge) bool {
			return !e.test && within(e.to, "libs/bus") && within(e.from, "services") && strings.Contains(e.from, "/internal/") &&
				!inRoom(e.from, "api") && service(e.from) != "gateway"
		},
		bites:  []edge{{from: "services/credits/internal/ledger", to: "libs/bus"}},
		spares: []edge{{from: "services/credits/internal/api", to: "libs/bus"}, {from: "services/gateway/internal/rest", to: "libs/bus"}},
	},
	only("NATS is spoken by bus, host, testkit and standalone; others use libs/bus",
		[]string{"github.com/nats-io", "github.com/synadia-io"},
		func(from string) bool {
			return within(from, "libs/broker", "libs/bus", "libs/host", "libs/testkit", "deploy/standalone", "tests")
		},
		"services/files/internal/api", "libs/bus"),
	only("Fiber and its kin belong to the gateway",
		[]string{"github.com/gofiber", "github.com/valyala", "github.com/danielgtaylor/huma"},
		func(from string) bool { return within(from, "services/gateway", "tests") },
		"libs/host", "services/gateway/internal/rest"),
	only("SQL lives in sqldb, vault, a service's store and its façade's wiring; a fault may tell a lost connection",
		[]string{"database/sql", "github.com/go-sql-driver", "modernc.org/sqlite"},
		func(from string) bool {
			return within(from, "libs/fault", "libs/sqldb", "libs/vault", "libs/testkit", "tests") || inRoom(from, "store") || from == "services/"+service(from)
		},
		"services/credits/internal/ledger", "services/credits/internal/store"),
	only("sqldb is opened by the façade and used by the store",
		[]string{"libs/sqldb"},
		func(from string) bool {
			return within(from, "libs/sqldb", "libs/vault", "libs/testkit", "tests") || inRoom(from, "store") || from == "services/"+service(from)
		},
		"services/credits/internal/api", "services/credits"),
	only("go-openai belongs to the optimizer's providers",
		[]string{"github.com/sashabaranov"},
		func(from string) bool { return within(from, "services/optimizer/internal/llm", "tests") },
		"services/optimizer", "services/optimizer/internal/llm"),
	only("go-mail belongs to the mailer",
		[]string{"github.com/wneessen"},
		func(from string) bool { return within(from, "services/mailer", "tests") },
		"services/auth", "services/mailer/internal/smtp"),
	only("the Kubernetes API is for checking the manifests",
		[]string{"k8s.io", "sigs.k8s.io"},
		func(from string) bool { return within(from, "deploy/k8s") },
		"deploy/standalone", "deploy/k8s"),
	only("errors, slog and testing do",
		[]string{"github.com/pkg/errors", "github.com/sirupsen", "go.uber.org/zap", "github.com/stretchr"},
		func(string) bool { return false },
		"libs/host", ""),
}

// only is the rule that but for tests, the packages that may import what are
// those that pass. bites and spares are one example each.
func only(why string, what []string, pass func(from string) bool, bites, spares string) rule {
	r := rule{
		why:     why,
		forbids: func(e edge) bool { return !e.test && within(e.to, what...) && !pass(e.from) },
		bites:   []edge{{from: bites, to: what[0]}},
	}
	if spares != "" {
		r.spares = []edge{{from: spares, to: what[0]}}
	}
	return r
}

// within says whether pkg is one of the folders or lies in one.
func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return pkg == f || strings.HasPrefix(pkg, f+"/") })
}

// service is the name of the service that pkg belongs to, or "".
func service(pkg string) string {
	rest, ok := strings.CutPrefix(pkg, "services/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// inRoom says whether pkg lies in that room of a service.
func inRoom(pkg, room string) bool {
	return service(pkg) != "" && within(pkg, path.Join("services", service(pkg), "internal", room))
}

func pure(pkg string) bool { return within(pkg, "libs/contract", "libs/fault") }

func forTests(pkg string) bool { return within(pkg, "libs/testkit", "tests", "deploy/k8s") }

// standard says whether pkg comes with Go: its path does not begin with a host.
func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !strings.Contains(first, ".") && !within(pkg, "libs", "services", "deploy", "tests")
}
