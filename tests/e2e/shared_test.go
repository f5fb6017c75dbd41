package e2e

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// What the tests share is what none of them changes: the programs. Each has its
// own folder, addresses, NATS and databases, so they run beside each other.

// programs is the folder that they are built into.
var programs string

// atOnce is how many tests run beside each other unless -parallel says so: most
// of them wait most of the time, so two processors do for more than two.
const atOnce = "4"

func TestMain(m *testing.M) {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	var err error
	if !said {
		err = flag.Set("test.parallel", atOnce)
	}
	if err == nil {
		programs, err = os.MkdirTemp("", "sartor-e2e-")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(programs)
	os.Exit(code)
}

var (
	buildSartor   = sync.OnceValue(func() error { return build("./deploy/standalone/cmd/sartor") })
	buildServices = sync.OnceValue(func() error {
		var all []string
		for _, s := range services {
			all = append(all, "./services/"+s+"/cmd/"+s)
		}
		return build(all...)
	})
)

// build builds commands of the workspace, as a user would.
func build(commands ...string) error {
	cmd := exec.CommandContext(context.Background(), "go", append([]string{"build", "-o", programs + "/"}, commands...)...)
	cmd.Dir = filepath.Join("..", "..") // the repository
	cmd.Env = append(os.Environ(), "GOWORK=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %v: %w\n%s", commands, err, out)
	}
	return nil
}

// program is the path of a program, once somebody has built it.
func program(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it tests other processes")
	}
	what := buildServices
	if name == "sartor" {
		what = buildSartor
	}
	if err := what(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(programs, name)
}

// Addresses are of ports that the system gives nobody who asks for any: between
// the choice and the start of who is to listen there, nobody else can get one.
const (
	firstPort = 10_000
	somePorts = 20_000
)

var ports atomic.Int64

// freeAddr returns a loopback address that nobody listens on, and no other test
// is given.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range somePorts {
		n := int64(os.Getpid()*97) + ports.Add(1) // another run on this machine begins elsewhere
		addr := net.JoinHostPort("127.0.0.1", strconv.FormatInt(firstPort+n%somePorts, 10))
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", addr)
		if err != nil {
			continue
		}
		_ = l.Close()
		return addr
	}
	t.Fatal("there is no free port")
	return ""
}
