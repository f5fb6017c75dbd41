package broker

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/bus"
)

// User is who may connect to a NATS server.
type User struct {
	Nkey   string      // public
	Rights *bus.Rights // nil for all
}

// Configuration returns the authorization block of a nats.conf, to be included
// in the configuration of a server or a cluster. It denies what the embedded
// server denies.
func Configuration(users map[string]User) string {
	var b strings.Builder
	b.WriteString("# Made by `sartor nats config` from what the services declare.\nauthorization {\n  users = [\n")
	for _, name := range slices.Sorted(maps.Keys(users)) {
		u := users[name]
		fmt.Fprintf(&b, "    # %s\n    { nkey: %s", name, u.Nkey)
		if u.Rights != nil {
			fmt.Fprintf(&b, ", permissions: {\n      publish: { allow: [%s] }\n      subscribe: { allow: [%s] }\n      allow_responses: { max: 1, expires: \"%s\" }\n    }",
				quoted(u.Rights.Publish), quoted(u.Rights.Subscribe), repliesExpire)
		}
		b.WriteString(" }\n")
	}
	b.WriteString("  ]\n}\n")
	return b.String()
}

func quoted(subjects []string) string {
	var all []string
	for _, s := range subjects {
		all = append(all, fmt.Sprintf("%q", s))
	}
	return "\n        " + strings.Join(all, ",\n        ") + "\n      "
}
