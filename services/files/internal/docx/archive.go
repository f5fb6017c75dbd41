package docx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of an archive. They count what really comes out of it.
const (
	maxEntries = 2_000
	maxPart    = 24 << 20
	maxTotal   = 64 << 20
	maxText    = 2 << 20
)

type archive struct {
	files  map[string]*zip.File
	images int
	room   int64 // what may still be unpacked
}

func openArchive(data []byte, room int64) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(r.File) > maxEntries {
		return nil, fmt.Errorf("%w: %d entries", ErrHostile, len(r.File))
	}
	a := &archive{files: make(map[string]*zip.File, len(r.File)), room: room}
	for _, f := range r.File {
		name := canonical(f.Name)
		if _, twice := a.files[name]; twice {
			return nil, fmt.Errorf("%w: an entry comes twice", ErrHostile)
		}
		a.files[name] = f
		if strings.HasPrefix(name, "word/media/") {
			a.images++
		}
	}
	return a, a.checkOverlap(r.File)
}

// canonical is how names are compared: without a leading slash, in lower case.
func canonical(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, "\\", "/")), "/"))
}

// checkOverlap refuses archives whose entries share bytes: that is how a small
// file unpacks to a very large one.
func (a *archive) checkOverlap(files []*zip.File) error {
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(files))
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		to := from + int64(f.CompressedSize64) // a size too large for int64 turns negative and is refused below
		if to < from {
			return fmt.Errorf("%w: an entry has no end", ErrDamaged)
		}
		spans = append(spans, span{from, to})
	}
	slices.SortFunc(spans, func(x, y span) int { return cmp.Compare(x.from, y.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return fmt.Errorf("%w: entries share bytes", ErrHostile)
		}
	}
	return nil
}

func (a *archive) has(name string) bool { return a.files[canonical(name)] != nil }

// read unpacks one entry.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[canonical(name)]
	if f == nil {
		return nil, fmt.Errorf("%w: a part is missing", ErrDamaged)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer func() { _ = r.Close() }()
	limit := min(a.room, maxPart)
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, ErrTooLong
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	a.room -= int64(len(data))
	return data, nil
}
