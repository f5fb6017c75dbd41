package gateway

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

func TestAdministratorsLookAfterSessions(t *testing.T) {
	d := open(t, nil)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ended := make(chan string, 4)
	answer(d, authv1.UserSessions, func(_ context.Context, q authv1.UserSessionsRequest) (authv1.SessionsReply, error) {
		if q.UserID != "ann" {
			return authv1.SessionsReply{}, fault.New(fault.NotFound, "user_not_found", "there is no such user")
		}
		return authv1.SessionsReply{Items: []authv1.Session{
			{ID: "s1", CreatedAt: at, LastUsedAt: at, ExpiresAt: at, EndedAt: nil, Client: "curl/8", Current: false},
		}}, nil
	})
	answer(d, authv1.EndUserSessions, func(_ context.Context, q authv1.EndUserSessionsRequest) (authv1.EndUserSessionsReply, error) {
		ended <- q.UserID + " " + q.ID
		return authv1.EndUserSessionsReply{}, nil
	})

	r := d.member("boss", http.MethodGet, "/api/v1/admin/users/ann/sessions", "")
	if r.StatusCode != 200 || !strings.Contains(string(r.body), `"id":"s1"`) {
		t.Errorf("got %d %s; want the session", r.StatusCode, r.body)
	}
	for path, want := range map[string]string{"/ann/sessions": "ann ", "/ann/sessions/s1": "ann s1"} {
		if r := d.member("boss", http.MethodDelete, "/api/v1/admin/users"+path, ""); r.StatusCode != 204 || <-ended != want {
			t.Errorf("%s: got %d %s", path, r.StatusCode, r.body)
		}
	}
	for _, id := range []string{"joe", "a.b", "%2a", strings.Repeat("a", 65)} {
		d.want(d.member("boss", http.MethodGet, "/api/v1/admin/users/"+id+"/sessions", ""), 404, "user_not_found")
	}
	for _, id := range []string{"a.b", "%2a", strings.Repeat("a", 65)} {
		d.want(d.member("boss", http.MethodDelete, "/api/v1/admin/users/"+id+"/sessions", ""), 404, "user_not_found")
		d.want(d.member("boss", http.MethodDelete, "/api/v1/admin/users/ann/sessions/"+id, ""), 404, "session_not_found")
	}
}
