package pdf

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
)

// errOtherInside means that go-pdfium is not made as we know it.
var errOtherInside = errors.New("go-pdfium has another inside")

// textPage asks PDFium about the glyphs of a page. It asks as go-pdfium would,
// but without what go-pdfium does around each question: three calls for each
// number of an answer, locks and a few objects. A page has thousands of glyphs,
// and each is asked about some ten times.
type textPage struct {
	ctx    context.Context //nolint:containedctx // the one that PDFium was started with
	fn     map[string]function
	memory guest

	page   uint64 // PDFium's own handle
	answer uint32 // where PDFium writes what is more than a number
	stack  [8]uint64

	failed error // of a call, which stops PDFium for good
}

// function is one of PDFium's.
type function interface {
	CallWithStack(ctx context.Context, stack []uint64) error
}

// guest is PDFium's memory.
type guest interface {
	ReadUint32Le(at uint32) (uint32, bool)
	ReadFloat32Le(at uint32) (float32, bool)
	ReadFloat64Le(at uint32) (float64, bool)
}

// allocator gives of it.
type allocator interface {
	Malloc(size uint64) (uint64, error)
}

// answerSize is room for six numbers, and more.
const answerSize = 64

// textFunctions are the functions that a textPage calls.
var textFunctions = []string{
	"FPDFText_CountChars", "FPDFText_GetUnicode", "FPDFText_IsGenerated", "FPDFText_HasUnicodeMapError",
	"FPDFText_GetLooseCharBox", "FPDFText_GetCharBox", "FPDFText_GetCharOrigin", "FPDFText_GetMatrix", "FPDFText_GetFontSize",
	"FPDFText_GetFillColor", "FPDFText_GetTextObject", "FPDFTextObj_GetTextRenderMode",
}

// openText finds what go-pdfium keeps to itself.
func openText(lib pdfium.Pdfium, ref references.FPDF_TEXTPAGE) (*textPage, error) {
	inside := reflect.ValueOf(lib.GetImplementation())
	handle, err := handleOf(inside, ref)
	if err != nil {
		return nil, err
	}
	t := &textPage{page: handle, fn: map[string]function{}}
	fn, module, ctx := inside.MethodByName("Fn"), inside.Elem().FieldByName("Module"), inside.Elem().FieldByName("Context")
	if !fn.IsValid() || !module.IsValid() || !ctx.IsValid() {
		return nil, errOtherInside
	}
	for _, name := range textFunctions {
		f, ok := reflect.TypeAssert[function](fn.Call([]reflect.Value{reflect.ValueOf(name)})[0])
		if !ok {
			return nil, fmt.Errorf("%w: no %s", errOtherInside, name)
		}
		t.fn[name] = f
	}
	heap, ok := reflect.TypeAssert[allocator](inside)
	t.ctx, _ = reflect.TypeAssert[context.Context](ctx)
	t.memory, _ = reflect.TypeAssert[guest](module.Elem().MethodByName("Memory").Call(nil)[0])
	if !ok || t.ctx == nil || t.memory == nil {
		return nil, errOtherInside
	}
	at, err := heap.Malloc(answerSize) // it goes with PDFium
	t.answer = uint32(at)
	return t, err
}

// handleOf looks up PDFium's own handle of a page's text.
func handleOf(inside reflect.Value, ref references.FPDF_TEXTPAGE) (uint64, error) {
	if inside.Kind() != reflect.Pointer || inside.Elem().Kind() != reflect.Struct {
		return 0, errOtherInside
	}
	refs := inside.Elem().FieldByName("textPageRefs")
	if !refs.IsValid() || refs.Kind() != reflect.Map {
		return 0, errOtherInside
	}
	entry := refs.MapIndex(reflect.ValueOf(ref))
	if !entry.IsValid() || entry.Kind() != reflect.Pointer {
		return 0, errOtherInside
	}
	handle := entry.Elem().FieldByName("handle")
	if !handle.IsValid() || handle.Kind() != reflect.Pointer || !handle.Elem().CanUint() {
		return 0, errOtherInside
	}
	return handle.Elem().Uint(), nil
}

