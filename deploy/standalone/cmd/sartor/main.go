// Command sartor is the whole product in one program.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/host"
)

const usage = `sartor                       run everything in this process
sartor nats keys             make a key for every service
sartor nats config           read these keys, write NATS's configuration
sartor provision             make the streams in the NATS at NATS_URL
sartor parked                list the messages that services have given up
sartor parked replay N|all   send them again; forget N forgets one
sartor settings              list all settings, as an .env file
sartor <service> <command>   run a command of a service`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && err.Error() != "" {
		fmt.Fprintln(os.Stderr, "sartor:", err)
	}
	os.Exit(host.ExitCode(err))
}

func run(ctx context.Context, args []string) error {
	host.AllInOne()
	environment, err := host.Environment()
	if err != nil {
		return err
	}
	switch strings.Join(args, " ") {
	case "":
		return standalone.Run(ctx, environment, os.Stdout, os.Stderr)
	case "nats keys":
		return standalone.Keys(os.Stdout)
	case "nats config":
		return standalone.Configure(os.Stdin, os.Stdout)
	case "provision":
		return standalone.Provision(ctx, environment, os.Stderr)
	case "settings":
		return standalone.Describe(os.Stdout)
	}
	if args[0] == "parked" {
		return standalone.Parked(ctx, environment, args[1:], os.Stdout, os.Stderr)
	}
	for _, s := range standalone.Services() {
		if s.Name == args[0] && len(args) > 1 {
			return host.RunCommand(ctx, s, args[1:], standalone.AtHome(environment))
		}
	}
	return errors.New("usage:\n" + usage)
}
