//go:build !linux

package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// spread reads a file of compiled code behind its margin.
func spread(f *os.File) (io.ReadCloser, error) {
	var wide [margin]byte
	_, err := f.ReadAt(wide[:], 0)
	if err == nil {
		_, err = f.Seek(int64(binary.LittleEndian.Uint32(wide[:])), io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read compiled code: %w", err), f.Close())
	}
	return f, nil
}
