package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"time"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// How a page is pictured.
const (
	usualDPI  = 200
	maxPixels = 8_000_000 // more would be a poster
)

// Picture returns a page as a grey PNG that text can be recognised in. Pages
// count from 0.
func (r *Reader) Picture(data []byte, page int) ([]byte, error) {
	lib, err := r.pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	defer func() { _ = lib.Kill() }()

	opened, err := lib.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, openError(err)
	}
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: page}}
	size, err := lib.GetPageSize(&requests.GetPageSize{Page: at})
	if err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", ErrDamaged, page+1, err)
	}
	dpi := resolution(size.Width, size.Height)
	if dpi < 1 {
		return nil, ErrTooLong
	}
	drawn, err := lib.RenderPageInDPI(&requests.RenderPageInDPI{
		Page: at, DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", ErrExhausted, page+1, err)
	}
	defer drawn.Cleanup()
	return encode(drawn.Result.RenderedImage)
}

func encode(picture image.Image) ([]byte, error) {
	var out bytes.Buffer
	fast := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := fast.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("encode a page: %w", err)
	}
	return out.Bytes(), nil
}

// resolution is how many dots an inch of a page of so many points gets.
func resolution(width, height float64) int {
	inches := width * height / 72 / 72
	if math.IsNaN(inches) || inches <= 0 {
		return 0
	}
	return int(min(usualDPI, math.Sqrt(maxPixels/inches)))
}
