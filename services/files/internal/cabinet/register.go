package cabinet

import (
	"context"
	"crypto/sha256"
	"errors"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// Upload is what a client sent.
type Upload struct {
	Object string
	Name   string
	Data   []byte
	SHA256 [32]byte // as it was counted on the way in
}

// Register takes a file in. The same bytes sent twice are two files, whose bytes
// are kept once; the same object is one, so that a registration can be repeated.
func (c *Cabinet) Register(ctx context.Context, owner string, u Upload) (File, error) {
	switch {
	case int64(len(u.Data)) > c.MaxBytes:
		return File{}, c.TooLarge()
	case len(u.Data) == 0:
		return File{}, ErrEmpty
	case sha256.Sum256(u.Data) != u.SHA256:
		return File{}, ErrAltered
	}
	name := displayName(u.Name)
	format, err := extract.Sniff(u.Data, name)
	if err != nil {
		return File{}, err
	}
	id, err := c.NewID()
	if err != nil {
		return File{}, err
	}
	f := File{
		ID: id, UserID: owner, Object: u.Object,
		Filename: id + "." + string(format), OriginalName: name,
		Format: format, Size: int64(len(u.Data)), SHA256: u.SHA256,
		Status: Parsing, CreatedAt: c.Now().UTC().Truncate(time.Microsecond),
	}
	err = c.Store.Add(ctx, f, u.Data, c.Quota)
	if err == nil {
		return f, nil
	}
	// Registered already, perhaps as the last that the quota allowed.
	known, found := c.Store.Find(ctx, owner, Key{Object: u.Object})
	if found == nil || errors.Is(err, ErrAgain) {
		return known, found
	}
	return File{}, err
}

// maxName is how many bytes of a client's filename are kept.
const maxName = 255

// displayName makes a client's filename fit to be shown: no folders, nothing
// that has no shape or turns the direction of what follows.
func displayName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if len(name) > maxName {
		ext := path.Ext(name)
		if len(ext) > 20 {
			ext = ""
		}
		cut := maxName - len(ext)
		for cut > 0 && !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + ext
	}
	if name == "" || name == "." || name == "/" {
		return "unnamed"
	}
	return name
}
