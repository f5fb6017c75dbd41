package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// services are those that a team deploys, each by itself.
var services = []string{"auth", "credits", "files", "gateway", "mailer", "optimizer"}

// cluster is the product as teams run it: an external NATS configured from what
// the services declare, a MariaDB, a mail server, and one process per service.
type cluster struct {
	t         *testing.T // what is started lives as long as this
	api       string
	smtp      *testkit.SMTP
	processes map[string]*process
	binaries  map[string]string
	env       map[string][]string // by service
	dir       string
	ca        string                    // what vouches for NATS
	nats      *testkit.Cable            // between all services and NATS
	databases map[string]*testkit.Cable // between each service and its own database
	books     books                     // the databases themselves
}

func newCluster(t *testing.T, env ...string) *cluster {
	t.Helper()
	c := &cluster{
		t: t, api: freeAddr(t), smtp: testkit.NewSMTP(t, nil), dir: t.TempDir(),
		processes: map[string]*process{}, binaries: map[string]string{}, env: map[string][]string{},
		databases: map[string]*testkit.Cable{}, books: books{},
	}
	sartor := program(t, "sartor")
	seeds := c.natsKeys(t, sartor)
	url := c.startNATS(t, sartor, seeds)
	provision := exec.CommandContext(t.Context(), sartor, "provision")
	provision.Env = []string{"NATS_URL=" + url, "NATS_CA_FILE=" + c.ca, "NATS_NKEY_SEED=" + seeds["NATS_NKEY_SEED_OPERATOR"]}
	if out, err := provision.CombinedOutput(); err != nil {
		t.Fatalf("provision: %v\n%s", err, out)
	}
	c.nats, url = testkit.CableTo(t, url)
	for _, s := range services {
		c.binaries[s] = program(t, s)
		c.env[s] = append(append([]string{
			"NATS_URL=" + url, "NATS_CA_FILE=" + c.ca, "NATS_NKEY_SEED=" + seeds["NATS_NKEY_SEED_"+strings.ToUpper(s)],
			"SARTOR_METRICS_ADDR=" + freeAddr(t), "LOG_LEVEL=info",
		}, c.own(t, s)...), env...)
		c.start(s)
	}
	for _, s := range services {
		awaitHTTP(t, "http://"+c.setting(s, "SARTOR_METRICS_ADDR")+"/readyz", c.processes[s])
	}
	awaitHTTP(t, "http://"+c.api+"/readyz", c.processes["gateway"])
	return c
}

// own are the settings that one service needs.
func (c *cluster) own(t *testing.T, service string) []string {
	t.Helper()
	const key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" // 32 bytes, for this test alone
	database := func(name string) string {
		c.books[service] = testkit.MariaDB(t)
		cable, dsn := testkit.CableTo(t, c.books[service])
		c.databases[service] = cable
		return name + "=" + dsn
	}
	switch service {
	case "auth":
		return []string{database("AUTH_DSN"), "JWT_PRIVATE_KEY=" + key, "AUTH_SECRET=" + key, "SARTOR_DATA_KEY=" + key}
	case "credits":
		return []string{database("CREDITS_DSN"), "CREDITS_CHECKPOINT_KEY=" + key, "SARTOR_DATA_KEY=" + key}
	case "files":
		return []string{database("FILES_DSN"), "SARTOR_DATA_KEY=" + key}
	case "gateway":
		return []string{"SARTOR_HTTP_ADDR=" + c.api}
	case "mailer":
		return []string{
			database("MAILER_DSN"), "SMTP_HOST=" + c.smtp.Host(), "SMTP_PORT=" + c.smtp.Port(),
			"SMTP_TLS=none", "SMTP_FROM=sartor@example.com",
		}
	case "optimizer":
		return []string{database("OPTIMIZER_DSN"), "SARTOR_DATA_KEY=" + key}
	default:
		t.Fatalf("no settings for %s", service)
		return nil
	}
}

func (c *cluster) start(service string) {
	c.t.Helper()
	c.processes[service] = launch(c.t, c.dir, []string{c.binaries[service]}, c.env[service])
}

func (c *cluster) setting(service, name string) string {
	for _, pair := range c.env[service] {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

func (c *cluster) natsKeys(t *testing.T, sartor string) map[string]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), sartor, "nats", "keys").Output()
	if err != nil {
		t.Fatal(err)
	}
	seeds, err := godotenv.UnmarshalBytes(out)
	if err != nil {
		t.Fatal(err)
	}
	return seeds
}

// startNATS runs a NATS server on the configuration that an operator gets.
func (c *cluster) startNATS(t *testing.T, sartor string, seeds map[string]string) (url string) {
	t.Helper()
	lines, err := godotenv.Marshal(seeds)
	if err != nil {
		t.Fatal(err)
	}
	config := exec.CommandContext(t.Context(), sartor, "nats", "config")
	config.Stdin = strings.NewReader(lines)
	authorization, err := config.Output()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(authorization, []byte("SU")) && strings.Contains(string(authorization), seeds["NATS_NKEY_SEED_AUTH"]) {
		t.Error("the configuration holds a seed")
	}
	path := filepath.Join(c.dir, "nats.conf")
	const stream = "NATS_STREAM_KEY: for-this-test-alone\nlisten: 127.0.0.1:-1\njetstream: { store_dir: %q, cipher: aes, key: $NATS_STREAM_KEY }\n%s"
	text := fmt.Sprintf(stream, filepath.Join(c.dir, "nats"), authorization)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	options, err := server.ProcessConfigFile(path)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	options.NoSigs, options.NoLog = true, true
	options.TLSConfig, c.ca = testkit.Certify(t)
	srv, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	if !srv.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS did not start")
	}
	return srv.ClientURL()
}

func (c *cluster) base() string { return "http://" + c.api + "/api/v1" }

func (c *cluster) mail(t *testing.T, to string) string {
	t.Helper()
	return c.smtp.Wait(t, to).Text
}

func TestTheMainJobAsSixProcesses(t *testing.T) {
	t.Parallel()
	traces := newTraces(t)
	c := newCluster(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+traces.url)

	mainJob(t, c.base(), c.mail)

	traces.expectOneTrace(t)
}
