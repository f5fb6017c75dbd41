package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"unsafe"
)

// spread reads a file of compiled code by mapping it into memory: processes that
// read PDFs share it, and touch of it what they run.
func spread(f *os.File) (io.ReadCloser, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("map compiled code: %w", err), f.Close())
	}
	all, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("map compiled code: %w", err), f.Close())
	}
	s := &sheet{file: f, all: all}
	if len(all) >= margin {
		s.at = min(len(all), int(binary.LittleEndian.Uint32(all)))
	}
	return s, nil
}

// sheet is a file that lies in memory.
type sheet struct {
	file *os.File
	all  []byte
	at   int
}

// Read fills p. Where p is memory made for code, it becomes a part of the file.
func (s *sheet) Read(p []byte) (int, error) {
	n := min(len(p), len(s.all)-s.at)
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	if !s.become(p[:n]) {
		copy(p, s.all[s.at:])
	}
	s.at += n
	return n, nil
}

// least is the size from which bytes are mapped: wazero's code is 20 MB and
// mapped by itself, whatever else it reads is smaller.
const least = 1 << 20

// become maps the file's next bytes where p is. The file system may forbid it
// by "noexec"; then they are copied.
func (s *sheet) become(p []byte) bool {
	page := uintptr(os.Getpagesize())
	if len(p) < least || uintptr(s.at)%page != 0 || uintptr(unsafe.Pointer(&p[0]))%page != 0 { //nolint:gosec // its address is all we want
		return false
	}
	_, _, errno := syscall.Syscall6(syscall.SYS_MMAP, uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), //nolint:gosec // memory of whole pages, not the heap's
		syscall.PROT_READ|syscall.PROT_EXEC, syscall.MAP_PRIVATE|syscall.MAP_FIXED, s.file.Fd(), uintptr(s.at))
	return errno == 0
}

// Close gives back the file, not what p became.
func (s *sheet) Close() error { return errors.Join(syscall.Munmap(s.all), s.file.Close()) }