// call returns what a function returned; 0 once one has failed.
func (t *textPage) call(name string, args ...uint64) uint64 {
	if t.failed != nil {
		return 0
	}
	copy(t.stack[:], args)
	if err := t.fn[name].CallWithStack(t.ctx, t.stack[:]); err != nil {
		t.failed = err
		return 0
	}
	return t.stack[0]
}

// is reports whether PDFium said yes: 1, where -1 is that it doesn't know.
func is(said uint64) bool { return int32(said) == 1 }

func (t *textPage) count() int { return int(int32(t.call("FPDFText_CountChars", t.page))) }

func (t *textPage) letter(i int) rune {
	return rune(t.call("FPDFText_GetUnicode", t.page, uint64(i)))
}

func (t *textPage) isGenerated(i int) bool {
	return is(t.call("FPDFText_IsGenerated", t.page, uint64(i)))
}

func (t *textPage) isUnmapped(i int) bool {
	return is(t.call("FPDFText_HasUnicodeMapError", t.page, uint64(i)))
}

// box is the room of a glyph: as wide as the pen moves, as high as the font.
func (t *textPage) box(i int) (left, top, right, bottom float64, ok bool) {
	if !is(t.call("FPDFText_GetLooseCharBox", t.page, uint64(i), uint64(t.answer))) {
		return 0, 0, 0, 0, false
	}
	return t.single(0), t.single(1), t.single(2), t.single(3), true
}

// ink is how high the ink of a glyph reaches.
func (t *textPage) ink(i int) (bottom, top float64, ok bool) {
	at := uint64(t.answer)
	if !is(t.call("FPDFText_GetCharBox", t.page, uint64(i), at, at+8, at+16, at+24)) {
		return 0, 0, false
	}
	return t.double(2), t.double(3), true
}

// origin is where the pen stood.
func (t *textPage) origin(i int) (x, y float64, ok bool) {
	if !is(t.call("FPDFText_GetCharOrigin", t.page, uint64(i), uint64(t.answer), uint64(t.answer)+8)) {
		return 0, 0, false
	}
	return t.double(0), t.double(1), true
}

// matrix is how a glyph is turned, slanted and stretched.
func (t *textPage) matrix(i int) (a, b, c, d float64, ok bool) {
	if !is(t.call("FPDFText_GetMatrix", t.page, uint64(i), uint64(t.answer))) {
		return 0, 0, 0, 0, false
	}
	return t.single(0), t.single(1), t.single(2), t.single(3), true
}

func (t *textPage) fontSize(i int) float64 {
	return math.Float64frombits(t.call("FPDFText_GetFontSize", t.page, uint64(i)))
}

// object is the handle of what a glyph was painted with, 0 for none.
func (t *textPage) object(i int) uint64 {
	return t.call("FPDFText_GetTextObject", t.page, uint64(i))
}

// mode is how an object paints; below 0 where that isn't known.
func (t *textPage) mode(object uint64) int {
	return int(int32(t.call("FPDFTextObj_GetTextRenderMode", object)))
}

// color is the colour that a glyph is filled with.
func (t *textPage) color(i int) (r, g, b, a uint32, ok bool) {
	at := uint64(t.answer)
	if !is(t.call("FPDFText_GetFillColor", t.page, uint64(i), at, at+4, at+8, at+12)) {
		return 0, 0, 0, 0, false
	}
	return t.whole(0), t.whole(1), t.whole(2), t.whole(3), true
}

func (t *textPage) whole(n uint32) uint32 {
	v, _ := t.memory.ReadUint32Le(t.answer + 4*n)
	return v
}

func (t *textPage) single(n uint32) float64 {
	v, _ := t.memory.ReadFloat32Le(t.answer + 4*n)
	return float64(v)
}

func (t *textPage) double(n uint32) float64 {
	v, _ := t.memory.ReadFloat64Le(t.answer + 8*n)
	return v
}
