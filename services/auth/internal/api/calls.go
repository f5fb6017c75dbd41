package api

import (
	"context"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

func (a *API) sendOTP(ctx context.Context, req authv1.SendOTPRequest) (authv1.SendOTPReply, error) {
	sent, err := a.Desk.Send(ctx, login.Request{
		Email: req.Email, Client: req.Client, Device: req.Device, Binding: req.Binding,
	})
	return authv1.SendOTPReply{
		ChallengeID: sent.ChallengeID,
		ExpiresIn:   int(sent.ExpiresIn.Seconds()),
		ResendIn:    int(sent.ResendIn.Seconds()),
	}, err
}

func (a *API) verifyOTP(ctx context.Context, req authv1.VerifyOTPRequest) (authv1.SessionReply, error) {
	grant, err := a.Desk.Verify(ctx, login.Proof{
		Email:       req.Email,
		Code:        req.Code,
		ChallengeID: req.ChallengeID,
		Client:      req.Client,
		UserAgent:   req.UserAgent,
		Device:      req.Device,
		Binding:     req.Binding,
	})
	return sessionReply(grant), err
}

func (a *API) refresh(ctx context.Context, req authv1.RefreshRequest) (authv1.SessionReply, error) {
	grant, err := a.Keeper.Refresh(ctx, req.RefreshToken)
	return sessionReply(grant), err
}

func (a *API) logout(ctx context.Context, req authv1.LogoutRequest) (authv1.LogoutReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.LogoutReply{}, err
	}
	return authv1.LogoutReply{}, a.Keeper.End(ctx, caller.UserID, caller.SessionID, req.RefreshToken)
}

func (a *API) leave(ctx context.Context, req authv1.LeaveRequest) (authv1.LogoutReply, error) {
	return authv1.LogoutReply{}, a.Keeper.Leave(ctx, req.RefreshToken)
}

func (a *API) me(ctx context.Context, _ authv1.MeRequest) (authv1.User, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.User{}, err
	}
	u, err := a.Users.User(ctx, caller.UserID)
	return wireUser(u, a.Admins.Role(u)), err
}

func (a *API) keys(context.Context, authv1.KeysRequest) (authv1.KeysReply, error) {
	return authv1.KeysReply{Keys: a.Keys}, nil
}

func (a *API) otpMail(ctx context.Context, req authv1.OTPMailRequest) (authv1.OTPMailReply, error) {
	mail, err := a.Desk.Mail(ctx, req.ChallengeID)
	return authv1.OTPMailReply{Email: string(mail.Email), Code: mail.Code, ExpiresAt: mail.ExpiresAt}, err
}

func sessionReply(g session.Grant) authv1.SessionReply {
	return authv1.SessionReply{
		AccessToken:  g.AccessToken,
		RefreshToken: g.RefreshToken,
		ExpiresIn:    int(g.ExpiresIn.Seconds()),
		User:         wireUser(g.User, g.Role),
		Device:       g.DeviceToken,

		RefreshExpiresIn: int(g.RefreshIn.Seconds()),
	}
}

func wireUser(u user.User, role string) authv1.User {
	return authv1.User{
		ID:        u.ID,
		Email:     string(u.Email),
		Name:      u.Name,
		Locale:    u.Locale,
		Role:      role,
		CreatedAt: u.CreatedAt,
	}
}
