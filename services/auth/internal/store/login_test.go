package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

// wrong is a code that is not code.
func wrong(code string) string {
	if code[0] == '0' {
		return "1" + code[1:]
	}
	return "0" + code[1:]
}

func TestOfManyGuessesAtOnceFiveAreCompared(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		id, _ := o.ask("ada@example.com", "client")
		c, err := o.store.Challenge(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}

		compared, refused := together(50, func(int) error {
			_, err := o.store.Try(t.Context(), login.Guess{
				ChallengeID: id, Mailbox: c.Mailbox, Tries: 5, Now: o.now(),
				Spends:     []login.Spend{{Key: "one", Rate: login.Rate{Limit: 1000, Per: time.Hour}}},
				PerMailbox: login.Rate{Limit: 1000, Per: time.Hour},
			})
			return err
		})

		if compared != 5 || refused[login.ErrInvalidCode.Error()] != 45 {
			t.Errorf("compared %d, refused %v; want 5 and 45", compared, refused)
		}
	})
}

func TestOneCodeLetsOneIn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		id, code := o.ask("ada@example.com", "client")

		in, refused := together(64, func(int) error {
			_, err := o.show("ada@example.com", id, code, "client")
			return err
		})

		if in != 1 || refused[login.ErrInvalidCode.Error()] != 63 {
			t.Errorf("let %d in, refused %v; want 1 and 63", in, refused)
		}
		if n := o.count("SELECT COUNT(*) FROM sessions"); n != 1 {
			t.Errorf("got %d sessions; want 1", n)
		}
	})
}

func TestManyFirstLoginsOfOneAddressMakeOneUser(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, func(p *login.Policy) { p.Resend = 0 })
		var ids, codes [8]string
		for i := range ids {
			ids[i], codes[i] = o.ask("ada@example.com", "client")
			o.advance(time.Second)
		}

		in, refused := together(8, func(i int) error {
			_, err := o.show("ada@example.com", ids[i], codes[i], "client")
			return err
		})

		if in != 8 {
			t.Errorf("let %d in, refused %v; want all 8", in, refused)
		}
		users := o.count("SELECT COUNT(*) FROM accounts")
		events := o.count("SELECT COUNT(*) FROM outbox WHERE subject LIKE '%registered'")
		if users != 1 || events != 1 {
			t.Errorf("got %d users and %d announcements; want one of each", users, events)
		}
	})
}

func TestACodeEndsWithItsTime(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	early, earlyCode := o.ask("ada@example.com", "client")
	late, lateCode := o.ask("grace@example.com", "client")

	o.advance(10*time.Minute - 1000)
	_, inTime := o.show("ada@example.com", early, earlyCode, "client")
	o.advance(1000)
	_, tooLate := o.show("grace@example.com", late, lateCode, "client")
	_, mail := o.desk.Mail(t.Context(), late)

	o.want(inTime, nil)
	o.want(tooLate, login.ErrInvalidCode)
	o.want(mail, login.ErrNoChallenge)
}

func TestSendsAtOnceToOneMailboxAreOne(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		spellings := []string{"ada@example.com", "ADA@example.com", " ada@EXAMPLE.com", "ada@ｅxample.com"}

		sent, refused := together(16, func(i int) error {
			_, err := o.desk.Send(t.Context(), login.Request{Email: spellings[i%4], Client: fmt.Sprint("client-", i)})
			return err
		})

		if sent != 1 || refused[login.ErrLimited.Error()] != 15 {
			t.Errorf("sent %d, refused %v; want 1 and 15", sent, refused)
		}
	})
}

func TestAMailboxGetsTenUnusedCodesADay(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	sent := 0
	for i := range 200 {
		if _, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: fmt.Sprint("client-", i)}); err == nil {
			sent++
		}
		o.advance(time.Minute)
	}

	_, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "client"})

	if sent != 10 {
		t.Errorf("sent %d within 200 minutes; want 10", sent)
	}
	o.want(err, login.ErrLimited)
	if after := fault.From(err).RetryAfter; after < 60 || after > 27*3600 {
		t.Errorf("got Retry-After %d; want the rest of the day", after)
	}
	o.advance(27 * time.Hour)
	o.enter("ada@example.com", "client")
}

