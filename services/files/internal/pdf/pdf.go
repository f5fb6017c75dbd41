// Package pdf reads PDF files with PDFium, which runs as WebAssembly: what a
// hostile file does to it stays in its own memory. It promises nothing about
// time; whoever calls it in earnest does so in a process that can be killed.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// What can be wrong with a PDF.
var (
	ErrEncrypted = errors.New("the file asks for a password")
	ErrDamaged   = errors.New("the file can't be opened")
	ErrTooLong   = errors.New("the file has too many pages or characters")
	ErrExhausted = errors.New("the file needs more memory than there is for one")
)

// The most that is read of one file.
const (
	maxPages  = 100
	maxGlyphs = 300_000
)

// memoryPages bounds PDFium's memory: 96 MiB in pages of 64 KiB.
const memoryPages = 96 << 20 >> 16

// Reader is a PDFium that is ready to read.
type Reader struct{ pool pdfium.Pool }

// Open starts PDFium. cacheDir keeps its compiled form: without, or the first
// time, that takes seconds.
func Open(ctx context.Context, cacheDir string) (*Reader, error) {
	r, err := open(ctx, cacheDir, false)
	if err != nil && cacheDir != "" { // what is kept may be damaged
		_ = os.RemoveAll(shelves(cacheDir))
		r, err = open(ctx, cacheDir, false)
	}
	return r, err
}

// OpenCompiled starts PDFium from its compiled form, and returns ErrNotCompiled
// where that is not in cacheDir. Without a cacheDir it compiles it.
func OpenCompiled(ctx context.Context, cacheDir string) (*Reader, error) {
	return open(ctx, cacheDir, true)
}

func open(ctx context.Context, cacheDir string, only bool) (*Reader, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages)
	if cacheDir != "" {
		kept, err := cache(cacheDir, only)
		if err != nil {
			return nil, err
		}
		config = config.WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(lazily)),
		MaxIdle:       1,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(), // the default would give it the whole disk
		RuntimeConfig: config,
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	return &Reader{pool: pool}, nil
}

// Close stops PDFium.
func (r *Reader) Close() error { return r.pool.Close() }

// Read returns the pages of a PDF.
func (r *Reader) Read(data []byte) ([]layout.Page, error) {
	lib, err := r.pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	defer func() { _ = lib.Kill() }() // never reused: what it read may have hurt it

	opened, err := lib.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, openError(err)
	}
	count, err := lib.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if count.PageCount > maxPages {
		return nil, ErrTooLong
	}
	return readPages(lib, opened.Document, count.PageCount, nil)
}

func openError(err error) error {
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return ErrEncrypted
	case isTrap(err):
		return fmt.Errorf("%w: %w", ErrExhausted, err)
	default:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
}

// isTrap reports whether PDFium's machine stopped, which it does when its
// memory is used up. wazero has no type for it.
func isTrap(err error) bool { return strings.Contains(err.Error(), "wasm error") }

// readPages reads what it can: one broken page doesn't cost the others. Glyphs
// without names are named by names, where that is not nil.
func readPages(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, count int, names *namer) ([]layout.Page, error) {
	var pages []layout.Page
	var broken error
	glyphs := 0
	for i := range count {
		page, err := readPage(lib, doc, i, maxGlyphs-glyphs, names)
		if errors.Is(err, ErrTooLong) {
			return nil, err
		}
		if err != nil && isTrap(err) {
			return nil, fmt.Errorf("%w: page %d: %w", ErrExhausted, i+1, err)
		}
		if err != nil {
			broken = fmt.Errorf("%w: page %d: %w", ErrDamaged, i+1, err)
		}
		glyphs += len(page.Glyphs)
		pages = append(pages, page)
	}
	if glyphs == 0 && broken != nil {
		return nil, broken
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("%w: it has no pages", ErrDamaged)
	}
	pages[0].Glyphs = append(pages[0].Glyphs, stuffed(lib, doc)...)
	return pages, nil
}
