package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// client is a user's program: it knows the API's address and nothing else.
type client struct {
	base  string // http://host:port/api/v1
	token string
	agent string // what it calls itself; Go's own name where empty
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do asks, as politely as a client should: told to slow down, it does.
func (c *client) do(t *testing.T, method, path string, body any, headers ...string) answer {
	t.Helper()
	for {
		a := c.ask(t, method, path, body, headers...)
		seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
		if a.status != http.StatusTooManyRequests || c.token == "" || err != nil {
			return a
		}
		<-time.After(time.Duration(seconds) * time.Second)
	}
}

func (c *client) ask(t *testing.T, method, path string, body any, headers ...string) answer {
	t.Helper()
	var r io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case form:
		r, contentType = bytes.NewReader(b.data), b.contentType
	default:
		data, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		r, contentType = bytes.NewReader(data), "application/json"
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, r)
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.agent != "" {
		req.Header.Set("User-Agent", c.agent)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: data}
}

// want fails the test unless the answer has the status, and decodes its body.
func (a answer) want(t *testing.T, status int, into any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d; want %d: %.600s", a.status, status, a.body)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%v in %.300s", err, a.body)
	}
}

// problem is an error as the API gives it.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// refused fails the test unless the answer is a problem of the given kind.
func (a answer) refused(t *testing.T, status int, code string) {
	t.Helper()
	var p problem
	a.want(t, status, &p)
	if kind := a.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
		t.Errorf("%s: content type %q; want a problem", code, kind)
	}
	if p.Code != code || p.Status != status || p.Title == "" {
		t.Errorf("got %+v; want %d %s", p, status, code)
	}
}

type form struct {
	data        []byte
	contentType string
}

func upload(t *testing.T, name string, content []byte) form {
	t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return form{data: buf.Bytes(), contentType: w.FormDataContentType()}
}

type session struct {
	AccessToken  string `json:"accessToken"`
	RefreshToken string `json:"refreshToken"`
	TokenType    string `json:"tokenType"`
	ExpiresIn    int    `json:"expiresIn"`
	User         struct {
		ID    string `json:"id"`
		Email string `json:"email"`
		Role  string `json:"role"`
	} `json:"user"`
}

var codePattern = regexp.MustCompile(`\b[0-9]{8}\b`)

// login goes the whole way through the mail.
func (c *client) login(t *testing.T, email string, mail func(t *testing.T, to string) string) session {
	t.Helper()
	var challenge struct {
		ChallengeID string `json:"challengeId"`
		ExpiresIn   int    `json:"expiresIn"`
		ResendIn    int    `json:"resendIn"`
	}
	c.do(t, "POST", "/auth/send-otp", map[string]string{"email": email}).want(t, 202, &challenge)
	if challenge.ResendIn > 60 {
		t.Errorf("resendIn %d; want at most 60", challenge.ResendIn)
	}
	code := codePattern.FindString(mail(t, email))
	if code == "" {
		t.Fatal("the mail holds no code")
	}
	var s session
	c.do(t, "POST", "/auth/verify-otp", map[string]string{
		"email": email, "code": code, "challengeId": challenge.ChallengeID,
	}).want(t, 200, &s)
	if s.TokenType != "Bearer" || s.User.Email != email {
		t.Errorf("got %+v; want a bearer session of %s", s, email)
	}
	c.token = s.AccessToken
	return s
}

// balance waits until the account is as wanted, and returns what it is.
type balance struct {
	Balance   int64 `json:"balance"`
	Held      int64 `json:"held"`
	Available int64 `json:"available"`
}

func (c *client) awaitBalance(t *testing.T, want balance) {
	t.Helper()
	var got balance
	testkit.Eventually(t, fmt.Sprintf("the balance is %+v", want), func() bool {
		c.do(t, "GET", "/credits/balance", nil).want(t, 200, &got)
		return got == want
	})
}