func TestAMailboxIsGuessedAtThirtyTimesADay(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	guessed, limited := 0, 0
	for range 10 {
		id, code := o.ask("ada@example.com", "attacker")
		for range 5 {
			switch _, err := o.show("ada@example.com", id, wrong(code), "attacker"); {
			case errors.Is(err, login.ErrInvalidCode):
				guessed++
			case errors.Is(err, login.ErrLimited):
				limited++
			}
		}
		o.advance(2 * time.Minute)
	}

	if guessed != 30 || limited != 20 {
		t.Errorf("guessed %d, limited %d; want 30 and 20", guessed, limited)
	}
}

func TestStrangersDontKeepTheOwnerOut(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	o.enter("ada@example.com", "at home")
	for i := range 100 {
		sent, err := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: fmt.Sprint("attacker-", i)})
		if err == nil {
			for range 5 {
				_, _ = o.show("ada@example.com", sent.ChallengeID, "00000000", "attacker")
			}
		}
		o.advance(31 * time.Second)
	}
	_, stranger := o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "a new place"})

	o.enter("ada@example.com", "at home")

	o.want(stranger, login.ErrLimited)
}

func TestLoginsThatSucceedAreNotLimited(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, func(p *login.Policy) {
			p.SendClient.Limit, p.TryClient.Limit, p.TryAll.Limit = 3, 6, 6
		})
		for range 25 {
			id, code := o.ask("ada@example.com", "client")
			_, err := o.show("ada@example.com", id, wrong(code), "client")
			o.want(err, login.ErrInvalidCode)
			if _, err := o.show("ada@example.com", id, code, "client"); err != nil {
				t.Fatal(err)
			}
			o.advance(3 * time.Minute)
		}
	})
}

func TestOneClientCantRegisterWithoutEnd(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)
	for i := range 20 {
		o.enter(fmt.Sprintf("user-%d@example.com", i), "client")
	}

	_, err := o.desk.Send(t.Context(), login.Request{Email: "user-20@example.com", Client: "client"})

	o.want(err, login.ErrLimited)
}

func TestClientsAndAllTogetherAreLimited(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", func(p *login.Policy) { p.SendAll.Limit, p.TryAll.Limit = 50, 150 })
	id, code := o.ask("ada@example.com", "owner")

	sent := map[string]int{}
	for i := range 200 {
		client := fmt.Sprint("client-", i%4)
		if _, err := o.desk.Send(t.Context(), login.Request{Email: fmt.Sprintf("u%d@example.com", i), Client: client}); err == nil {
			sent[client]++
		}
	}
	tried := map[string]int{}
	for i := range 400 {
		client := fmt.Sprint("client-", i%2)
		if _, err := o.show("ada@example.com", "none", "00000000", client); errors.Is(err, login.ErrInvalidCode) {
			tried[client]++
		}
	}
	_, all := o.show("ada@example.com", id, code, "owner")

	if n := sent["client-0"] + sent["client-1"] + sent["client-2"] + sent["client-3"]; n != 49 || sent["client-0"] > 20 {
		t.Errorf("sent %v; want 20 each at most, and 50 in all", sent)
	}
	if n := tried["client-0"] + tried["client-1"]; n != 150 || tried["client-0"] > 100 {
		t.Errorf("tried %v; want 100 each at most, and 150 in all", tried)
	}
	o.want(all, login.ErrLimited)
}

func TestLimitsSurviveARestart(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		id, code := o.ask("ada@example.com", "client")
		for range 4 {
			_, err := o.show("ada@example.com", id, wrong(code), "client")
			o.want(err, login.ErrInvalidCode)
		}
		for i := range 19 {
			o.ask(fmt.Sprintf("u%d@example.com", i), "client")
		}

		o = open(t, dsn, nil)

		_, err := o.desk.Send(t.Context(), login.Request{Email: "another@example.com", Client: "client"})
		o.want(err, login.ErrLimited)
		_, err = o.desk.Send(t.Context(), login.Request{Email: "ada@example.com", Client: "another client"})
		o.want(err, login.ErrLimited)
		_, err = o.show("ada@example.com", id, wrong(code), "client")
		o.want(err, login.ErrInvalidCode)
		_, err = o.show("ada@example.com", id, code, "client") // the sixth
		o.want(err, login.ErrInvalidCode)
	})
}

func TestChallengeIDsMatchByteForByte(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		id, code := o.ask("ada@example.com", "client")

		for _, other := range []string{strings.ToLower(id), id + " ", id + "\x00", " " + id, id[:25], "%", "0"} {
			_, err := o.show("ada@example.com", other, code, "client")
			o.want(err, login.ErrInvalidCode)
		}
	})
}
