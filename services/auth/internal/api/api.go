// Package api answers for auth on the bus. It translates between the contract
// and the rules, and decides nothing.
package api

import (
	"context"
	"errors"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/auth/internal/account"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// Users knows everybody who ever logged in.
type Users interface {
	User(ctx context.Context, id string) (user.User, error)
}

// API is the public face of auth.
type API struct {
	Desk    *login.Desk
	Keeper  *session.Keeper
	Account *account.Desk
	Users   Users
	Admins  user.Admins
	Keys    []authv1.Key // the current one first
	Log     *slog.Logger
	Refused metric.Int64Counter // by call and reason
}

// Mount makes auth reachable. One line per call: this is the index of what the
// service does.
func (a *API) Mount(b *bus.Bus) error {
	return errors.Join(
		bus.Handle(b, authv1.SendOTP, noting(a, "send_otp", a.sendOTP)),
		bus.Handle(b, authv1.VerifyOTP, noting(a, "verify_otp", a.verifyOTP)),
		bus.Handle(b, authv1.Refresh, noting(a, "refresh", a.refresh)),
		bus.Handle(b, authv1.Logout, noting(a, "logout", a.logout)),
		bus.Handle(b, authv1.Leave, noting(a, "leave", a.leave)),
		bus.Handle(b, authv1.Me, noting(a, "me", a.me)),
		bus.Handle(b, authv1.UpdateMe, noting(a, "update_me", a.updateMe)),
		bus.Handle(b, authv1.Erase, noting(a, "erase", a.erase)),
		bus.Handle(b, authv1.Sessions, noting(a, "sessions", a.sessions)),
		bus.Handle(b, authv1.EndSession, noting(a, "end_session", a.endSession)),
		bus.Handle(b, authv1.LogoutAll, noting(a, "logout_all", a.logoutAll)),
		bus.Handle(b, authv1.UserSessions, noting(a, "user_sessions", a.userSessions)),
		bus.Handle(b, authv1.EndUserSessions, noting(a, "end_user_sessions", a.endUserSessions)),
		bus.Handle(b, authv1.Keys, a.keys),
		bus.Handle(b, authv1.OTPMail, noting(a, "otp_mail", a.otpMail)),
	)
}

// noting writes a line for every step of somebody's login and session, without
// what would name them to others, and counts the refusals by their reason.
func noting[Q, R any](a *API, call string, fn func(context.Context, Q) (R, error)) func(context.Context, Q) (R, error) {
	return func(ctx context.Context, q Q) (R, error) {
		reply, err := fn(ctx, q)
		if err == nil {
			if call != "me" && call != "sessions" { // looking is no event
				a.Log.InfoContext(ctx, "security", append([]any{"call", call, "outcome", "done", "user", whose(ctx, reply)}, of(q)...)...)
			}
			return reply, nil
		}
		f := fault.From(err)
		a.Refused.Add(ctx, 1, metric.WithAttributes(attribute.String("call", call), attribute.String("reason", f.Reason)))
		switch {
		case errors.Is(err, session.ErrReused):
			a.Log.WarnContext(ctx, "a spent refresh token came back; its session is ended")
		case f.Code == fault.Unavailable:
			a.Log.WarnContext(ctx, "a call could not be served", "call", call, "err", err)
		default:
			a.Log.InfoContext(ctx, "security", "call", call, "outcome", "refused", "reason", f.Reason, "user", whose(ctx, nil))
		}
		return reply, err
	}
}

// of is whose sessions an administrator has seen or ended.
func of(request any) []any {
	switch q := request.(type) {
	case authv1.UserSessionsRequest:
		return []any{"of", q.UserID}
	case authv1.EndUserSessionsRequest:
		return []any{"of", q.UserID}
	default:
		return nil
	}
}

// whose is the id of the user that a call is about, where that is known.
func whose(ctx context.Context, reply any) string {
	if r, ok := reply.(authv1.SessionReply); ok {
		return r.User.ID
	}
	caller, _ := identity.From(ctx)
	return caller.UserID
}
