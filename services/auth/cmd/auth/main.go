// Command auth runs the auth service alone.
package main

import (
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/auth"
)

func main() { host.Main(auth.Service) }
