package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files"
)

// TestMain lets the test binary be the one that reads files, as the service's
// own binary is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "extract" {
		ctx := context.Background() //nolint:forbidigo // a process begins with none
		err := host.RunCommand(ctx, files.Service, os.Args[1:], nil)
		if err != nil && err.Error() != "" {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(host.ExitCode(err))
	}
	os.Exit(m.Run())
}

// house is the files service, running on a real bus.
type house struct {
	*testkit.World
	t *testing.T

	mu       sync.Mutex
	parsed   []string
	rejected map[string]string // file id -> code
}

const maxBytes = 1 << 20

func start(t *testing.T, dsn string) *house {
	t.Helper()
	h := newHouse(t)
	h.run(nil, dsn)
	return h
}

// newHouse is a bus with somebody who listens, and no service yet.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{World: testkit.NewWorld(t), t: t, rejected: map[string]string{}}
	h.Start(listener(h), nil)
	return h
}

// listener is a service that hears what the files service announces.
func listener(h *house) host.Service {
	return host.Service{
		Name:  "optimizer",
		Ports: bus.Ports{Hears: ports(filesv1.Parsed, filesv1.Rejected)},
		Run: func(ctx context.Context, rt host.Runtime) error {
			return errors.Join(
				bus.Hear(ctx, rt.Bus, filesv1.Parsed, func(_ context.Context, f filesv1.ParsedFact) error {
					h.mu.Lock()
					defer h.mu.Unlock()
					h.parsed = append(h.parsed, f.FileID)
					return nil
				}),
				bus.Hear(ctx, rt.Bus, filesv1.Rejected, func(_ context.Context, f filesv1.RejectedFact) error {
					h.mu.Lock()
					defer h.mu.Unlock()
					h.rejected[f.FileID] = f.Rejection.Code
					return nil
				}),
				rt.Wait(ctx),
			)
		},
	}
}

func sqlite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "files.db")
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// upload hands bytes over as the gateway does, and registers them for ann.
func (h *house) upload(name string, data []byte) (filesv1.File, error) {
	h.t.Helper()
	sum := sha256.Sum256(data)
	return h.uploadAs(filesv1.RegisterRequest{
		Object: hex.EncodeToString(sum[:16]), OriginalName: name, Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
	}, data)
}

func (h *house) uploadAs(req filesv1.RegisterRequest, data []byte) (filesv1.File, error) {
	h.t.Helper()
	if err := bus.Put(h.t.Context(), h.Bus(), filesv1.Uploads, req.Object, bytes.NewReader(data)); err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = bus.Drop(h.t.Context(), h.Bus(), filesv1.Uploads, req.Object) }()
	return bus.Call(h.As(h.t.Context(), "ann"), h.Bus(), filesv1.Register, req)
}

func (h *house) mustUpload(name string, data []byte) filesv1.File {
	h.t.Helper()
	f, err := h.upload(name, data)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// concluded waits until a file of ann's is parsed or rejected.
func (h *house) concluded(f filesv1.File) filesv1.File {
	h.t.Helper()
	testkit.Eventually(h.t, f.OriginalName+" is concluded", func() bool {
		got, err := bus.Call(h.As(h.t.Context(), "ann"), h.Bus(), filesv1.Get, filesv1.GetRequest{ID: f.ID})
		if err != nil {
			h.t.Fatal(err)
		}
		f = got
		return f.Status != filesv1.StatusParsing
	})
	return f
}

func (h *house) text(user string, f filesv1.File) (filesv1.TextReply, error) {
	return bus.Call(h.As(h.t.Context(), user), h.Bus(), filesv1.Text, filesv1.TextRequest{Filename: f.Filename})
}

func (h *house) all(user string, f filesv1.File) []byte {
	h.t.Helper()
	var data []byte
	for int64(len(data)) < f.Size {
		r, err := bus.Call(h.As(h.t.Context(), user), h.Bus(), filesv1.Read, filesv1.ReadRequest{Filename: f.Filename, Offset: int64(len(data))})
		if err != nil {
			h.t.Fatal(err)
		}
		if len(r.Data) == 0 {
			h.t.Fatalf("nothing at %d of %d", len(data), f.Size)
		}
		data = append(data, r.Data...)
	}
	return data
}

func isFault(err error, code fault.Code, reason string) bool {
	return errors.Is(err, fault.New(code, reason, ""))
}

func TestUploadsBecomeText(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes, which the race detector only slows down")
	}
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn)
		for _, c := range []struct{ file, format, holds string }{
			{"no-blanks-de.pdf", "pdf", "Berufserfahrung"},
			{"two-columns-en.pdf", "pdf", "GET IN TOUCH\npriya.rl@example.net"},
			{"typst-he.pdf", "pdf", "ניסיון"},
			{"table-de.docx", "docx", "Ausbildung"},
			{"simple-ar.docx", "docx", "الخبرة"},
			{"cp1252-en.txt", "txt", "Øresund"},
			{"markdown-en.md", "md", "Experience"},
		} {
			data := fixture(t, c.file)
			f := h.mustUpload(c.file, data)
			if f.Format != c.format || f.Status != filesv1.StatusParsing || f.OriginalName != c.file || f.Size != int64(len(data)) {
				t.Errorf("%s: registered as %+v", c.file, f)
			}
			f = h.concluded(f)
			text, err := h.text("ann", f)
			if err != nil || f.Status != filesv1.StatusParsed {
				t.Errorf("%s: %s, %+v, %v", c.file, f.Status, f.Rejection, err)
				continue
			}
			if !strings.Contains(strings.ToLower(text.Text), strings.ToLower(c.holds)) {
				t.Errorf("%s: the text lacks %q:\n%s", c.file, c.holds, text.Text)
			}
			if len(text.Sections) < 3 {
				t.Errorf("%s: sections %+v", c.file, text.Sections)
			}
			if got := h.all("ann", f); !bytes.Equal(got, data) {
				t.Errorf("%s: other bytes came back", c.file)
			}
			reply, err := bus.Call(t.Context(), h.Bus(), filesv1.ParsedText, filesv1.ParsedTextRequest{FileID: f.ID})
			if err != nil || reply.UserID != "ann" || reply.Text != text.Text {
				t.Errorf("%s: parsed text of %q, %v", c.file, reply.UserID, err)
			}
			testkit.Eventually(t, "file_parsed is heard", func() bool {
				h.mu.Lock()
				defer h.mu.Unlock()
				return slices.Contains(h.parsed, f.ID)
			})
		}
	})
}

