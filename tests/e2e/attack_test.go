package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	victimMark  = "qzvictim"
	attackers   = 6
	headerLimit = 8 << 10 // less than what the gateway reads of a request's headers
)

// attackTime is how long the attack goes on: ATTACK_TIME, or what CI can spare.
func attackTime(t *testing.T) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(os.Getenv("ATTACK_TIME"))
	if err != nil {
		return 12 * time.Second
	}
	return d
}

// seed makes an attack repeatable, as far as a race can be.
func seed(t *testing.T) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(os.Getenv("ATTACK_SEED"), 10, 64)
	if err != nil {
		n = uint64(time.Now().UnixNano())
	}
	t.Logf("ATTACK_SEED=%d", n)
	return n
}

// Whatever is sent to whatever route: no answer is a failure of ours, every
// answer is one that the document promises, none holds what is another's or of
// the inside, no process grows, and the books are right in the end.
func TestAttackEveryRouteWithAnything(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "GATEWAY_USER_RATE=100000", "GATEWAY_USER_BURST=100000", "GATEWAY_CLIENT_RATE=100000", "GATEWAY_CLIENT_BURST=100000",
		"OTP_SENDS_PER_CLIENT=100000", "OTP_SENDS_ALL=100000", "OTP_TRIES_PER_CLIENT=100000", "CREDITS_SELF_SERVICE=true")
	apis := []string{c.api, c.anotherGateway(t)}
	victim := c.victim(t)
	s := readSpec(t, c.api)
	base := seed(t)
	begin := time.Now()
	end := begin.Add(attackTime(t))

	log := &attackLog{statuses: map[string]int{}}
	var all sync.WaitGroup
	for n := range attackers {
		all.Go(func() {
			a := &attacker{
				t: t, cluster: c, spec: s, log: log, number: n, client: &client{base: "http://" + apis[n%len(apis)] + "/api/v1"},
				dice: &dice{Rand: rand.New(rand.NewPCG(base, uint64(n)))}, theirs: victim.known(),
			}
			a.enter()
			for time.Now().Before(end) && !t.Failed() {
				a.strike()
			}
		})
	}
	grown := c.growth(end.Add(-end.Sub(begin) / 2))
	all.Wait()

	log.report(t, s)
	for _, line := range grown() {
		t.Error(line)
	}
	victim.check(t)
	c.audit(t)
}

// attackLog counts what came back.
type attackLog struct {
	mu       sync.Mutex
	statuses map[string]int // by route and status
}

func (l *attackLog) count(r route, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.statuses[fmt.Sprintf("%s %d", r.name(), status)]++
}

// report says what was asked, and fails where a route was never reached: an
// attack that nothing lets in proves nothing.
func (l *attackLog) report(t *testing.T, s *spec) {
	t.Helper()
	total := 0
	for _, name := range slices.Sorted(maps.Keys(l.statuses)) {
		total += l.statuses[name]
		if os.Getenv("ATTACK_TIME") != "" {
			t.Logf("%6d  %s", l.statuses[name], name)
		}
	}
	t.Logf("%d requests", total)
	for _, r := range s.routes {
		reached := false
		for status := range r.responses {
			reached = reached || strings.HasPrefix(status, "2") && l.statuses[r.name()+" "+status] > 0
		}
		if !reached && os.Getenv("ATTACK_TIME") != "" {
			t.Errorf("%s never succeeded", r.name())
		}
	}
}

// attacker is a user who sends what they like.
type attacker struct {
	*dice

	t       *testing.T
	cluster *cluster
	spec    *spec
	log     *attackLog
	number  int
	logins  int
	client  *client
	session session
	own     map[string][]string // what was made here, by the collection it is in
	theirs  []string            // what belongs to the victim
}

// enter logs in as somebody new.
func (a *attacker) enter() {
	a.logins++
	a.client.token = ""
	email := fmt.Sprintf("attacker-%d-%d@example.org", a.number, a.logins)
	a.session = a.client.login(a.t, email, a.cluster.mail)
	a.log.count(route{method: "POST", path: "/auth/verify-otp"}, http.StatusOK)
	a.own = map[string][]string{}
	a.known = append([]string{a.session.User.ID, a.session.RefreshToken, email}, a.theirs...)
}

