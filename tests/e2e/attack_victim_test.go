package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// victim is the user whose things nobody else may see or change.
type victim struct {
	client *client
	file   file
	job    string
	before map[string]string // what their routes answered
}

func (c *cluster) victim(t *testing.T) *victim {
	t.Helper()
	v := &victim{client: &client{base: c.base()}, before: map[string]string{}}
	v.client.login(t, victimMark+"@example.org", c.mail)
	v.client.awaitBalance(t, balance{Balance: 100, Available: 100})
	v.client.do(t, "POST", "/files/upload", upload(t, "cv.txt", []byte(ownCV+victimMark))).want(t, 201, &v.file)
	var o optimization
	v.client.do(t, "POST", "/optimizations", map[string]any{"fileId": v.file.ID, "jobDescription": "We need Go. " + victimMark}).want(t, 202, &o)
	v.job = o.ID
	v.client.awaitEnd(t, o.ID)
	for _, path := range v.paths() {
		v.before[path] = string(v.client.do(t, "GET", path, nil).body)
	}
	if !strings.Contains(v.before["/files/"+v.file.Filename+"/text"], victimMark) {
		t.Fatal("the mark is not in what the victim sees: the search is blind")
	}
	return v
}

func (v *victim) paths() []string {
	return []string{
		"/users/me", "/credits/balance", "/credits/history", "/files", "/files/" + v.file.Filename, "/files/" + v.file.Filename + "/text",
		"/optimizations", "/optimizations/" + v.job,
	}
}

// known are the names by which an attacker could ask for the victim's things.
func (v *victim) known() []string { return []string{v.file.ID, v.file.Filename, v.job} }

// check wants all to be as it was.
func (v *victim) check(t *testing.T) {
	t.Helper()
	for _, path := range v.paths() {
		if now := string(v.client.do(t, "GET", path, nil).body); now != v.before[path] {
			t.Errorf("%s: the victim had\n%.300s\nand now\n%.300s", path, v.before[path], now)
		}
	}
}

// anotherGateway starts a second one and returns its address.
func (c *cluster) anotherGateway(t *testing.T, more ...string) string {
	t.Helper()
	api, metrics := freeAddr(t), freeAddr(t)
	env := append(slices.Clone(c.env["gateway"]), "SARTOR_HTTP_ADDR="+api, "SARTOR_METRICS_ADDR="+metrics)
	env = append(env, more...)
	p := launch(t, c.dir, []string{c.binaries["gateway"]}, env)
	c.processes["another gateway"] = p
	awaitHTTP(t, "http://"+api+"/readyz", p)
	return api
}

// audit recomputes the whole ledger, as an operator would.
func (c *cluster) audit(t *testing.T) {
	t.Helper()
	testkit.Eventually(t, "no credits are held any more", func() bool {
		cmd := exec.CommandContext(t.Context(), c.binaries["credits"], "audit")
		cmd.Env = c.env["credits"]
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("the audit: %v\n%s", err, out)
		}
		return true
	})
}

// growth compares the memory of every process from halfway on: a program that
// leaks goes on growing, one that has warmed up does not.
func (c *cluster) growth(halfway time.Time) func() []string {
	<-time.After(time.Until(halfway))
	before := map[string]int64{}
	for name, p := range c.processes {
		before[name] = resident(p.cmd.Process.Pid)
	}
	const slack = 64 << 20
	return func() (all []string) {
		for name, p := range c.processes {
			now := resident(p.cmd.Process.Pid)
			if before[name] > 0 && now > before[name]*3/2+slack {
				all = append(all, fmt.Sprintf("%s grew from %d to %d MB", name, before[name]>>20, now>>20))
			}
		}
		return all
	}
}

// resident is how much memory a process has, where the system tells; else 0.
func resident(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := strings.Fields(string(data))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
