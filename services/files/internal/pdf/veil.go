package pdf

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// veil is how opaque a picture is, point by point.
type veil struct {
	alpha         []byte // of four bytes a point; nil where all are alike
	width, stride int
	height        int
	all           byte
}

// veilOf draws a picture by itself. What can't be drawn hides nothing.
func veilOf(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page, image references.FPDF_PAGEOBJECT) *veil {
	drawn, err := lib.FPDFImageObj_GetRenderedBitmap(&requests.FPDFImageObj_GetRenderedBitmap{Document: doc, Page: page, ImageObject: image})
	if err != nil {
		return &veil{}
	}
	bitmap := drawn.Bitmap
	defer func() { _, _ = lib.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: bitmap}) }()
	format, err := lib.FPDFBitmap_GetFormat(&requests.FPDFBitmap_GetFormat{Bitmap: bitmap})
	if err != nil {
		return &veil{}
	}
	if format.Format != enums.FPDF_BITMAP_FORMAT_BGRA {
		return &veil{all: 255}
	}
	width, errW := lib.FPDFBitmap_GetWidth(&requests.FPDFBitmap_GetWidth{Bitmap: bitmap})
	height, errH := lib.FPDFBitmap_GetHeight(&requests.FPDFBitmap_GetHeight{Bitmap: bitmap})
	stride, errS := lib.FPDFBitmap_GetStride(&requests.FPDFBitmap_GetStride{Bitmap: bitmap})
	points, errP := lib.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: bitmap})
	if errW != nil || errH != nil || errS != nil || errP != nil || len(points.Buffer) < stride.Stride*height.Height {
		return &veil{}
	}
	return &veil{alpha: append([]byte(nil), points.Buffer...), width: width.Width, height: height.Height, stride: stride.Stride}
}

// at is the opacity at a place, in shares of the width and the height.
func (v *veil) at(x, y float64) byte {
	if v.alpha == nil {
		return v.all
	}
	column, row := int(x*float64(v.width)), int(y*float64(v.height))
	if column < 0 || row < 0 || column >= v.width || row >= v.height {
		return 0
	}
	return v.alpha[row*v.stride+4*column+3]
}
