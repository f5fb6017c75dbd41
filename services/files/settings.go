package files

import (
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

// settings is all that can be set.
type settings struct {
	DSN     sqldb.DSN `env:"FILES_DSN,required" secret:"true" usage:"the files' own database: mysql://user:password@host:port/name or sqlite:PATH"`
	DataKey string    `env:"SARTOR_DATA_KEY,required" secret:"true" usage:"32 bytes, base64 or hex, that wrap the keys of users; without it nothing kept can be read"`

	KeepDays     int `env:"FILES_KEEP_DAYS" envDefault:"0" usage:"days that a file is kept after it was read; 0 for until its owner deletes it"`
	RejectedDays int `env:"FILES_KEEP_REJECTED_DAYS" envDefault:"30" usage:"days that a file that couldn't be read is kept; 0 for until its owner deletes it"`

	MaxBytes int64 `env:"FILES_MAX_BYTES" envDefault:"10485760" usage:"the largest file that is taken, in bytes"`

	MaxFiles int64 `env:"FILES_MAX_FILES" envDefault:"200" usage:"files that one user may keep"`
	MaxTotal int64 `env:"FILES_MAX_TOTAL_BYTES" envDefault:"209715200" usage:"bytes that one user may keep; the same bytes count once"`

	SweepAfter time.Duration `env:"FILES_SWEEP_AFTER" envDefault:"30m" usage:"age after which a file that is still being read is read again; after 48 times as long it is rejected"`

	Workers      int           `env:"FILES_WORKERS" envDefault:"0" usage:"files read at once, each in a process of its own; 0 for one per processor"`
	Wall         time.Duration `env:"FILES_WORKER_WALL" envDefault:"20s" usage:"time after which reading a file is given up"`
	CPU          time.Duration `env:"FILES_WORKER_CPU" envDefault:"3.5s" usage:"processor time that reading a file may take"`
	Memory       int64         `env:"FILES_WORKER_MEMORY" envDefault:"536870912" usage:"memory that reading a file may take, in bytes"`
	OCR          string        `env:"FILES_OCR" envDefault:"auto" usage:"auto reads scanned pages with tesseract where it is installed, off does not"`
	OCRLanguages string        `env:"FILES_OCR_LANGUAGES" envDefault:"eng" usage:"languages of scanned pages as tesseract names them, with a plus between: eng+deu; their data must be installed"`

	CacheDir string `env:"FILES_CACHE_DIR" usage:"folder for compiled code, its owner's alone; empty for one in the user's cache folder"`
}

// Validate implements the last check of host.Read.
func (s *settings) Validate() error {
	var all []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	_, err := vault.ParseKey(s.DataKey)
	require(err == nil, "SARTOR_DATA_KEY is not a key: %v", err)
	require(s.KeepDays >= 0 && s.RejectedDays >= 0, "FILES_KEEP_DAYS and FILES_KEEP_REJECTED_DAYS are not 0 or more")
	require(s.MaxBytes >= 1 && s.MaxBytes <= worker.MaxInput, "FILES_MAX_BYTES is not within 1 and %d", int64(worker.MaxInput))
	require(s.MaxFiles >= 1, "FILES_MAX_FILES is less than 1")
	require(s.MaxTotal >= s.MaxBytes, "FILES_MAX_TOTAL_BYTES is less than FILES_MAX_BYTES")
	require(s.SweepAfter >= time.Minute, "FILES_SWEEP_AFTER is less than 1m")
	require(s.Workers >= 0 && s.Workers <= 64, "FILES_WORKERS is not within 0 and 64")
	require(s.Wall >= time.Second && s.Wall <= 5*time.Minute, "FILES_WORKER_WALL is not within 1s and 5m")
	require(s.CPU >= time.Second && s.CPU <= 5*time.Minute, "FILES_WORKER_CPU is not within 1s and 5m")
	require(s.Memory >= worker.LeastMemory, "FILES_WORKER_MEMORY is less than %d", int64(worker.LeastMemory))
	require(s.OCR == "auto" || s.OCR == "off", "FILES_OCR is neither auto nor off")
	require(worker.Languages().MatchString(s.OCRLanguages), "FILES_OCR_LANGUAGES are no languages of tesseract, such as eng+deu")
	return errors.Join(all...)
}

func (s *settings) keep() cabinet.Keep {
	const day = 24 * time.Hour
	return cabinet.Keep{Parsed: time.Duration(s.KeepDays) * day, Rejected: time.Duration(s.RejectedDays) * day}
}
