package cabinet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// Parse reads a file and concludes it. It can be repeated: a file that is gone
// or concluded is left alone. An error means that it should be tried again.
func (c *Cabinet) Parse(ctx context.Context, id string) error {
	f, err := c.Store.Find(ctx, "", Key{ID: id})
	if isGone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if f.Status != Parsing {
		return nil
	}
	data, err := c.all(ctx, f)
	if isGone(err) {
		return nil // its owner was erased in the meantime
	}
	if err != nil {
		return err
	}
	result, err := c.Reader.Read(ctx, f.Format, data)
	if err != nil && c.IsKilled(err) {
		tooComplex := extract.TooComplex()
		result, err = extract.Result{Rejection: &tooComplex}, nil
	}
	if err != nil {
		return fmt.Errorf("read a file: %w", err) // ours: it comes again
	}
	if err := c.Content.Conclude(ctx, f, result, c.Now()); err != nil {
		return err
	}
	c.Concluded(ctx, f, result)
	return nil
}

func isGone(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Code == fault.NotFound
}

// all returns the bytes of a file, which are what they were when it came.
func (c *Cabinet) all(ctx context.Context, f File) ([]byte, error) {
	var data bytes.Buffer
	for int64(data.Len()) < f.Size {
		part, err := c.Content.Bytes(ctx, f, int64(data.Len()))
		if err != nil {
			return nil, err
		}
		if len(part) == 0 {
			return nil, errors.New("a kept file is shorter than it was")
		}
		data.Write(part)
	}
	if sha256.Sum256(data.Bytes()) != f.SHA256 {
		return nil, errors.New("a kept file is not what it was")
	}
	return data.Bytes(), nil
}
