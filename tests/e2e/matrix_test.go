package e2e

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// estates is what the owner has, by where the document names it, beside what
// nobody has. What is named elsewhere has no place here, and fails the test.
type estates struct {
	paths  map[string][2]string // by the path's beginning: the owner's, nobody's
	fields map[string][2]any    // by the body's field
	marks  []string             // what only the owner may see
}

// matrix is every operation of the document by everybody who may ask.
type matrix struct {
	*sartor
	owner, other, admin *client
	session             session // the owner's
	estates             estates
	operations          []operation
	keys                int
}

// TestEveryRouteByEveryTokenAndOwner derives what must happen from the document:
// who shows no good token is refused by each route that isn't public, before
// anything of the request is looked at; what is somebody else's is answered, byte
// by byte, like what does not exist; the owner is let in.
func TestEveryRouteByEveryTokenAndOwner(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, o := range m.operations {
		t.Run(o.String(), func(t *testing.T) {
			mine, nobodys, placed := m.place(o)
			if !placed {
				t.Fatal("it names something that has no place in the matrix: see estates")
			}
			m.tokens(t, o, mine)
			switch {
			case o.public:
				return
			case o.admin():
				m.admins(t, o, mine)
			case mine != nobodys:
				for who, c := range map[string]*client{"another": m.other, "an admin": m.admin} {
					m.alike(t, who, m.do(t, c, o, mine, o.body), m.do(t, c, o, nobodys, o.body), 404)
				}
			case o.rank() < 4:
				m.secret(t, "another", m.do(t, m.other, o, mine, o.body))
			}
			m.references(t, o)
			m.stay(t)
			if a := m.do(t, m.owner, o, mine, m.own(o)); !o.admin() && (a.status == 401 || a.status == 403 || a.status == 404 || o.responses[strconv.Itoa(a.status)] == nil) {
				t.Errorf("the owner got %d %.300s; want to be let in, by an answer that the document knows", a.status, a.body)
			}
		})
	}
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	s := newSartor(t)
	s.start(t, "ADMIN_EMAILS=boss@example.org", "GATEWAY_CLIENT_BURST=10000")
	m := &matrix{sartor: s, owner: &client{base: s.base()}, other: &client{base: s.base()}, admin: &client{base: s.base()}}
	second := (&client{base: s.base()}).login(t, "jane@example.org", s.mail)
	m.session = m.owner.loginAfter(t, "jane@example.org", s.mail)
	m.other.login(t, "joe@example.org", s.mail)
	m.admin.login(t, "boss@example.org", s.mail)
	f := m.owner.uploadCV(t, "cv-of-jane.pdf", realCV(t))
	m.owner.textOf(t, f)
	m.owner.awaitBalance(t, balance{Balance: 100, Available: 100})
	var o optimization
	m.owner.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": realJob(t)}).want(t, 202, &o)
	m.owner.awaitEnd(t, o.ID)
	asked, answered := m.answers(t, o.ID)
	m.estates = estates{
		paths: map[string][2]string{
			"/files/":            {f.Filename, absent(f.Filename)},
			"/optimizations/":    {o.ID, absent(o.ID)},
			"/users/me/answers/": {answered, absent(answered)},
			"/auth/sessions/":    {sessionOf(t, second.AccessToken), absent(m.session.User.ID)},
			"/admin/users/":      {m.session.User.ID, absent(m.session.User.ID)},

			"/admin/users/{id}/sessions/": {sessionOf(t, second.AccessToken), absent(m.session.User.ID)},
		},
		fields: map[string][2]any{
			"fileId":      {f.ID, absent(f.ID)},
			"fileIds":     {[]string{f.ID}, []string{absent(f.ID)}},
			"operationId": {o.ID, absent(o.ID)},
			"questionId":  {asked, absent(asked)},
			"userId":      {m.session.User.ID, absent(m.session.User.ID)},
		},
		marks: []string{f.ID, f.Filename, o.ID, m.session.User.ID, "jane@example.org", "cv-of-jane"},
	}
	m.operations = operations(t, s.api)
	return m
}