// strike sends one request and judges the answer.
func (a *attacker) strike() {
	r := pick(a.dice, a.spec.routes)
	if endsLogin(r) && !a.oneIn(20) {
		return
	}
	req, asked := a.request(r)
	if req == nil {
		return // not even a client lets it out
	}
	began := time.Now()
	got, err := send(req)
	if err != nil {
		// A client refuses some headers itself; a server hangs up on too many of them.
		if !strings.Contains(err.Error(), "invalid header") && len(asked) < headerLimit {
			a.t.Errorf("%s: %v", r.name(), errors.Unwrap(err))
		}
		return
	}
	a.log.count(r, got.status)
	if err := a.spec.judge(r, got, time.Since(began), asked); err != nil {
		a.t.Errorf("%s %s\n%.500q\n%v", req.Method, req.URL.RequestURI(), asked, err)
	}
	a.learn(r, got)
	if got.status == 401 && req.Header.Get("Authorization") == "Bearer "+a.client.token || endsLogin(r) && got.status < 300 {
		a.enter()
	}
}

func endsLogin(r route) bool {
	return strings.Contains(r.path, "logout") || r.name() == "DELETE /users/me" || strings.HasPrefix(r.name(), "DELETE /auth/sessions")
}

// learn remembers names of what is there, to ask for it again.
func (a *attacker) learn(r route, got answer) {
	var o map[string]any
	if got.status >= 300 || json.Unmarshal(got.body, &o) != nil {
		return
	}
	const enough = 200
	for _, one := range append(array(o["items"]), o) {
		for _, name := range []string{"id", "filename", "nextCursor", "challengeId", "refreshToken"} {
			v := text(object(one)[name])
			if v == "" {
				continue
			}
			if len(a.known) < enough {
				a.known = append(a.known, v)
			}
			if name == "id" || name == "filename" {
				of := collection(r) + name
				a.own[of] = append(a.own[of], v)
			}
		}
	}
}

// collection is what a route is about: the path before the name of one of it.
func collection(r route) string {
	before, _, _ := strings.Cut(r.path, "/{")
	return strings.TrimSuffix(before, "/upload") + " "
}

func (a *attacker) request(r route) (*http.Request, []byte) {
	path, query := r.path, url.Values{}
	header := http.Header{"Authorization": {"Bearer " + a.client.token}}
	for _, p := range r.parameters {
		value := fmt.Sprint(a.value(a.spec, p.schema, 0))
		if mine := a.own[collection(r)+p.name]; len(mine) > 0 && a.oneIn(2) {
			value = pick(a.dice, mine)
		} else if a.oneIn(4) {
			value = a.text()
		}
		switch {
		case p.in == "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", url.PathEscape(value))
		case p.in == "query" && a.oneIn(2):
			query.Set(p.name, value)
		case p.in == "header" && a.oneIn(2):
			header.Set(p.name, value)
		}
	}
	body := a.body(r, header)
	if a.oneIn(12) {
		header.Set(pick(a.dice, []string{"Authorization", "Content-Type", "Accept", "X-Forwarded-For", "X-Forwarded-Host", "Traceparent", "Content-Encoding", "Origin", "Range", "Cookie"}), a.text())
	}
	target := a.client.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(a.t.Context(), r.method, target, bytes.NewReader(body))
	if err != nil {
		return nil, nil
	}
	req.Header = header
	return req, append([]byte(target+fmt.Sprint(header)), body...)
}

func (a *attacker) body(r route, header http.Header) []byte {
	switch {
	case r.form:
		return a.form(header)
	case r.schema == nil:
		return nil
	}
	header.Set("Content-Type", "application/json")
	value := a.value(a.spec, r.schema, 0)
	if a.oneIn(2) {
		value = a.spoil(value)
	}
	body, err := json.Marshal(value)
	if err != nil { // a number that is none
		body = []byte(`{"amount":1e400}`)
	}
	if a.oneIn(8) {
		body = a.raw(body)
	}
	return body
}

func (a *attacker) form(header http.Header) []byte {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for range 1 + a.IntN(8)/7 {
		name := "file"
		if a.oneIn(10) {
			name = a.text()
		}
		part, err := w.CreateFormFile(name, a.text())
		if err != nil {
			continue
		}
		content := pick(a.dice, []string{ownCV, "%PDF-1.7\n" + a.text(), "PK\x03\x04" + a.text(), a.text(), "{\\rtf1 x}", "\x89PNG\r\n\x1a\n"})
		_, _ = io.WriteString(part, content)
	}
	_ = w.Close()
	header.Set("Content-Type", w.FormDataContentType())
	if a.oneIn(8) {
		return a.raw(buf.Bytes())
	}
	return buf.Bytes()
}

// send takes an answer whole; of a stream that does not end, its beginning.
func send(req *http.Request) (answer, error) {
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return answer{status: res.StatusCode, header: res.Header}, nil
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	return answer{status: res.StatusCode, header: res.Header, body: data}, err
}
