package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
)

// known asks for a code and shows it, from a device that has logged in before.
func (o *office) known(email, device, client string) (session.Grant, error) {
	o.t.Helper()
	sent, err := o.desk.Send(o.t.Context(), login.Request{Email: email, Client: client, Device: device})
	if err != nil {
		return session.Grant{}, err
	}
	mail, err := o.desk.Mail(o.t.Context(), sent.ChallengeID)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.desk.Verify(o.t.Context(), login.Proof{
		Email: email, Code: mail.Code, ChallengeID: sent.ChallengeID, Client: client, Device: device,
	})
}

// The attacker uses up all that there is: the mailbox's codes and guesses, and
// those of all together, even from behind the owner's own address.
func TestNobodyLocksAKnownDeviceOut(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, func(p *login.Policy) {
			p.SendAll.Limit, p.TryAll.Limit, p.SendClient.Limit, p.TryClient.Limit = 40, 40, 40, 40
		})
		device := o.enter("ada@example.com", "at home").DeviceToken
		var limited int
		for i := range 60 {
			sent, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "at home"})
			if err != nil {
				limited++
				_, _ = o.desk.Send(t.Context(), login.Request{Email: fmt.Sprintf("u%d@example.com", i), Client: "at home"})
			}
			_, _ = o.show("ada@example.com", sent.ChallengeID, "00000000", "at home")
		}
		_, stranger := o.desk.Send(t.Context(), login.Request{Email: "grace@example.com", Client: "elsewhere"})
		_, guess := o.show("grace@example.com", "NONE", "00000000", "elsewhere")

		g, err := o.known("ada@example.com", device, "at home")

		if err != nil || limited == 0 {
			t.Errorf("the owner: got %v after %d refusals of the attacker; want them in", err, limited)
		}
		o.want(stranger, login.ErrLimited)
		o.want(guess, login.ErrLimited)
		if again, err := o.known("ada@example.com", g.DeviceToken, "anywhere"); err != nil || again.DeviceToken == "" {
			t.Errorf("with the renewed token: got %v; want them in", err)
		}
	})
}

func TestAKnownDeviceHasABudgetOfItsOwn(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	device := o.enter("ada@example.com", "at home").DeviceToken
	sent := 0
	for range 20 {
		c, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "at home", Device: device})
		if err != nil {
			o.want(err, login.ErrLimited)
			continue
		}
		sent++
		for range 6 {
			_, _ = o.show("ada@example.com", c.ChallengeID, "00000000", "at home")
		}
		o.advance(31 * time.Second)
	}

	if guesses := o.count("SELECT SUM(attempts) FROM challenges WHERE used_us = 0"); sent != 10 || guesses != 30 {
		t.Errorf("sent %d codes, compared %d guesses; want 10 and 30, should the token be stolen", sent, guesses)
	}
}

func TestADeviceTokenIsForOneMailboxAndATime(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	codes, err := login.NewSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	g := o.enter("ada@example.com", "at home")
	ada, grace := codes.Mailbox("ada@example.com"), codes.Mailbox("grace@example.com")
	id, known := codes.ReadDevice(ada, g.DeviceToken, o.now())
	if !known {
		t.Fatalf("%q is not known", g.DeviceToken)
	}
	again, err := o.known("ada@example.com", g.DeviceToken, "elsewhere")
	if same, _ := codes.ReadDevice(ada, again.DeviceToken, o.now()); err != nil || same != id {
		t.Errorf("got device %q, %v; want %q to stay itself", same, err, id)
	}

	parts := strings.Split(g.DeviceToken, ".")
	for name, c := range map[string]struct {
		mailbox, token string
		at             time.Time
	}{
		"another mailbox":  {grace, g.DeviceToken, o.now()},
		"its time is over": {ada, g.DeviceToken, o.now().Add(policy().Known)},
		"a longer life":    {ada, strings.Join([]string{parts[0], parts[1], "99999999999", parts[3]}, "."), o.now()},
		"another device":   {ada, strings.Join([]string{parts[0], "OTHER", parts[2], parts[3]}, "."), o.now()},
		"no proof":         {ada, strings.Join(parts[:3], ".") + ".", o.now()},
		"padded":           {ada, g.DeviceToken + "=", o.now()},
		"plus sign":        {ada, strings.Join([]string{parts[0], parts[1], "+" + parts[2], parts[3]}, "."), o.now()},
		"nothing":          {ada, "", o.now()},
		"far too long":     {ada, strings.Repeat("d1.", 1000), o.now()},
		"a refresh token":  {ada, g.RefreshToken, o.now()},
	} {
		if id, known := codes.ReadDevice(c.mailbox, c.token, c.at); known {
			t.Errorf("%s: known as %q; want it unknown", name, id)
		}
	}
	if got, err := o.keeper.Refresh(t.Context(), g.DeviceToken); err == nil {
		t.Errorf("a device token is taken for a session: %+v", got)
	}
}

func TestABoundCodeIsOfNoUseToOthers(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		show := func(id, code, binding string) error {
			_, err := o.desk.Verify(t.Context(), login.Proof{Email: "ada@example.com", Code: code, ChallengeID: id, Client: "c", Binding: binding})
			return err
		}
		sent, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "c", Binding: "my browser"})
		if err != nil {
			t.Fatal(err)
		}
		mail, err := o.desk.Mail(t.Context(), sent.ChallengeID)
		if err != nil || mail.Email != "ada@example.com" {
			t.Fatalf("got %+v, %v; want ada's mail", mail, err)
		}

		without, others := show(sent.ChallengeID, mail.Code, ""), show(sent.ChallengeID, mail.Code, "another browser")
		mine := show(sent.ChallengeID, mail.Code, "my browser")

		o.want(without, login.ErrInvalidCode)
		o.want(others, login.ErrInvalidCode)
		if mine != nil {
			t.Errorf("who asked: got %v; want them in", mine)
		}
		id, code := o.ask("ada@example.com", "c")
		if err := show(id, code, "a cookie of long ago"); err != nil {
			t.Errorf("a code that was not bound: got %v; want them in", err)
		}
	})
}

func TestNoAddressIsReadableWhileACodeIsUnderWay(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)

		o.ask("canary-5c3@example.com", "client")

		if strings.Contains(o.dump(), "canary") {
			t.Error("the address of a challenge lies in the database")
		}
	})
}
