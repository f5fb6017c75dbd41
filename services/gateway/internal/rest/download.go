package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

var mediaTypes = map[string]string{
	"pdf":  "application/pdf",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"txt":  "text/plain",
	"md":   "text/markdown",
}

// download streams a file, fetched piece by piece from the files service.
func (s *Server) download(c *fiber.Ctx) error {
	name := c.Params("filename")
	if !ourName.MatchString(name) {
		return errNoFile
	}
	ctx := c.UserContext()
	first, err := ask(ctx, s, filesv1.Read, filesv1.ReadRequest{Filename: name, Offset: 0})
	if err != nil {
		return err
	}
	kind, ok := mediaTypes[first.File.Format]
	if !ok {
		kind = fiber.MIMEOctetStream
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, attachment(first.File.OriginalName))
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'")
	// Told to fasthttp once, so that its own deadline doesn't cut a long download.
	if err := c.Context().SetWriteDeadline(time.Now().Add(sendTimeout)); err != nil {
		return err
	}
	send(c, &pieces{
		ctx: ctx, server: s, name: name, file: first.File, next: first.Data, conn: c.Context().Conn(),
	}, int(first.File.Size))
	return nil
}

// pieces reads a file from the files service, a piece at a time. Where a piece
// can't be had the connection breaks, so that no client takes a part for the
// whole.
type pieces struct {
	ctx    context.Context //nolint:containedctx // of the one request that reads
	server *Server
	name   string
	file   filesv1.File
	next   []byte
	offset int64 // of the piece after next
	conn   net.Conn
	begun  bool
}

// Read implements io.Reader.
func (p *pieces) Read(b []byte) (int, error) {
	if !p.begun {
		p.offset, p.begun = int64(len(p.next)), true
	}
	if len(p.next) == 0 {
		if p.offset >= p.file.Size {
			return 0, io.EOF
		}
		if err := p.fetch(); err != nil {
			p.server.Log.WarnContext(p.ctx, "download cut off", "err", err)
			return 0, err
		}
	}
	n := copy(b, p.next)
	p.next = p.next[n:]
	return n, nil
}

func (p *pieces) fetch() error {
	reply, err := ask(p.ctx, p.server, filesv1.Read, filesv1.ReadRequest{Filename: p.name, Offset: p.offset})
	if err != nil {
		return err
	}
	if len(reply.Data) == 0 || reply.File.ID != p.file.ID || reply.File.Size != p.file.Size {
		return errors.New("the file changed while it was read")
	}
	p.next, p.offset = reply.Data, p.offset+int64(len(reply.Data))
	return p.conn.SetWriteDeadline(time.Now().Add(sendTimeout))
}

// attachment is the Content-Disposition of RFC 6266: the name in ASCII for old
// clients, and as it is.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || strings.ContainsRune(`"\%;/`, r) {
			return '_'
		}
		return r
	}, name)
	header := fmt.Sprintf(`attachment; filename="%s"`, plain)
	if plain != name && utf8.ValidString(name) {
		header += "; filename*=UTF-8''" + percent(name)
	}
	return header
}

// percent encodes all but the attr-chars of RFC 8187.
func percent(s string) string {
	const plain = "!#$&+-.^_`|~"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func writeJSON(c *fiber.Ctx, v any) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return strict.Marshal(c.Response().BodyWriter(), v)
}
