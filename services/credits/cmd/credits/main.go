// Command credits runs the credits service.
package main

import (
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/credits"
)

func main() { host.Main(credits.Service) }