// answers answers one question of an optimization and leaves another.
func (m *matrix) answers(t *testing.T, optimization string) (asked, answered string) {
	t.Helper()
	var o struct {
		Grounding struct {
			Questions []struct{ ID string }
		}
	}
	m.owner.do(t, "GET", "/optimizations/"+optimization, nil).want(t, 200, &o)
	if len(o.Grounding.Questions) < 2 {
		t.Fatalf("%d questions; want two at least", len(o.Grounding.Questions))
	}
	m.owner.do(t, "POST", "/optimizations/"+optimization+"/answers", map[string]string{
		"questionId": o.Grounding.Questions[0].ID, "answer": "denied",
	}).want(t, 201, nil)
	var list struct{ Items []struct{ ID string } }
	m.owner.do(t, "GET", "/users/me/answers", nil).want(t, 200, &list)
	return o.Grounding.Questions[1].ID, list.Items[0].ID
}

// place returns the path as it names the owner's, and nobody's.
func (m *matrix) place(o operation) (mine, nobodys string, placed bool) {
	for _, field := range o.fields {
		if _, known := m.estates.fields[field]; !known && !o.public {
			return "", "", false
		}
	}
	mine, nobodys = o.path, o.path
	for _, p := range o.params {
		value := [2]string{o.enums[p], o.enums[p]}
		for beginning, pair := range m.estates.paths {
			if strings.HasPrefix(o.path, beginning+"{"+p+"}") {
				value = pair
			}
		}
		mine = strings.Replace(mine, "{"+p+"}", value[0], 1)
		nobodys = strings.Replace(nobodys, "{"+p+"}", value[1], 1)
	}
	return mine, nobodys, !strings.ContainsAny(mine, "{}") && !strings.Contains(mine, "//") && !strings.HasSuffix(mine, "/")
}

// stay logs the owner in again, should a route have logged them out.
func (m *matrix) stay(t *testing.T) {
	t.Helper()
	if m.owner.do(t, "GET", "/users/me", nil).status == 401 {
		m.owner.token = ""
		m.owner.loginAfter(t, "jane@example.org", m.mail)
	}
}

// own is a body that names what is the owner's.
func (m *matrix) own(o operation) map[string]any {
	body := maps.Clone(o.body)
	for _, field := range o.fields {
		body[field] = m.estates.fields[field][0]
	}
	return body
}

// do asks with a key and an address of its own, so that no answer is another's
// and no limit is met.
func (m *matrix) do(t *testing.T, c *client, o operation, path string, body map[string]any) answer {
	t.Helper()
	m.keys++
	var sent any
	if body != nil {
		sent = body
	}
	if _, asks := body["email"]; asks {
		other := maps.Clone(body)
		other["email"] = fmt.Sprintf("matrix-%d@example.org", m.keys)
		sent = other
	}
	return c.do(t, o.method, path, sent, "Idempotency-Key", fmt.Sprint("matrix-", m.keys))
}

// tokens shows tokens that are no good.
func (m *matrix) tokens(t *testing.T, o operation, path string) {
	t.Helper()
	without := m.do(t, &client{base: m.base()}, o, path, o.body)
	for _, bad := range []struct{ token, code string }{
		{"", "token_missing"},
		{"garbage", "token_invalid"},
		{m.signed(t, time.Now().Add(-time.Hour), "gone"), "token_expired"},
		{m.revoked(t), "session_revoked"},
	} {
		a := m.do(t, &client{base: m.base(), token: bad.token}, o, path, o.body)
		if o.public {
			m.alike(t, "a token of no use", a, without, without.status)
			continue
		}
		a.refused(t, 401, bad.code)
		m.secret(t, bad.code, a)
	}
}

