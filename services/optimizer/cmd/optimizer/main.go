// Command optimizer runs the optimizer service alone.
package main

import (
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/optimizer"
)

func main() { host.Main(optimizer.Service) }
