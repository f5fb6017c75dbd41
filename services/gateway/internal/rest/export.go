package rest

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/errgroup"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

const (
	mostExports = 2 // of a user at once
	exportPage  = 100
)

var errExports = fault.New(fault.Limited, "too_many_exports", "an export is being made already; wait until it has ended").After(5)

// holdings is what every service says it has of a user, the first pages of it.
type holdings struct {
	user     authv1.User
	sessions authv1.SessionsReply
	balance  creditsv1.BalanceReply
	history  creditsv1.HistoryReply
	files    filesv1.ListReply
	work     optimizerv1.ListReply
}

// export streams a zip of all that is kept of the caller. Each service is asked
// before it begins, so that one that is away makes it a refusal; where one goes
// away later, the connection breaks.
func (s *Server) export(c *fiber.Ctx) error {
	caller, err := identity.User(c.UserContext())
	if err != nil {
		return err
	}
	if !s.exports.Enter(caller.UserID) {
		return errExports
	}
	held, err := s.holdings(c.UserContext())
	if err == nil {
		// Told to fasthttp once, so that its own deadline doesn't cut a long export.
		err = c.Context().SetWriteDeadline(time.Now().Add(sendTimeout))
	}
	if err != nil {
		s.exports.Leave(caller.UserID)
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, attachment("sartor-export.zip"))
	send(c, s.bundle(c, held, func() { s.exports.Leave(caller.UserID) }), -1)
	return nil
}

func (s *Server) holdings(ctx context.Context) (h holdings, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(caught(func() (err error) {
		h.user, err = ask(ctx, s, authv1.Me, authv1.MeRequest{})
		return err
	}))
	group.Go(caught(func() (err error) {
		h.sessions, err = ask(ctx, s, authv1.Sessions, authv1.SessionsRequest{Ended: true})
		return err
	}))
	group.Go(caught(func() (err error) {
		h.balance, err = ask(ctx, s, creditsv1.Balance, creditsv1.BalanceRequest{})
		return err
	}))
	group.Go(caught(func() (err error) {
		h.history, err = ask(ctx, s, creditsv1.History, creditsv1.HistoryRequest{Limit: exportPage, Cursor: "", Kind: ""})
		return err
	}))
	group.Go(caught(func() (err error) {
		h.files, err = ask(ctx, s, filesv1.List, filesv1.ListRequest{Limit: exportPage, Cursor: ""})
		return err
	}))
	group.Go(caught(func() (err error) {
		h.work, err = ask(ctx, s, optimizerv1.List, optimizerv1.ListRequest{Limit: exportPage, Cursor: "", Status: ""})
		return err
	}))
	return h, group.Wait()
}

func describeExport(op *huma.Operation) {
	op.Responses["200"] = &huma.Response{
		Description: "The zip, as it is being made.",
		Headers: map[string]*huma.Param{
			"Content-Disposition": {Description: "attachment", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}
}
