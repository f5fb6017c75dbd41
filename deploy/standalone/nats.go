package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/joho/godotenv"
	"github.com/nats-io/nkeys"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/host"
)

// operator is who makes streams and consumers.
const operator = "operator"

func seedVariable(service string) string { return "NATS_NKEY_SEED_" + strings.ToUpper(service) }

// names are the users that an external NATS needs.
func names() []string { return append(slices.Sorted(maps.Keys(Ports())), operator) }

// Keys writes a new nkey seed for every service and for the operator, as lines
// of an environment file.
func Keys(out io.Writer) error {
	for _, name := range names() {
		pair, err := nkeys.CreateUser()
		if err != nil {
			return fmt.Errorf("key of %s: %w", name, err)
		}
		seed, err := pair.Seed()
		if err != nil {
			return fmt.Errorf("key of %s: %w", name, err)
		}
		if _, err := fmt.Fprintf(out, "%s=%s\n", seedVariable(name), seed); err != nil {
			return err
		}
	}
	return nil
}

// Configure reads what Keys wrote and writes the part of a NATS server's
// configuration that lets each service do what its ports need, and no more.
// It holds public keys only.
func Configure(in io.Reader, out io.Writer) error {
	seeds, err := godotenv.Parse(in)
	if err != nil {
		return errors.New("give the lines of `sartor nats keys` on standard input")
	}
	users := map[string]broker.User{}
	for _, name := range names() {
		pair, err := nkeys.FromSeed([]byte(seeds[seedVariable(name)]))
		if err != nil {
			return fmt.Errorf("%s is not an nkey seed", seedVariable(name))
		}
		public, err := pair.PublicKey()
		if err != nil {
			return fmt.Errorf("%s is not an nkey seed", seedVariable(name))
		}
		user := broker.User{Nkey: public}
		if ports, ok := Ports()[name]; ok {
			rights := bus.RightsOf(name, ports)
			user.Rights = &rights
		}
		users[name] = user
	}
	_, err = io.WriteString(out, broker.Configuration(users))
	return err
}

// Provision makes the streams, consumers, boards and buckets of all services in
// the NATS at NATS_URL, as its operator.
func Provision(ctx context.Context, environment map[string]string, logs io.Writer) error {
	cfg, err := host.ReadEnv[provisioning](environment)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(logs, nil))
	conn, err := host.Dial(operator, environmentOf(operator, environment), log)
	if err != nil {
		return err
	}
	defer conn.Close()
	return bus.Provision(ctx, conn, Ports(), cfg.Replicas)
}

type provisioning struct {
	Replicas int `env:"NATS_REPLICAS" envDefault:"1" usage:"how many NATS servers keep each stream, 1, 3 or 5"`
}
