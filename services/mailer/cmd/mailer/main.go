// Command mailer runs the mailer alone.
package main

import (
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/mailer"
)

func main() { host.Main(mailer.Service) }
