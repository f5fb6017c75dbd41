package pdf

import (
	"bytes"
	"fmt"

	"github.com/ledongthuc/pdf"
)

// ReadPlain reads a PDF that PDFium can't open with a simpler reader. It loses
// the blanks of many files and hangs on some: use it only in a process that
// can be killed.
func ReadPlain(data []byte) (pages []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			pages, err = nil, fmt.Errorf("%w: the plain reader gave up", ErrDamaged)
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if r.NumPage() > maxPages {
		return nil, ErrTooLong
	}
	for i := 1; i <= r.NumPage(); i++ {
		page := r.Page(i)
		if page.V.IsNull() {
			continue
		}
		text, err := page.GetPlainText(nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		pages = append(pages, text)
	}
	return pages, nil
}
