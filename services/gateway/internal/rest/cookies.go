package rest

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
)

// cookieSession is the kind of session whose refresh token is in a cookie: a web
// page's, in which a script that shouldn't be there must not find it.
const cookieSession = "cookie"

// The cookies of web sessions. By its prefix a browser takes each only from this
// very host over HTTPS, or from itself, and gives it to nobody else.
const (
	sessionCookie   = "__Host-sartor-session"   // the refresh token
	challengeCookie = "__Host-sartor-challenge" // what a code under way is bound to
	deviceCookie    = "__Host-sartor-device"    // that somebody has logged in here before

	deviceSeconds = 90 * 24 * 60 * 60
)

// errForeign is the refusal of what a page of another origin sends with our
// cookies, or to plant them.
var errForeign = problem.New(http.StatusForbidden, "foreign_origin",
	"only pages of this origin, and of those that the operator lists, may use cookies here")

// bake has the answer to a request set a cookie of ours for some seconds; a
// negative number takes it back. Huma would join several into one.
func bake(ctx context.Context, name, value string, seconds int) {
	c := http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if v := visitOf(ctx); v.cookies != nil {
		*v.cookies = append(*v.cookies, c.String())
	}
}

// hide moves what scripts must not see from a session's answer into cookies. A
// login leaves nothing of the challenge behind.
func hide(ctx context.Context, out *session, r authv1.SessionReply) {
	out.RefreshToken, out.DeviceToken = "", ""
	bake(ctx, sessionCookie, r.RefreshToken, r.RefreshExpiresIn)
	if r.Device != "" {
		bake(ctx, deviceCookie, r.Device, deviceSeconds)
		bake(ctx, challengeCookie, "", -1)
	}
}

// foreign reports whether a browser says that a page of another origin, and of
// none that is listed, sends this.
func (s *Server) foreign(c *fiber.Ctx) bool {
	r := http.Request{
		Method: c.Method(), Host: string(c.Request().Host()), Header: http.Header{},
	}
	r.Header.Set(fiber.HeaderOrigin, c.Get(fiber.HeaderOrigin))
	r.Header.Set("Sec-Fetch-Site", c.Get("Sec-Fetch-Site"))
	return s.pages.Check(&r) != nil
}
