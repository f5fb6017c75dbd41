package rights

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

// Who is asked answers once, whoever asked, and nobody who wasn't asked does.
func TestAQuestionIsAnsweredOnceByWhoWasAsked(t *testing.T) {
	server := start(t, standalone.Ports())
	gateway, credits, mailer := server.connect(t, "gateway"), server.connect(t, "credits"), server.connect(t, "mailer")
	asked, err := credits.SubscribeSync(creditsv1.Balance.Subject())
	if err != nil {
		t.Fatal(err)
	}
	flush(t, credits)
	inbox := gateway.NewRespInbox()
	replies, err := gateway.SubscribeSync(inbox)
	if err != nil {
		t.Fatal(err)
	}
	if err := gateway.PublishRequest(creditsv1.Balance.Subject(), inbox, []byte("question")); err != nil {
		t.Fatal(err)
	}
	question := next(t, asked)

	denied(t, mailer, question.Reply)
	first, second := answered(t, credits, question, "first"), answered(t, credits, question, "second")

	if got := next(t, replies); string(got.Data) != "first" || !first || second {
		t.Errorf("got %q, the first answer allowed %t, the second %t; want the first alone", got.Data, first, second)
	}
	if extra, err := replies.NextMsg(100 * time.Millisecond); err == nil {
		t.Errorf("another answer came: %q", extra.Data)
	}
}

// An access token goes to auth and back to the gateway in plain view of NATS.
// Another service listens wherever it may, and gets none of it.
func TestNobodyOverhearsAnAnswer(t *testing.T) {
	services := standalone.Ports()
	server := start(t, services)
	gateway, auth := server.connect(t, "gateway"), server.connect(t, "auth")
	if _, err := auth.Subscribe(authv1.VerifyOTP.Subject(), func(m *nats.Msg) { _ = m.Respond([]byte("the access token")) }); err != nil {
		t.Fatal(err)
	}
	flush(t, auth)
	var spies []*nats.Subscription
	for name := range services {
		if name == "gateway" || name == "auth" {
			continue
		}
		conn := server.connect(t, name)
		for _, subject := range []string{">", "_INBOX.>", "_INBOX_gateway.>", "_INBOX_gateway.*.*", authv1.VerifyOTP.Subject(), "call.>", "_INBOX_" + name + ".>"} {
			sub, err := conn.SubscribeSync(subject)
			if err != nil {
				t.Fatal(err)
			}
			spies = append(spies, sub)
		}
		flush(t, conn)
	}

	reply, err := gateway.Request(authv1.VerifyOTP.Subject(), []byte("the code"), 5*time.Second)

	if err != nil || string(reply.Data) != "the access token" {
		t.Fatalf("got %v, %v; want the answer", reply, err)
	}
	for _, spy := range spies {
		if n, _, err := spy.Pending(); err == nil && n > 0 {
			t.Errorf("%s overheard %d messages", spy.Subject, n)
		}
	}
}

