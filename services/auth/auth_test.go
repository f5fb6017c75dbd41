package auth_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth"
)

var (
	errInvalidOTP = fault.New(fault.Unauthenticated, "invalid_otp", "")
	errReused     = fault.New(fault.Unauthenticated, "refresh_token_reused", "")
	errRevoked    = fault.New(fault.Unauthenticated, "session_revoked", "")
	errLimited    = fault.New(fault.Limited, "rate_limited", "")
)

// house is auth, running on a real bus, and a mailer that is us.
type house struct {
	*testkit.World
	t       *testing.T
	env     map[string]string
	running *testkit.Running
}

func start(t *testing.T, dsn string, env map[string]string) *house {
	t.Helper()
	w := testkit.NewWorld(t)
	all := map[string]string{
		"AUTH_DSN":        dsn,
		"AUTH_SECRET":     strings.Repeat("a secret of tests ", 2),
		"SARTOR_DATA_KEY": strings.Repeat("0d", 32),
		"ADMIN_EMAILS":    "boss@example.com, chef@example.com",
	}
	maps.Copy(all, env)
	h := &house{World: w, t: t, env: all}
	h.running = w.Start(auth.Service, all)
	return h
}

// restart stops auth and starts it again over what it had stored.
func (h *house) restart() {
	h.running.Stop()
	h.running = h.Start(auth.Service, h.env)
}

func sqlite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + t.TempDir() + "/auth.db"
}

func (h *house) send(email, client string) (authv1.SendOTPReply, error) {
	return bus.Call(h.t.Context(), h.Bus(), authv1.SendOTP, authv1.SendOTPRequest{Email: email, Client: client})
}

func (h *house) code(challenge string) string {
	h.t.Helper()
	mail, err := bus.Call(h.t.Context(), h.Bus(), authv1.OTPMail, authv1.OTPMailRequest{ChallengeID: challenge})
	if err != nil {
		h.t.Fatal(err)
	}
	return mail.Code
}

func (h *house) verify(email, challenge, code string) (authv1.SessionReply, error) {
	return bus.Call(h.t.Context(), h.Bus(), authv1.VerifyOTP, authv1.VerifyOTPRequest{
		Email: email, Code: code, ChallengeID: challenge, Client: "192.0.2.1", UserAgent: "test/1.0",
	})
}

func (h *house) refresh(token string) (authv1.SessionReply, error) {
	return bus.Call(h.t.Context(), h.Bus(), authv1.Refresh, authv1.RefreshRequest{RefreshToken: token, Client: "192.0.2.1"})
}

func (h *house) login(email string) authv1.SessionReply {
	h.t.Helper()
	sent, err := h.send(email, "192.0.2.1")
	if err != nil {
		h.t.Fatal(err)
	}
	reply, err := h.verify(email, sent.ChallengeID, h.code(sent.ChallengeID))
	if err != nil {
		h.t.Fatal(err)
	}
	return reply
}

// as is what the bearer of an access token asks with.
func (h *house) as(token string) context.Context {
	return identity.With(h.t.Context(), identity.Caller{Token: token})
}

func (h *house) me(token string) (authv1.User, error) {
	return bus.Call(h.as(token), h.Bus(), authv1.Me, authv1.MeRequest{})
}

func (h *house) logout(token, refreshToken string) error {
	_, err := bus.Call(h.as(token), h.Bus(), authv1.Logout, authv1.LogoutRequest{RefreshToken: refreshToken})
	return err
}

// wrong is a code that is not code.
func wrong(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

func want(t *testing.T, got error, want *fault.Error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got %v; want %s", got, want.Reason)
	}
}

func TestFirstLoginMakesAUserAndLaterOnesFindIt(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		var registered atomic.Int64
		heard := make(chan authv1.UserRegisteredFact, 8)
		h.hear(func(f authv1.UserRegisteredFact) { registered.Add(1); heard <- f })

		first := h.login("Ada@Example.com ")
		second := h.login("ada@EXAMPLE.com")
		other := h.login("grace@example.com")

		if first.User.ID != second.User.ID || first.User.ID == other.User.ID {
			t.Errorf("got users %s, %s and %s; want the first two the same", first.User.ID, second.User.ID, other.User.ID)
		}
		if first.RefreshToken == second.RefreshToken || first.ExpiresIn != 300 {
			t.Errorf("got %+v and then %+v; want two sessions of 300 s", first, second)
		}
		want := authv1.User{
			ID: first.User.ID, Email: "ada@example.com", Name: "", Locale: "", Role: "user", CreatedAt: first.User.CreatedAt,
		}
		if got, err := h.me(second.AccessToken); err != nil || got != want {
			t.Errorf("me: got %+v, %v; want %+v", got, err, want)
		}
		if f := <-heard; f.UserID != first.User.ID || !f.RegisteredAt.Equal(first.User.CreatedAt) {
			t.Errorf("got %+v; want the first user registered", f)
		}
		if f := <-heard; f.UserID != other.User.ID || registered.Load() != 2 {
			t.Errorf("got %+v as number %d; want the other user, once each", f, registered.Load())
		}
	})
}