func (m *matrix) admins(t *testing.T, o operation, path string) {
	t.Helper()
	for _, c := range []*client{m.other, m.owner} {
		m.do(t, c, o, path, o.body).refused(t, 403, "not_allowed")
	}
	if a := m.do(t, m.admin, o, path, m.own(o)); a.status == 401 || a.status == 403 || a.status == 404 {
		t.Errorf("an admin got %d %.300s; want to be let in", a.status, a.body)
	}
}

// references names the owner's things, and nobody's, in another's request.
func (m *matrix) references(t *testing.T, o operation) {
	t.Helper()
	for _, field := range o.fields {
		if o.public {
			continue
		}
		with := func(value any) map[string]any {
			body := map[string]any{"jobDescription": "A job.", "amount": 1, "reason": "matrix"}
			for name := range body {
				if _, known := o.body[name]; !known {
					delete(body, name)
				}
			}
			body[field] = value
			return body
		}
		pair := m.estates.fields[field]
		m.alike(t, field, m.do(t, m.other, o, o.path, with(pair[0])), m.do(t, m.other, o, o.path, with(pair[1])), 0)
	}
}

var changing = regexp.MustCompile(`"(traceId|instance)":"[^"]*",?`)

// alike fails the test unless two answers are the same to their last byte but for
// what names the request. A status of zero is any refusal.
func (m *matrix) alike(t *testing.T, who string, got, want answer, status int) {
	t.Helper()
	a, b := changing.ReplaceAllString(string(got.body), ""), changing.ReplaceAllString(string(want.body), "")
	if volatile := regexp.MustCompile(`"challengeId":"[A-Z0-9]*"`); volatile.MatchString(a) {
		a, b = volatile.ReplaceAllString(a, ""), volatile.ReplaceAllString(b, "")
	}
	if got.status != want.status || a != b {
		t.Errorf("%s: got %d %.400s; want the same as %d %.400s", who, got.status, got.body, want.status, want.body)
	}
	if status != 0 && got.status != status || status == 0 && (got.status < 400 || got.status >= 500) {
		t.Errorf("%s: got %d %.300s; want %d, or a refusal", who, got.status, got.body, status)
	}
	for name := range got.header {
		if !slices.Contains([]string{"Date", "Content-Length", "Set-Cookie"}, name) && got.header.Get(name) != want.header.Get(name) {
			t.Errorf("%s: the header %s is %q; want %q", who, name, got.header.Get(name), want.header.Get(name))
		}
	}
	m.secret(t, who, got)
}

// secret fails the test if an answer holds anything of the owner's.
func (m *matrix) secret(t *testing.T, who string, a answer) {
	t.Helper()
	body := regexp.MustCompile(`"instance":"[^"]*"`).ReplaceAllString(string(a.body), "")
	for _, mark := range m.estates.marks {
		if strings.Contains(body, mark) {
			t.Errorf("%s sees %q in %d %.300s", who, mark, a.status, body)
		}
	}
}

func TestARouteWithoutAPlaceInTheMatrixIsSeen(t *testing.T) {
	t.Parallel()
	m := &matrix{estates: estates{
		paths:  map[string][2]string{"/files/": {"mine", "nobodys"}},
		fields: map[string][2]any{"fileId": {"mine", "nobodys"}},
	}}

	for _, c := range []struct {
		o      operation
		placed bool
	}{
		{operation{path: "/files"}, true},
		{operation{path: "/files/{filename}/text", params: []string{"filename"}}, true},
		{operation{path: "/files/{filename}/{kind}", params: []string{"filename", "kind"}, enums: map[string]string{"kind": "pdf"}}, true},
		{operation{path: "/files/{filename}/{page}", params: []string{"filename", "page"}}, false},
		{operation{path: "/letters/{id}", params: []string{"id"}}, false},
		{operation{path: "/letters", fields: []string{"letterId"}}, false},
	} {
		if _, _, placed := m.place(c.o); placed != c.placed {
			t.Errorf("%s: placed %t; want %t", c.o.path, placed, c.placed)
		}
	}
}
