// Command files runs the files service.
package main

import (
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files"
)

func main() { host.Main(files.Service) }
