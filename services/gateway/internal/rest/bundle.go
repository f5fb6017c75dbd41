package rest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

// bundle is a zip that is made while it is read, a step at a time, so that no
// more of it is in memory than one step makes.
type bundle struct {
	ctx    context.Context //nolint:containedctx // of the one request that reads
	server *Server
	conn   net.Conn
	leave  func()

	zip   *zip.Writer
	made  bytes.Buffer
	steps []func() error
}

func (s *Server) bundle(c *fiber.Ctx, h holdings, leave func()) *bundle {
	b := &bundle{ctx: c.UserContext(), server: s, conn: c.Context().Conn(), leave: leave}
	b.zip = zip.NewWriter(&b.made)
	b.steps = []func() error{
		func() error { return b.about(h) },
		func() error { return b.history(h.history) },
		func() error { return b.files(h.files) },
		func() error { return b.optimizations(h.work) },
		b.answers,
		b.comparisons,
		b.zip.Close,
	}
	return b
}

// Read implements io.Reader.
func (b *bundle) Read(p []byte) (int, error) {
	for b.made.Len() == 0 {
		if len(b.steps) == 0 {
			return 0, io.EOF
		}
		step := b.steps[0]
		b.steps = b.steps[1:]
		err := step()
		if err == nil {
			err = b.conn.SetWriteDeadline(time.Now().Add(sendTimeout))
		}
		if err != nil {
			b.server.Log.WarnContext(b.ctx, "export cut off", "err", err)
			return 0, err
		}
	}
	return b.made.Read(p)
}

// Close implements io.Closer.
func (b *bundle) Close() error {
	b.leave()
	return nil
}

// then does these steps before those that were planned already.
func (b *bundle) then(steps ...func() error) { b.steps = append(steps, b.steps...) }

// entry begins a file in the zip; the one before is complete.
func (b *bundle) entry(name string, at time.Time) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
}

func (b *bundle) json(name string, at time.Time, v any) error {
	w, err := b.entry(name, at)
	if err != nil {
		return err
	}
	return strict.Marshal(w, v)
}

// array is an array in the zip while a list is added to it.
type array[T any] struct {
	b    *bundle
	w    io.Writer
	next func(cursor string) ([]T, string, error)
	sep  string // before the next item
}

// addList adds an array of a list whose first page is known, a page at a time.
func addList[T any](b *bundle, name string, first []T, cursor string, next func(cursor string) ([]T, string, error)) error {
	w, err := b.entry(name, time.Now().UTC())
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "["); err != nil {
		return err
	}
	a := &array[T]{b: b, w: w, next: next}
	return a.page(first, cursor)
}

func (a *array[T]) page(items []T, cursor string) error {
	for _, item := range items {
		if _, err := io.WriteString(a.w, a.sep); err != nil {
			return err
		}
		a.sep = ","
		if err := strict.Marshal(a.w, item); err != nil {
			return err
		}
	}
	if cursor == "" {
		_, err := io.WriteString(a.w, "]")
		return err
	}
	a.b.then(func() error {
		items, after, err := a.next(cursor)
		if err == nil && (len(items) == 0 || after == cursor) {
			err = errCircles
		}
		if err != nil {
			return err
		}
		return a.page(items, after)
	})
	return nil
}

var errCircles = errors.New("a list goes round in circles")

// rest returns the items of a list whose first page is known.
func rest[T any](first []T, cursor string, next func(cursor string) ([]T, string, error)) ([]T, error) {
	all := first
	for cursor != "" {
		page, after, err := next(cursor)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 || after == cursor {
			return nil, errCircles
		}
		all, cursor = append(all, page...), after
	}
	return all, nil
}
