// Package standalone runs every service in one process, on a NATS server of its
// own, SQLite files in one folder and a mailbox that catches all mail. It is how
// to try the product, and how to run it on one machine.
//
// Services do not know that they are together: each has its own connection,
// rights, database and settings, and nothing works together in one process that
// would not work apart.
package standalone

import (
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/auth"
	"github.com/sartor-cv/sartor/services/credits"
	"github.com/sartor-cv/sartor/services/files"
	"github.com/sartor-cv/sartor/services/gateway"
	"github.com/sartor-cv/sartor/services/mailer"
	"github.com/sartor-cv/sartor/services/optimizer"
)

// Services returns the product. Adding a service to it is one line.
func Services() []host.Service {
	return []host.Service{
		gateway.Service,
		auth.Service,
		credits.Service,
		files.Service,
		optimizer.Service,
		mailer.Service,
	}
}

// Ports returns what each service says and hears, by its name.
func Ports() map[string]bus.Ports {
	all := map[string]bus.Ports{}
	for _, s := range Services() {
		all[s.Name] = s.AllPorts()
	}
	return all
}
