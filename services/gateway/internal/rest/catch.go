package rest

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"
)

// catch makes an error of a panic: fasthttp would let it end the process.
func (s *Server) catch(c *fiber.Ctx) error { return caught(c.Next)() }

// caught is fn whose panic is an error. Whatever runs beside a handler, or
// after it, is out of reach of the middleware and needs its own.
func caught(fn func() error) func() error {
	return func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = panicked(p)
			}
		}()
		return fn()
	}
}

// panicked leaves the panic's value out, which may quote what a client sent.
func panicked(p any) error {
	return fmt.Errorf("panic of type %T: %s", p, debug.Stack())
}

// send streams body as the answer; size is -1 where nobody knows it. It is read
// when the handler has long returned: a panic breaks this connection alone.
func send(c *fiber.Ctx, body io.Reader, size int) {
	c.Context().SetBodyStream(steady{body}, size)
}

type steady struct{ io.Reader }

// Read implements io.Reader.
func (s steady) Read(b []byte) (n int, err error) {
	err = caught(func() (err error) {
		n, err = s.Reader.Read(b)
		return err
	})()
	return n, err
}

// Close implements io.Closer.
func (s steady) Close() error {
	if c, ok := s.Reader.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