func TestUnusableFilesAreRejectedWithAReason(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes, which the race detector only slows down")
	}
	h := start(t, sqlite(t))
	for _, c := range []struct {
		name string
		data []byte
		code string
	}{
		{"password.pdf", fixture(t, "password-en.pdf"), "encrypted"},
		{"scan.pdf", fixture(t, "scan-ar.pdf"), "no_text_layer"},
		{"cut.pdf", fixture(t, "two-columns-en.pdf")[:3000], "damaged"},
		{"cut.docx", fixture(t, "features-en.docx")[:1500], "damaged"},
		{"blank.txt", []byte(" \n\t\n "), "no_text"},
	} {
		f, err := h.upload(c.name, c.data)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		f = h.concluded(f)
		if f.Rejection == nil || f.Rejection.Code != c.code || len(f.Rejection.Detail) < 40 {
			t.Errorf("%s: %s %+v; want %s", c.name, f.Status, f.Rejection, c.code)
			continue
		}
		if _, err := h.text("ann", f); !isFault(err, fault.Invalid, c.code) {
			t.Errorf("%s: text: %v; want %s", c.name, err, c.code)
		}
		testkit.Eventually(t, "file_rejected is heard", func() bool {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.rejected[f.ID] == c.code
		})
	}
}

func TestWhatIsNoCVIsNotTaken(t *testing.T) {
	h := start(t, sqlite(t))
	exe := append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), make([]byte, 600)...)
	for _, c := range []struct {
		name   string
		data   []byte
		code   fault.Code
		reason string
	}{
		{"empty.pdf", nil, fault.Invalid, "empty_file"},
		{"large.txt", bytes.Repeat([]byte("word "), maxBytes/5+1), fault.TooLarge, "file_too_large"},
		{"program.pdf", exe, fault.Unsupported, "unsupported_format"},
		{"picture.pdf", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), fault.Unsupported, "unsupported_format"},
		{"page.md", []byte("<!DOCTYPE html><html><body>Jane</body></html>"), fault.Unsupported, "unsupported_format"},
	} {
		if _, err := h.upload(c.name, c.data); !isFault(err, c.code, c.reason) {
			t.Errorf("%s: %v; want %s", c.name, err, c.reason)
		}
	}
	stats, err := bus.Call(h.As(t.Context(), "ann"), h.Bus(), filesv1.Stats, filesv1.StatsRequest{})
	if err != nil || stats.Files != 0 {
		t.Errorf("%d files are kept, %v; want none", stats.Files, err)
	}
}

func TestTheLimitIsInclusive(t *testing.T) {
	h := start(t, sqlite(t))

	f, err := h.upload("largest.txt", bytes.Repeat([]byte("w"), maxBytes))
	if err != nil {
		t.Fatal(err)
	}
	if got := h.all("ann", f); len(got) != maxBytes {
		t.Errorf("%d bytes came back; want %d", len(got), maxBytes)
	}
}