func (h *house) hear(fn func(authv1.UserRegisteredFact)) {
	h.t.Helper()
	listener := host.Service{
		Name:  "credits",
		Ports: bus.Ports{Hears: auth.Service.Ports.Announces[1:2]},
		Run: func(ctx context.Context, rt host.Runtime) error {
			err := bus.Hear(ctx, rt.Bus, authv1.UserRegistered, func(_ context.Context, f authv1.UserRegisteredFact) error {
				fn(f)
				return nil
			})
			if err != nil {
				return err
			}
			return rt.Wait(ctx)
		},
	}
	h.Start(listener, nil)
}

func TestAdminsAreThoseInTheSettings(t *testing.T) {
	h := start(t, sqlite(t), nil)

	boss, anybody := h.login("Boss@Example.com"), h.login("bos@example.com")

	me, err := h.me(boss.AccessToken)
	if err != nil || me.Role != "admin" || boss.User.Role != "admin" || anybody.User.Role != "user" {
		t.Errorf("got %s, %s and %s, %v; want admin, admin and user", me.Role, boss.User.Role, anybody.User.Role, err)
	}
}

func TestSendOTPSaysTheSameOfEverybody(t *testing.T) {
	h := start(t, sqlite(t), nil)
	h.login("ada@example.com")

	known, err1 := h.send("ada@example.com", "192.0.2.7")
	unknown, err2 := h.send("nobody@example.com", "192.0.2.8")
	_, err3 := h.send("no address", "192.0.2.8")

	if err1 != nil || err2 != nil || len(known.ChallengeID) != len(unknown.ChallengeID) {
		t.Errorf("got %+v, %v and %+v, %v; want them alike", known, err1, unknown, err2)
	}
	for _, got := range []authv1.SendOTPReply{known, unknown} {
		if got.ExpiresIn != 600 || got.ResendIn != 30 {
			t.Errorf("got %+v; want 600 and 30 seconds", got)
		}
	}
	if fault.From(err3).Code != fault.Invalid {
		t.Errorf("no address: got %v; want %s", err3, fault.Invalid)
	}
}

func TestEveryCodeThatIsNoGoodIsTheSame(t *testing.T) {
	h := start(t, sqlite(t), nil)
	sent, err := h.send("ada@example.com", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	code := h.code(sent.ChallengeID)

	var faults []error
	for _, try := range [][3]string{
		{"ada@example.com", sent.ChallengeID, wrong(code)},
		{"grace@example.com", sent.ChallengeID, code}, // another's challenge
		{"ada@example.com", "NEVERSENTNEVERSENTNEVERSEN", code},
		{"ada@example.com", "", code},
		{"ada@example.com", sent.ChallengeID, ""},
		{"ada@example.com", sent.ChallengeID, code + "0"},
		{"ada@example.com", sent.ChallengeID, strings.Repeat("9", 100000)},
	} {
		_, err := h.verify(try[0], try[1], try[2])
		faults = append(faults, err)
	}
	reply, err := h.verify("ada@example.com", sent.ChallengeID, " "+code[:4]+" "+code[4:]) // the fifth guess
	if err != nil {
		t.Fatalf("the right code: %v", err)
	}
	_, err = h.verify("ada@example.com", sent.ChallengeID, code)
	faults = append(faults, err)

	for i, err := range faults {
		want(t, err, errInvalidOTP)
		if err != nil && err.Error() != faults[0].Error() {
			t.Errorf("no. %d: got %v; want it to say %v", i, err, faults[0])
		}
	}
	if reply.User.Email != "ada@example.com" {
		t.Errorf("got %+v; want ada", reply.User)
	}
	_, err = bus.Call(t.Context(), h.Bus(), authv1.OTPMail, authv1.OTPMailRequest{ChallengeID: sent.ChallengeID})
	if fault.From(err).Code != fault.NotFound {
		t.Errorf("the mail of a used code: got %v; want %s", err, fault.NotFound)
	}
}

func TestFiveWrongGuessesEndACode(t *testing.T) {
	h := start(t, sqlite(t), nil)
	sent, err := h.send("ada@example.com", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	code := h.code(sent.ChallengeID)

	for range 5 {
		_, err := h.verify("ada@example.com", sent.ChallengeID, wrong(code))
		want(t, err, errInvalidOTP)
	}

	_, err = h.verify("ada@example.com", sent.ChallengeID, code)
	want(t, err, errInvalidOTP)
	h.login("ada@example.com") // at once: there is no good code to wait for
}

func TestOneOfManyWinsWithOneCode(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		h.Start(auth.Service, h.env) // a second replica
		sent, err := h.send("ada@example.com", "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		code := h.code(sent.ChallengeID)

		var won, lost atomic.Int64
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				_, err := h.verify("ada@example.com", sent.ChallengeID, code)
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, errInvalidOTP):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()

		if won.Load() != 1 || lost.Load() != 63 {
			t.Errorf("got %d in and %d refused; want 1 and 63", won.Load(), lost.Load())
		}
	})
}

func TestKeysAreThePublicOnes(t *testing.T) {
	h := start(t, sqlite(t), map[string]string{"JWT_RETIRED_KEYS": "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="})

	reply, err := bus.Call(t.Context(), h.Bus(), authv1.Keys, authv1.KeysRequest{})

	if err != nil || len(reply.Keys) != 2 || reply.Keys[0].ID == reply.Keys[1].ID || len(reply.Keys[1].Public) != 32 {
		t.Errorf("got %+v, %v; want the current and the retired key", reply, err)
	}
}
