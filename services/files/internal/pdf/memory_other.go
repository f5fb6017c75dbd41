//go:build !linux

package pdf

import "github.com/tetratelabs/wazero/experimental"

// lazily is what wazero does by itself where the kernel's ways are not known to us.
func lazily(least, most uint64) experimental.LinearMemory {
	return &memory{all: make([]byte, 0, least), most: min(most, memoryPages<<16)}
}

// memory is that of one PDFium.
type memory struct {
	all  []byte
	most uint64
}

// Reallocate implements experimental.LinearMemory.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.most {
		return nil
	}
	if more := int(size) - len(m.all); more > 0 {
		m.all = append(m.all, make([]byte, more)...)
	}
	m.all = m.all[:size]
	return m.all
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() { m.all = nil }
