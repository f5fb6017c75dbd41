package rest

import (
	"context"
	"io"
	"mime"
	"net"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
	"github.com/sartor-cv/sartor/services/gateway/internal/upload"
)

const (
	multipartBytes = 64 << 10 // what a multipart body may have beside the file
	uploadTimeout  = 5 * time.Minute
	dropTimeout    = 2 * time.Second
	keepTimeout    = 15 * time.Second // a large file is encrypted and stored before it is answered for
	busPatience    = 3 * time.Second  // how long one piece of a file may take to be stored
)

var errBusAway = fault.New(fault.Unavailable, "bus_away", "the file can't be taken in at the moment; try again shortly").After(2)

// upload streams the file into a bucket and has the files service make a file
// of it:
//
//	socket -> multipart -> size, sha256 -> bucket -> files.register
func (s *Server) upload(c *fiber.Ctx) error {
	boundary, err := s.boundary(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), uploadTimeout)
	defer cancel()

	object := uuid.NewString()
	received, stored, err := upload.Receive(s.uploadBody(c), boundary, s.MaxUpload, func(r io.Reader) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		w := &watched{r: r, timer: time.AfterFunc(busPatience, cancel)}
		defer w.timer.Stop()
		return bus.Put(ctx, s.Bus, filesv1.Uploads, object, w)
	})
	if stored {
		defer s.drop(ctx, object)
	}
	if err != nil {
		return s.uploadFailed(ctx, err)
	}
	ctx, cancel = context.WithTimeout(ctx, keepTimeout)
	defer cancel()
	reply, err := ask(ctx, s, filesv1.Register, filesv1.RegisterRequest{
		Object: object, OriginalName: received.Name, Size: received.Size, SHA256: received.SHA256,
	})
	if err != nil {
		return err
	}
	s.measures.bytes.Add(ctx, received.Size)
	return writeJSON(c.Status(http.StatusCreated), fileOf(reply))
}

// boundary refuses, before anything is read, what can't be a file upload.
func (s *Server) boundary(c *fiber.Ctx) (string, error) {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm {
		return "", problem.New(http.StatusUnsupportedMediaType, "unsupported_media_type", "the body must be multipart/form-data with the field `file`")
	}
	boundary := params["boundary"]
	if boundary == "" || len(boundary) > 70 {
		return "", upload.ErrMalformed
	}
	if int64(c.Request().Header.ContentLength()) > s.MaxUpload+multipartBytes {
		return "", upload.ErrTooLarge.Limited("bytes", s.MaxUpload)
	}
	return boundary, nil
}

// uploadFailed keeps what the client did wrong and takes the rest for the bus
// being away, which is logged.
func (s *Server) uploadFailed(ctx context.Context, err error) error {
	if p := problem.Of(err); p.Status != http.StatusInternalServerError {
		return err
	}
	s.Log.WarnContext(ctx, "upload not handed over", "err", err)
	return errBusAway
}

// drop takes the bytes out of the bucket as soon as nobody needs them. Where
// that fails they go when their life in the bucket ends.
func (s *Server) drop(ctx context.Context, object string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropTimeout)
	defer cancel()
	if err := bus.Drop(ctx, s.Bus, filesv1.Uploads, object); err != nil {
		s.Log.WarnContext(ctx, "upload not dropped", "err", err)
	}
}

func (s *Server) uploadBody(c *fiber.Ctx) io.Reader {
	body := c.Context().RequestBodyStream()
	if body == nil {
		body = eof{}
	}
	now := time.Now()
	// Told to fasthttp once, so that it takes the deadline away afterwards.
	if err := c.Context().SetReadDeadline(now.Add(s.Patience)); err != nil {
		return eof{}
	}
	return &patient{r: io.LimitReader(body, s.MaxUpload+multipartBytes), conn: c.Context().Conn(), idle: s.Patience, last: now.Add(uploadTimeout)}
}

// patient waits for each piece of a body for a while, and for all of it until
// an end: who sends a byte a minute isn't waited for.
type patient struct {
	r    io.Reader
	conn net.Conn
	idle time.Duration
	last time.Time
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	deadline := time.Now().Add(p.idle)
	if p.last.Before(deadline) {
		deadline = p.last
	}
	if err := p.conn.SetReadDeadline(deadline); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// watched stops its timer while the client is waited for: what remains is the
// time that the bus takes.
type watched struct {
	r     io.Reader
	timer *time.Timer
}

// Read implements io.Reader.
func (w *watched) Read(b []byte) (int, error) {
	w.timer.Stop()
	n, err := w.r.Read(b)
	w.timer.Reset(busPatience)
	return n, err
}

type eof struct{}

// Read implements io.Reader.
func (eof) Read([]byte) (int, error) { return 0, io.EOF }
