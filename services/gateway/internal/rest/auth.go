package rest

import (
	"context"
	"net/http"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

type sendOTPRequest struct {
	Email string `json:"email" minLength:"3" maxLength:"254" example:"ada@example.com"`
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
}

type refreshRequest struct {
	RefreshToken string `json:"refreshToken" minLength:"1" maxLength:"1024"`
}

type logoutRequest struct {
	RefreshToken string `json:"refreshToken,omitempty" maxLength:"1024" doc:"Ends the session of this token too."`
}

type session struct {
	AccessToken  string `json:"accessToken"`
	RefreshToken string `json:"refreshToken"`
	TokenType    string `json:"tokenType" enum:"Bearer" example:"Bearer"`
	ExpiresIn    int    `json:"expiresIn" example:"300" doc:"Seconds that the access token lives."`
	User         user   `json:"user"`
}

func (s *Server) authRoutes() {
	serve(s, route{
		method: http.MethodPost, path: "/auth/send-otp", id: "send-otp", tag: "Auth", public: true,
		summary: "Ask for a one-time code by e-mail", status: http.StatusAccepted, most: smallJSON,
		about: "The answer is the same, and takes the same time, whether the address is known or not.",
	}, s.sendOTP)
	serve(s, route{
		method: http.MethodPost, path: "/auth/verify-otp", id: "verify-otp", tag: "Auth", public: true,
		summary: "Log in with a one-time code", status: http.StatusOK, most: smallJSON, refusals: []int{http.StatusUnauthorized},
		about: "The first login makes the account and grants the sign-up credits. Wrong, expired, used and never-sent codes are one and the same 401 `invalid_otp`.",
	}, s.verifyOTP)
	serve(s, route{
		method: http.MethodPost, path: "/auth/refresh", id: "refresh", tag: "Auth", public: true,
		summary: "Change a refresh token for new tokens", status: http.StatusOK, most: smallJSON, refusals: []int{http.StatusUnauthorized},
		about: "A refresh token is spent by its use. Used again later it ends the session: 401 `refresh_token_reused`.",
	}, s.refresh)
	serve(s, route{
		method: http.MethodPost, path: "/auth/logout", id: "logout", tag: "Auth",
		summary: "End the session", status: http.StatusNoContent, most: smallJSON,
		about: "Its refresh tokens are dead at once, its access tokens within a second.",
	}, s.logout)
}

func (s *Server) sendOTP(ctx context.Context, in *body[sendOTPRequest]) (*body[challenge], error) {
	reply, err := ask(ctx, s, authv1.SendOTP, authv1.SendOTPRequest{Email: in.Body.Email, Client: visitOf(ctx).client})
	if err != nil {
		return nil, err
	}
	return &body[challenge]{challenge{
		ChallengeID: reply.ChallengeID,
		Message:     "If the address can receive mail, a code is on its way.",
		ExpiresIn:   reply.ExpiresIn,
		ResendIn:    reply.ResendIn,
	}}, nil
}

func (s *Server) verifyOTP(ctx context.Context, in *body[verifyOTPRequest]) (*body[session], error) {
	v := visitOf(ctx)
	reply, err := ask(ctx, s, authv1.VerifyOTP, authv1.VerifyOTPRequest{
		Email: in.Body.Email, Code: in.Body.Code, ChallengeID: in.Body.ChallengeID,
		Client: v.client, UserAgent: v.agent,
	})
	return sessionOf(reply, err)
}

func (s *Server) refresh(ctx context.Context, in *body[refreshRequest]) (*body[session], error) {
	reply, err := ask(ctx, s, authv1.Refresh, authv1.RefreshRequest{
		RefreshToken: in.Body.RefreshToken, Client: visitOf(ctx).client,
	})
	return sessionOf(reply, err)
}

func (s *Server) logout(ctx context.Context, in *struct{ Body *logoutRequest }) (*nothing, error) {
	var q authv1.LogoutRequest
	if in.Body != nil {
		q.RefreshToken = in.Body.RefreshToken
	}
	if _, err := ask(ctx, s, authv1.Logout, q); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}

func sessionOf(r authv1.SessionReply, err error) (*body[session], error) {
	if err != nil {
		return nil, err
	}
	return &body[session]{session{
		AccessToken:  r.AccessToken,
		RefreshToken: r.RefreshToken,
		TokenType:    "Bearer",
		ExpiresIn:    r.ExpiresIn,
		User:         userOf(r.User),
	}}, nil
}
