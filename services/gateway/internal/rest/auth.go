package rest

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

type sendOTPRequest struct {
	Email       string `json:"email" minLength:"3" maxLength:"254" example:"ada@example.com"`
	Session     string `json:"session,omitempty" enum:"token,cookie" default:"token" doc:"As in verify-otp: with cookie the code can be used by this browser alone."`
	DeviceToken string `json:"deviceToken,omitempty" maxLength:"256" doc:"Given by an earlier login to this address: what strangers do to the address doesn't keep its bearer out."`
}

type challenge struct {
	ChallengeID string `json:"challengeId" doc:"To be given back with the code."`
	Message     string `json:"message" example:"If the address can receive mail, a code is on its way."`
	ExpiresIn   int    `json:"expiresIn" example:"600" doc:"Seconds that the code lives."`
	ResendIn    int    `json:"resendIn" example:"60" doc:"Seconds until the next code may be asked for."`
}

type verifyOTPRequest struct {
	Email       string `json:"email" minLength:"3" maxLength:"254" example:"ada@example.com"`
	Code        string `json:"code" minLength:"1" maxLength:"32" example:"12345678"`
	ChallengeID string `json:"challengeId" minLength:"1" maxLength:"128"`
	Session     string `json:"session,omitempty" enum:"token,cookie" default:"token" doc:"With cookie, for web pages, the refresh token is kept in a cookie that scripts can't read, and is not in the answer."`
	DeviceToken string `json:"deviceToken,omitempty" maxLength:"256" doc:"As in send-otp."`
}

type refreshRequest struct {
	RefreshToken string `json:"refreshToken,omitempty" maxLength:"1024" doc:"Left out where it is in the cookie."`
}

type logoutRequest struct {
	RefreshToken string `json:"refreshToken,omitempty" maxLength:"1024" doc:"Ends the session of this token too."`
}

type session struct {
	AccessToken  string `json:"accessToken"`
	RefreshToken string `json:"refreshToken,omitempty" doc:"Absent where it is in the cookie."`
	DeviceToken  string `json:"deviceToken,omitempty" doc:"Given at logins, to be shown at the next ones: see send-otp. It lets nobody in."`
	TokenType    string `json:"tokenType" enum:"Bearer" example:"Bearer"`
	ExpiresIn    int    `json:"expiresIn" example:"300" doc:"Seconds that the access token lives."`
	User         user   `json:"user"`
}

func (s *Server) authRoutes() {
	serve(s, route{
		method: http.MethodPost, path: "/auth/send-otp", id: "send-otp", tag: "Auth", public: true,
		summary: "Ask for a one-time code by e-mail", status: http.StatusAccepted, most: smallJSON,
		about: "The answer is the same, and takes the same time, whether the address is known or not.", refusals: []int{http.StatusForbidden},
	}, s.sendOTP)
	serve(s, route{
		method: http.MethodPost, path: "/auth/verify-otp", id: "verify-otp", tag: "Auth", public: true,
		summary: "Log in with a one-time code", status: http.StatusOK, most: smallJSON, refusals: []int{http.StatusUnauthorized, http.StatusForbidden},
		about: "The first login makes the account and grants the sign-up credits. Wrong, expired, used and never-sent codes are one and the same 401 `invalid_otp`.",
	}, s.verifyOTP)
	serve(s, route{
		method: http.MethodPost, path: "/auth/refresh", id: "refresh", tag: "Auth", public: true,
		summary: "Change a refresh token for new tokens", status: http.StatusOK, most: smallJSON, refusals: []int{http.StatusUnauthorized, http.StatusForbidden},
		about: "A refresh token is spent by its use. Used again later it ends the session: 401 `refresh_token_reused`. Web pages send `{}` and the cookie.",
	}, s.refresh)
	serve(s, route{
		method: http.MethodPost, path: "/auth/logout", id: "logout", tag: "Auth", gate: s.leavers,
		summary: "End the session", status: http.StatusNoContent, most: smallJSON,
		about: "Its refresh tokens are dead at once, its access tokens within a second. The cookie is taken back. Where the access token has run out, the refresh token or the cookie is enough.",
	}, s.logout)
}

type sendOTPInput struct {
	Device string `cookie:"__Host-sartor-device" maxLength:"256"`
	Body   sendOTPRequest
}

