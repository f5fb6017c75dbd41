package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// TestMain lets the test binary be the program that goes wrong.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "misbehave" {
		misbehave(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

func misbehave(how string) {
	switch how {
	case "echo":
		_, _ = fmt.Fprintln(os.Stdout, "env", len(os.Environ()))
	case "hang":
		<-time.After(time.Hour)
	case "spawn":
		child := exec.Command(os.Args[0], "misbehave", "hang")
		child.Stdout = os.Stdout // keeps our pipe open
		_ = child.Start()
		_, _ = fmt.Fprintln(os.Stdout, child.Process.Pid)
	case "spin":
		_ = sandbox.Confine(time.Second, 1<<30)
		for { //nolint:staticcheck // that is the point
		}
	case "talk":
		for {
			_, _ = os.Stdout.WriteString(strings.Repeat("x", 4096))
		}
	case "grow":
		if err := sandbox.Confine(20*time.Second, 400<<20); err != nil {
			panic(err)
		}
		var all [][]byte
		for {
			all = append(all, make([]byte, 16<<20))
			for i := range all[len(all)-1] {
				all[len(all)-1][i] = 1
			}
		}
	case "write":
		if err := sandbox.Confine(20*time.Second, 1<<30); err != nil {
			panic(err)
		}
		err := os.WriteFile(os.TempDir()+"/sandbox-test", []byte("x"), 0o600)
		_ = os.Remove(os.TempDir() + "/sandbox-test")
		if err != nil {
			os.Exit(3)
		}
	case "parrot":
		for {
			said, err := sandbox.Hear(os.Stdin, 1<<20)
			switch {
			case err != nil:
				return
			case string(said) == "crash":
				panic("hit")
			case string(said) == "hang":
				<-time.After(time.Hour)
			case string(said) == "leave":
				os.Exit(1)
			case string(said) == "boast":
				said = make([]byte, 2<<20)
			}
			_ = sandbox.Say(os.Stdout, said)
		}
	case "spin twice":
		_ = sandbox.Confine(30*time.Second, 1<<30)
		_ = sandbox.Allow(time.Second)
		for used, _ := sandbox.Used(); used < 700*time.Millisecond; used, _ = sandbox.Used() {
		}
		_ = sandbox.Allow(time.Second) // anew
		for {                          //nolint:staticcheck // that is the point
		}
	case "crash":
		panic("hit")
	case "fail":
		fmt.Fprintln(os.Stderr, strings.Repeat("x", 10_000)+"no room left")
		os.Exit(1)
	}
}

func run(t *testing.T, how string, l sandbox.Limits) ([]byte, error) {
	t.Helper()
	return sandbox.Run(t.Context(), sandbox.Program{Argv: []string{os.Args[0], "misbehave", how}, Env: []string{"A=1"}}, l)
}

var generous = sandbox.Limits{Wall: 30 * time.Second, Output: 1 << 20}

func TestItSeesNoEnvironmentButItsOwn(t *testing.T) {
	t.Setenv("SECRET", "of the service")

	out, err := run(t, "echo", generous)

	if err != nil || string(out) != "env 1\n" {
		t.Errorf("got %q, %v; want one variable", out, err)
	}
}

func TestWhoGoesWrongIsKilled(t *testing.T) {
	linux := runtime.GOOS == "linux"
	for _, c := range []struct {
		how    string
		limits sandbox.Limits
		known  bool
	}{
		{"hang", sandbox.Limits{Wall: 300 * time.Millisecond, Output: 1 << 20}, true},
		{"talk", generous, true},
		{"crash", generous, true},
		{"spin", generous, linux},
		{"spin twice", generous, linux},
		{"grow", generous, linux},
		{"write", generous, linux},
	} {
		if !c.known {
			continue
		}
		began := time.Now()

		out, err := run(t, c.how, c.limits)

		if !errors.Is(err, sandbox.ErrKilled) {
			t.Errorf("%s: got %d bytes, %v; want it killed", c.how, len(out), err)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("%s: it took %v", c.how, took)
		}
	}
}

func TestAFailureOfItsOwnIsToldApart(t *testing.T) {
	_, err := run(t, "fail", generous)

	if !errors.Is(err, sandbox.ErrFailed) || errors.Is(err, sandbox.ErrKilled) || !strings.HasSuffix(err.Error(), "no room left") || len(err.Error()) > 600 {
		t.Errorf("got %v; want ErrFailed with its last words", err)
	}
}

func TestWhatItStartedDiesToo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("process groups are only used on Linux")
	}
	out, err := run(t, "spawn", generous)
	if err != nil && !errors.Is(err, sandbox.ErrKilled) {
		t.Fatal(err)
	}
	pid := strings.TrimSpace(string(out))
	if pid == "" {
		t.Skip("it was killed before it said whom it started")
	}
	for range 100 {
		state, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil || strings.Contains(string(state), ") Z") {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-t.Context().Done():
		}
	}
	t.Errorf("process %s lives on", pid)
}

func TestItStopsWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)

	_, err := sandbox.Run(ctx, sandbox.Program{Argv: []string{os.Args[0], "misbehave", "hang"}}, generous)

	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want the caller's own end", err)
	}
}

func TestWhatCantBeStartedIsNotTheFilesFault(t *testing.T) {
	_, err := sandbox.Run(t.Context(), sandbox.Program{Argv: []string{"/no/such/program"}}, generous)

	if err == nil || errors.Is(err, sandbox.ErrKilled) {
		t.Errorf("got %v; want another error than ErrKilled", err)
	}
}
