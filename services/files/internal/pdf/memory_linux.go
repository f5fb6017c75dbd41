package pdf

import (
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// lazily gives PDFium memory that the kernel fills in as it is touched: growing
// copies nothing, and what is not used costs nothing.
func lazily(_, most uint64) experimental.LinearMemory {
	most = min(most, memoryPages<<16)
	all, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return &memory{all: make([]byte, most)}
	}
	_ = syscall.Madvise(all, syscall.MADV_HUGEPAGE) // halves the time of a small file; where there are none it is as well
	return &memory{all: all, mapped: true}
}

// memory is that of one PDFium.
type memory struct {
	all    []byte
	mapped bool
}

// Reallocate implements experimental.LinearMemory.
func (m *memory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.all)) {
		return nil
	}
	return m.all[:size]
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() {
	if m.mapped {
		_ = syscall.Munmap(m.all) // it is ours and whole
	}
	m.all, m.mapped = nil, false
}
