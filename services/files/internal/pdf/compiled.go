package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"unsafe"

	"github.com/tetratelabs/wazero"
)

// ErrNotCompiled is returned where PDFium's compiled code is asked for and not
// in the cache.
var ErrNotCompiled = errors.New("pdfium is not compiled yet")

// shelf is what wazero keeps compiled code in; it has no name for it that others
// may use.
type shelf interface {
	Get(key [sha256.Size]byte) (content io.ReadCloser, found bool, err error)
	Add(key [sha256.Size]byte, content io.Reader) error
	Delete(key [sha256.Size]byte) error
}

// compiled is a shelf whose code lies in its files so that it can be mapped:
// wazero copies all 20 MB of it into each process, which takes longer than
// reading a CV.
type compiled struct {
	shelf

	only bool // nothing is compiled that isn't there
}

// shelves is the folder in cacheDir where compiled code lies as we want it.
func shelves(cacheDir string) string { return filepath.Join(cacheDir, "mapped") }

// cache opens the folder of compiled code.
func cache(cacheDir string, only bool) (wazero.CompilationCache, error) {
	c, err := wazero.NewCompilationCacheWithDir(shelves(cacheDir))
	if err != nil {
		return nil, fmt.Errorf("open the cache of compiled code: %w", err)
	}
	wrap(c, only)
	return c, nil
}

// wrap puts a shelf of ours around the one of wazero, which has no way to be
// given one. A wazero that is made otherwise keeps its own and is only slower.
func wrap(c wazero.CompilationCache, only bool) (wrapped bool) {
	v := reflect.ValueOf(c)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return false
	}
	field := v.Elem().FieldByName("fileCache")
	if !field.IsValid() {
		return false
	}
	field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem() //nolint:gosec // a field of a struct that lives
	inner, ok := reflect.TypeAssert[shelf](field)
	if !ok {
		return false
	}
	ours := reflect.ValueOf(compiled{shelf: inner, only: only})
	if !ours.Type().AssignableTo(field.Type()) {
		return false
	}
	field.Set(ours)
	return true
}

// Get returns compiled code.
func (c compiled) Get(key [sha256.Size]byte) (io.ReadCloser, bool, error) {
	content, found, err := c.shelf.Get(key)
	if err != nil || !found {
		return nil, false, errors.Join(err, c.refusal())
	}
	file, ok := content.(*os.File)
	if !ok {
		return nil, false, errors.Join(content.Close(), c.refusal())
	}
	mapped, err := spread(file)
	return mapped, err == nil, err
}

// Delete drops what is of no use any more.
func (c compiled) Delete(key [sha256.Size]byte) error {
	if c.only {
		return ErrNotCompiled
	}
	return c.shelf.Delete(key)
}

func (c compiled) refusal() error {
	if c.only {
		return ErrNotCompiled
	}
	return nil
}

// margin is how many bytes the margin's length takes.
const margin = 4

// Add keeps compiled code behind a margin, so that the machine's code begins
// with a page of memory.
func (c compiled) Add(key [sha256.Size]byte, content io.Reader) error {
	all, err := io.ReadAll(content)
	if err != nil {
		return fmt.Errorf("keep compiled code: %w", err)
	}
	page := os.Getpagesize()
	wide := margin + (page-(margin+codeAt(all))%page)%page
	front := make([]byte, wide)
	binary.LittleEndian.PutUint32(front, uint32(wide))
	return c.shelf.Add(key, io.MultiReader(bytes.NewReader(front), bytes.NewReader(all)))
}

// codeAt is where the machine's code begins in what wazero writes: behind six
// letters, its version, and where each function is. Elsewhere it would be copied
// as wazero does.
func codeAt(all []byte) int {
	const letters, length, count, offset = 6, 1, 4, 8
	at := letters + length
	if len(all) < at {
		return 0
	}
	at += int(all[letters])
	if len(all) < at+count {
		return 0
	}
	return at + count + offset*int(binary.LittleEndian.Uint32(all[at:])) + offset
}
