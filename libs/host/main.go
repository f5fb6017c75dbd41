package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/joho/godotenv"
	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"github.com/sartor-cv/sartor/libs/bus"
)

const closeTimeout = 5 * time.Second

// Main runs s as a process of its own. It is all that a main.go does.
func Main(s Service) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := dispatch(ctx, s, os.Args[1:])
	stop()
	if err != nil && err.Error() != "" {
		fmt.Fprintf(os.Stderr, "%s: %v\n", s.Name, err)
	}
	os.Exit(ExitCode(err))
}

func dispatch(ctx context.Context, s Service, args []string) error {
	environment, err := Environment()
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return RunCommand(ctx, s, args, environment)
	}
	return alone(ctx, s, environment)
}

// RunCommand runs the command of s that args begin with.
func RunCommand(ctx context.Context, s Service, args []string, environment map[string]string) error {
	for _, c := range s.Commands {
		if c.Name == args[0] {
			return c.Run(ctx, Invocation{
				Args: args[1:], Env: func(key string) string { return environment[key] },
				In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
			})
		}
	}
	return fmt.Errorf("there is no command %q; there is: %s", args[0], commands(s))
}

func commands(s Service) string {
	if len(s.Commands) == 0 {
		return "none, call it without arguments to run the service"
	}
	var all []string
	for _, c := range s.Commands {
		all = append(all, fmt.Sprintf("%s (%s)", c.Name, c.About))
	}
	return strings.Join(all, ", ")
}

// Environment returns the process's environment and, for what is not in it,
// the .env file in the working folder, where there is one.
func Environment() (map[string]string, error) {
	all, err := godotenv.Read()
	if errors.Is(err, fs.ErrNotExist) {
		all, err = map[string]string{}, nil
	}
	if err != nil {
		return nil, errors.New("the .env file can't be read: each line must be NAME=value")
	}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		all[name] = value
	}
	return all, nil
}

// allInOne is set where several services share the binary.
var allInOne atomic.Bool

// AllInOne tells Self that commands are called `binary service command`.
func AllInOne() { allInOne.Store(true) }

// Self returns the arguments that run a command of a service in a new process
// of this very binary.
func Self(service, command string) ([]string, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own binary: %w", err)
	}
	if allInOne.Load() {
		return []string{binary, service, command}, nil
	}
	return []string{binary, command}, nil
}

// Logger returns the logger that the settings ask for.
func Logger(out io.Writer, environment map[string]string) (*slog.Logger, error) {
	cfg, err := ReadEnv[settings](environment)
	if err != nil {
		return nil, err
	}
	level, err := cfg.level()
	if err != nil {
		return nil, err
	}
	return WithTraces(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})), nil
}

func alone(ctx context.Context, s Service, environment map[string]string) error {
	if err := Check([]Service{s}, environment); err != nil {
		return fmt.Errorf("settings:\n%w", err)
	}
	log, err := Logger(os.Stdout, environment)
	if err != nil {
		return err
	}
	cfg, err := ReadEnv[settings](environment)
	if err != nil {
		return err
	}
	telemetry, err := NewTelemetry(ctx, environment)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer cancel()
		_ = telemetry.Close(ctx) // what could not be sent by now is lost
	}()
	conn, err := Dial(s.Name, environment, log.With("service", s.Name))
	if err != nil {
		return err
	}
	defer conn.Close()
	return serve(ctx, s, cfg.Metrics, Surroundings{Conn: conn, Log: log, Env: environment, Telemetry: telemetry})
}

func serve(ctx context.Context, s Service, metrics string, in Surroundings) error {
	var ready atomic.Bool
	in.Ready = func() {
		ready.Store(true)
		in.Log.InfoContext(ctx, "ready", "service", s.Name)
	}
	group, ctx := errgroup.WithContext(ctx)
	ctx, stop := context.WithCancel(ctx)
	group.Go(func() error {
		defer stop()
		return Start(ctx, s, in)
	})
	if metrics != "" {
		group.Go(func() error {
			return Health(ctx, metrics, in.Telemetry, func() bool { return ready.Load() && in.Conn.IsConnected() })
		})
	}
	return group.Wait()
}

// Dial connects a service to NATS as the settings say. It does not wait for
// NATS to be there.
func Dial(service string, environment map[string]string, log *slog.Logger) (*nats.Conn, error) {
	cfg, err := ReadEnv[settings](environment)
	if err != nil {
		return nil, err
	}
	options := bus.Options(service, log)
	if cfg.NATSSeed != "" {
		key, err := bus.Nkey(cfg.NATSSeed)
		if err != nil {
			return nil, fmt.Errorf("NATS_NKEY_SEED: %w", err)
		}
		options = append(options, key)
	}
	if cfg.NATSCA != "" {
		options = append(options, nats.RootCAs(cfg.NATSCA))
	}
	conn, err := nats.Connect(cfg.NATSURL, options...)
	if err != nil {
		return nil, fmt.Errorf("NATS_URL: %w", err)
	}
	return conn, nil
}

// Merge returns the environment with the defaults for what is not in it.
func Merge(environment, defaults map[string]string) map[string]string {
	all := maps.Clone(defaults)
	for name, value := range environment {
		if value != "" || all[name] == "" {
			all[name] = value
		}
	}
	return all
}
