package rights

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// Who may have a bucket delivered says where to, and NATS delivers to where they
// may not publish: what a user uploaded would be a call, an event or an order to
// JetStream. Nothing takes it for one.
func TestNATSIsNobodysDeputy(t *testing.T) {
	server := start(t, standalone.Ports())
	operator, err := server.Operate(server.log)
	if err != nil {
		t.Fatal(err)
	}
	defer operator.Close()
	js, err := operator.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	for subject, body := range map[string]string{
		"event.auth.v1.user_registered": `{}`, "$O.uploads.C.x": `{"operation_id":"theirs","amount":1}`,
	} {
		if _, err := js.Publish(subject, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	asked := make(chan string, 9)
	credits, err := bus.Join(server.connect(t, "credits"), bus.Config{Service: "credits", Log: server.log})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = credits.Leave() }()
	if err := bus.Handle(credits, creditsv1.Settle, func(_ context.Context, q creditsv1.SettleRequest) (creditsv1.SettleReply, error) {
		asked <- q.OperationID
		return creditsv1.SettleReply{}, nil
	}); err != nil {
		t.Fatal(err)
	}

	files := server.connect(t, "files")
	for i, to := range [][2]string{ // services answer calls as the group q
		{creditsv1.Settle.Subject(), "q"},
		{creditsv1.Settle.Subject()},
		{"event.auth.v1.user_erased"},
		{"parked.credits.x"},
		{"$KV.revoked.sid"},
		{"$JS.API.STREAM.PURGE.EVENTS"},
		{"$JS.API.STREAM.DELETE.JOBS"},
		{"$JS.API.STREAM.PURGE.EVENTS", "q"},
		{"event.auth.v1.user_erased", "q"},
	} {
		order := fmt.Sprintf(`{"stream_name":"OBJ_uploads","config":{"name":"spy%d","deliver_policy":"all","ack_policy":"none","deliver_subject":%q,"deliver_group":%q,"filter_subject":"$O.uploads.C.x"}}`, i, to[0], to[1])
		reply, err := files.Request(fmt.Sprintf("$JS.API.CONSUMER.CREATE.OBJ_uploads.spy%d.$O.uploads.C.x", i), []byte(order), 5*time.Second)
		if err != nil || strings.Contains(string(reply.Data), `"error"`) {
			t.Fatalf("%s: got %v %v; want the delivery to be tried", to[0], reply, err)
		}
	}
	optimizer, err := bus.Join(server.connect(t, "optimizer"), bus.Config{Service: "optimizer", Log: server.log})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = optimizer.Leave() }()
	testkit.Eventually(t, "NATS has delivered it where somebody listens", func() bool {
		info, err := js.ConsumerInfo("OBJ_uploads", "spy0")
		return err == nil && info.Delivered.Consumer > 0
	})
	if _, err := bus.Call(t.Context(), optimizer, creditsv1.Settle, creditsv1.SettleRequest{OperationID: "mine"}); err != nil {
		t.Fatal(err)
	}
	if got := <-asked; got != "mine" || len(asked) > 0 {
		t.Errorf("credits was asked about %q; want only what was asked by who may", got)
	}
	for stream, want := range map[string]uint64{"EVENTS": 1, "JOBS": 0, "PARKED": 0, "KV_revoked": 0} {
		if info, err := js.StreamInfo(stream); err != nil || info.State.Msgs != want {
			t.Errorf("%s: got %+v, %v; want it as it was, with %d messages", stream, info, err, want)
		}
	}
}
