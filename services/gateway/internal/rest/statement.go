package rest

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
)

const statementPage = 100

var statementColumns = []string{"seq", "createdAt", "kind", "amount", "balanceAfter", "heldAfter", "reference", "reason", "id", "hash"}

// historyCSV streams all entries of the caller, a page at a time.
func (s *Server) historyCSV(c *fiber.Ctx) error {
	ctx := c.UserContext()
	first, err := ask(ctx, s, creditsv1.History, creditsv1.HistoryRequest{Limit: statementPage, Cursor: "", Kind: ""})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, attachment("credits.csv"))
	if err := c.Context().SetWriteDeadline(time.Now().Add(sendTimeout)); err != nil {
		return err
	}
	st := &statement{ctx: ctx, server: s, conn: c.Context().Conn()}
	st.write(statementColumns)
	st.page(first)
	send(c, st, -1)
	return nil
}

// statement is the text of a CSV that is fetched as it is read. Where a page
// can't be had the connection breaks, so that nobody takes a part for the whole.
type statement struct {
	ctx    context.Context //nolint:containedctx // of the one request that reads
	server *Server
	conn   net.Conn
	text   bytes.Buffer // not read yet
	cursor string       // of the next page; empty after the last
}

// Read implements io.Reader.
func (st *statement) Read(b []byte) (int, error) {
	if st.text.Len() == 0 {
		if st.cursor == "" {
			return 0, io.EOF
		}
		reply, err := ask(st.ctx, st.server, creditsv1.History, creditsv1.HistoryRequest{Limit: statementPage, Cursor: st.cursor, Kind: ""})
		if err == nil {
			err = st.conn.SetWriteDeadline(time.Now().Add(sendTimeout))
		}
		if err != nil {
			st.server.Log.WarnContext(st.ctx, "statement cut off", "err", err)
			return 0, err
		}
		st.page(reply)
	}
	return st.text.Read(b)
}

func (st *statement) page(reply creditsv1.HistoryReply) {
	st.cursor = reply.NextCursor
	for _, e := range reply.Items {
		st.write([]string{
			strconv.FormatInt(e.Seq, 10), e.CreatedAt.UTC().Format(time.RFC3339Nano), e.Kind, strconv.FormatInt(e.Amount, 10),
			strconv.FormatInt(e.BalanceAfter, 10), strconv.FormatInt(e.HeldAfter, 10), harmless(e.Reference), harmless(e.Reason), e.ID, e.Hash,
		})
	}
}

func (st *statement) write(fields []string) {
	w := csv.NewWriter(&st.text)
	w.UseCRLF = true    // RFC 4180
	_ = w.Write(fields) // into memory
	w.Flush()
}

// harmless keeps a spreadsheet from taking text for a formula.
func harmless(s string) string {
	if strings.ContainsAny(s[:min(1, len(s))], "=+-@\t\r\x00") {
		return "'" + s
	}
	return s
}
