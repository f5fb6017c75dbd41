package worker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// What a worker is given unless the settings say otherwise.
const (
	DefaultWall   = 20 * time.Second
	DefaultCPU    = 3500 * time.Millisecond // the kernel counts whole seconds: with the start it is below five
	DefaultMemory = 512 << 20
	LeastMemory   = 384 << 20 // less, and honest files fail

	DefaultLanguages = "eng"
)

// CacheDir returns the folder where compiled code is kept by default. It is
// code that will be run, so the folder is ours alone.
func CacheDir() (string, error) {
	var all []error
	for _, base := range []func() (string, error){os.UserCacheDir, func() (string, error) { return os.TempDir(), nil }} {
		dir, err := base()
		if err == nil {
			dir = filepath.Join(dir, fmt.Sprintf("sartor-pdfium-%d", os.Getuid()))
			err = Private(dir)
		}
		if err == nil {
			return dir, nil
		}
		all = append(all, err)
	}
	return "", errors.Join(all...)
}

// Private makes dir a folder that only its owner can enter.
func Private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for compiled code: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the folder for compiled code: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s is not a folder that only its owner can write to", dir)
	}
	return nil
}
