// Package upload reads the one file out of a multipart body while it arrives.
// It promises never to hold more than a few kilobytes of it.
package upload

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

const (
	field       = "file"
	unnamed     = "unnamed"
	longestName = 200 // characters
)

// The ways in which an upload can be wrong.
var (
	ErrMalformed = problem.New(http.StatusBadRequest, "malformed_multipart", "the body is not valid multipart/form-data, or it was cut short")
	ErrSlow      = problem.New(http.StatusRequestTimeout, "request_timeout", "the upload did not arrive in time")
	ErrTooLarge  = problem.New(http.StatusRequestEntityTooLarge, "file_too_large", "the file is too large")
	ErrEmpty     = refused("empty_file", "the file is empty")
	ErrMissing   = refused("validation_failed", "there is no file in the body")
	ErrMore      = refused("validation_failed", "there is more than one file in the body")
)

func refused(code, detail string) *problem.Problem {
	return problem.New(http.StatusUnprocessableEntity, code, detail, problem.Field{Location: "body." + field, Message: detail})
}

// File is what has been stored.
type File struct {
	Name   string // the client's, fit to be shown
	Size   int64
	SHA256 string // hex
}

// Receive hands the file in body to store, which reads it to its end or fails.
// It is stored even where Receive then fails, because that what follows the
// file is wrong shows only afterwards; stored says whether it was.
func Receive(body io.Reader, boundary string, most int64, store func(io.Reader) error) (f File, stored bool, err error) {
	parts := multipart.NewReader(body, boundary)
	part, err := parts.NextRawPart()
	if errors.Is(err, io.EOF) {
		return f, false, ErrMissing
	}
	if err != nil {
		return f, false, broken(err)
	}
	if name := part.FormName(); name != field {
		return f, false, unexpected(name)
	}
	in := &counted{r: bufio.NewReaderSize(part, 4<<10), hash: sha256.New(), most: most}
	if _, err := in.r.Peek(1); errors.Is(err, io.EOF) {
		return f, false, ErrEmpty
	}
	if err := store(in); err != nil {
		if in.err != nil {
			err = in.err
		}
		return f, false, err
	}
	f = File{Name: cleanName(part.FileName()), Size: in.n, SHA256: hex.EncodeToString(in.hash.Sum(nil))}
	return f, true, finish(parts)
}

// finish makes sure that nothing follows the file, and that the body is whole.
func finish(parts *multipart.Reader) error {
	more, err := parts.NextRawPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return broken(err)
	case more.FormName() == field:
		return ErrMore
	default:
		return unexpected(more.FormName())
	}
}

func unexpected(name string) error {
	return problem.New(http.StatusUnprocessableEntity, "validation_failed", "the body has a field that is not expected",
		problem.Field{Location: strict.Name("body." + name), Message: "unexpected field; send `file` alone"})
}

// broken is what an error while reading the body means to the client.
func broken(err error) error {
	if p, ok := errors.AsType[*problem.Problem](err); ok {
		return p
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return ErrSlow
	}
	return ErrMalformed
}

// counted hashes what is read and stops where it becomes too much. It keeps
// its error, because whoever reads from it may wrap or replace that.
type counted struct {
	r       *bufio.Reader
	hash    hash.Hash
	n, most int64
	err     error
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	if c.n += int64(n); c.n > c.most {
		c.err = ErrTooLarge.Limited("bytes", c.most)
		return 0, c.err
	}
	c.hash.Write(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = broken(err)
		return n, c.err
	}
	return n, err
}

// cleanName keeps of a client's file name what can be shown: no folders, no
// control or direction characters, not too long.
func cleanName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > longestName {
		s = string(runes[:longestName])
	}
	if s == "" || strings.Trim(s, ".") == "" {
		return unnamed
	}
	return s
}