// What lies in a stream is tried for real: no service reads a message behind the
// contracts, empties a stream, makes itself a consumer, or has a backup made.
func TestStreamsAreOutOfReach(t *testing.T) {
	services := standalone.Ports()
	server := start(t, services)
	operator, err := server.Operate(server.log)
	if err != nil {
		t.Fatal(err)
	}
	defer operator.Close()
	js, err := operator.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	subject := "event.auth.v1.user_registered"
	if _, err := js.Publish(subject, []byte(`{"secret":"of somebody"}`)); err != nil {
		t.Fatal(err)
	}
	for name := range services {
		conn := server.connect(t, name)
		inbox := conn.NewRespInbox()
		replies, err := conn.SubscribeSync(inbox)
		if err != nil {
			t.Fatal(err)
		}
		for _, attempt := range [][2]string{
			{"$JS.API.STREAM.MSG.GET.EVENTS", `{"seq":1}`},
			{"$JS.API.DIRECT.GET.EVENTS", `{"seq":1}`},
			{"$JS.API.DIRECT.GET.EVENTS." + subject, ``},
			{"$JS.API.STREAM.PURGE.EVENTS", ``},
			{"$JS.API.STREAM.DELETE.EVENTS", ``},
			{"$JS.API.STREAM.MSG.DELETE.EVENTS", `{"seq":1}`},
			{"$JS.API.STREAM.SNAPSHOT.EVENTS", `{"deliver_subject":"_INBOX_` + name + `.x"}`},
			{"$JS.API.STREAM.RESTORE.EVENTS", `{}`},
			{"$JS.API.STREAM.UPDATE.EVENTS", `{"name":"EVENTS","subjects":["event.>"],"republish":{"src":">","dest":"_INBOX_` + name + `.>"}}`},
			{"$JS.API.STREAM.CREATE.SPY", `{"name":"SPY","sources":[{"name":"EVENTS"}]}`},
			{"$JS.API.CONSUMER.CREATE.EVENTS", `{"stream_name":"EVENTS","config":{"deliver_subject":"_INBOX_` + name + `.x"}}`},
			{"$JS.API.CONSUMER.CREATE.EVENTS.spy.event.>", `{"stream_name":"EVENTS","config":{"name":"spy"}}`},
			{"$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.spy", `{"stream_name":"EVENTS","config":{"durable_name":"spy"}}`},
			{"$JS.API.CONSUMER.CREATE.KV_revoked.spy", `{"stream_name":"EVENTS","config":{"name":"spy","deliver_subject":"_INBOX_` + name + `.x"}}`}, // a right to another stream
		} {
			if err := conn.PublishRequest(attempt[0], inbox, []byte(attempt[1])); err != nil {
				t.Fatal(err)
			}
		}
		flush(t, conn)
		for reply, err := replies.NextMsg(300 * time.Millisecond); err == nil; reply, err = replies.NextMsg(300 * time.Millisecond) {
			if !strings.Contains(string(reply.Data), `"error"`) {
				t.Errorf("%s was answered: %.300s", name, reply.Data)
			}
		}
	}

	if info, err := js.StreamInfo("EVENTS"); err != nil || info.State.Msgs != 1 || info.Config.RePublish != nil {
		t.Errorf("got %+v, %v; want the stream as it was", info, err)
	}
	if _, err := js.StreamInfo("SPY"); err == nil {
		t.Error("somebody made a stream")
	}
	if infos := js.Consumers("EVENTS"); infos != nil {
		for c := range infos {
			if strings.Contains(c.Name, "spy") || c.Config.DeliverSubject != "" {
				t.Errorf("somebody made the consumer %s", c.Name)
			}
		}
	}
}

// Who follows progress may do so for one optimization at a time, as the gateway
// does for who may see it, and writes none.
func TestProgressIsWrittenByTheOptimizerAlone(t *testing.T) {
	services := standalone.Ports()
	server := start(t, services)
	subject := strings.Replace(optimizerv1.Progress.Subject(), "*", "somebodys", 1)
	for name := range services {
		if got, want := mayPublish(t, server.connect(t, name), subject), name == "optimizer"; got != want {
			t.Errorf("%s writes progress: %t; want %t", name, got, want)
		}
	}
}

func next(t *testing.T, sub *nats.Subscription) *nats.Msg {
	t.Helper()
	m, err := sub.NextMsg(5 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func flush(t *testing.T, conn *nats.Conn) {
	t.Helper()
	if err := conn.FlushTimeout(5 * time.Second); err != nil {
		t.Fatal(err)
	}
}

// answered says whether NATS let an answer pass.
func answered(t *testing.T, conn *nats.Conn, m *nats.Msg, text string) bool {
	t.Helper()
	if err := m.Respond([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return !violation(t, conn, "publish to \""+m.Reply+"\"")
}