func (s *Server) sendOTP(ctx context.Context, in *sendOTPInput) (*body[challenge], error) {
	q := authv1.SendOTPRequest{Email: in.Body.Email, Client: visitOf(ctx).client, Device: in.Body.DeviceToken, Binding: ""}
	web := in.Body.Session == cookieSession
	if web {
		if visitOf(ctx).foreign {
			return nil, errForeign
		}
		q.Binding, q.Device = rand.Text(), in.Device
	}
	reply, err := ask(ctx, s, authv1.SendOTP, q)
	if err != nil {
		return nil, err
	}
	if web {
		bake(ctx, challengeCookie, q.Binding, reply.ExpiresIn)
	}
	return &body[challenge]{challenge{
		ChallengeID: reply.ChallengeID,
		Message:     "If the address can receive mail, a code is on its way.",
		ExpiresIn:   reply.ExpiresIn,
		ResendIn:    reply.ResendIn,
	}}, nil
}

type verifyOTPInput struct {
	Device  string `cookie:"__Host-sartor-device" maxLength:"256"`
	Binding string `cookie:"__Host-sartor-challenge" maxLength:"128"`
	Body    verifyOTPRequest
}

func (s *Server) verifyOTP(ctx context.Context, in *verifyOTPInput) (*body[session], error) {
	v := visitOf(ctx)
	q := authv1.VerifyOTPRequest{
		Email: in.Body.Email, Code: in.Body.Code, ChallengeID: in.Body.ChallengeID,
		Client: v.client, UserAgent: v.agent, Device: in.Body.DeviceToken, Binding: "",
	}
	web := in.Body.Session == cookieSession
	if web {
		if v.foreign {
			return nil, errForeign
		}
		q.Device, q.Binding = in.Device, in.Binding
	}
	reply, err := ask(ctx, s, authv1.VerifyOTP, q)
	if err != nil {
		return nil, err
	}
	return sessionOf(ctx, reply, web), nil
}

type refreshInput struct {
	Session string `cookie:"__Host-sartor-session" maxLength:"1024"`
	Body    refreshRequest
}

func (s *Server) refresh(ctx context.Context, in *refreshInput) (*body[session], error) {
	q := authv1.RefreshRequest{RefreshToken: in.Body.RefreshToken, Client: visitOf(ctx).client}
	web := q.RefreshToken == "" && in.Session != ""
	if web {
		if visitOf(ctx).foreign {
			return nil, errForeign
		}
		q.RefreshToken = in.Session
	}
	reply, err := ask(ctx, s, authv1.Refresh, q)
	if web && fault.From(err).Code == fault.Unauthenticated {
		bake(ctx, sessionCookie, "", -1)
	}
	if err != nil {
		return nil, err
	}
	return sessionOf(ctx, reply, web), nil
}

type logoutInput struct {
	Session string `cookie:"__Host-sartor-session" maxLength:"1024"`
	Body    *logoutRequest
}

func (s *Server) logout(ctx context.Context, in *logoutInput) (*nothing, error) {
	q := authv1.LogoutRequest{RefreshToken: in.Session}
	if in.Body != nil && in.Body.RefreshToken != "" {
		q.RefreshToken = in.Body.RefreshToken
	}
	if err := s.leave(ctx, q); err != nil {
		return nil, err
	}
	if in.Session != "" {
		bake(ctx, sessionCookie, "", -1)
	}
	return &nothing{}, nil
}

// leave ends the session of the access token and, if there is one, that of the
// refresh token.
func (s *Server) leave(ctx context.Context, q authv1.LogoutRequest) error {
	refused, _ := ctx.Value(refusedKey{}).(error)
	switch {
	case refused == nil:
		_, err := ask(ctx, s, authv1.Logout, q)
		return err
	case q.RefreshToken == "":
		return refused
	case visitOf(ctx).foreign:
		return errForeign
	}
	_, err := ask(ctx, s, authv1.Leave, authv1.LeaveRequest(q))
	return err
}

func sessionOf(ctx context.Context, r authv1.SessionReply, web bool) *body[session] {
	out := &body[session]{Body: session{
		AccessToken:  r.AccessToken,
		RefreshToken: r.RefreshToken,
		DeviceToken:  r.Device,
		TokenType:    "Bearer",
		ExpiresIn:    r.ExpiresIn,
		User:         userOf(r.User),
	}}
	if web {
		hide(ctx, &out.Body, r)
	}
	return out
}
