package upload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
)

func whole(t *testing.T, content []byte) (body []byte, boundary string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "cv.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.Boundary()
}

func TestReceiveAtEverySpeed(t *testing.T) {
	content := bytes.Repeat([]byte("\r\n--not the boundary\r\n"), 1000)
	sum := sha256.Sum256(content)
	body, boundary := whole(t, content)
	for name, slow := range map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
		"halves": iotest.HalfReader, "data with the end": iotest.DataErrReader,
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer

			f, stored, err := Receive(slow(bytes.NewReader(body)), boundary, int64(len(content)), func(r io.Reader) error {
				_, err := got.ReadFrom(r)
				return err
			})

			want := File{Name: "cv.txt", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
			if err != nil || !stored || f != want || !bytes.Equal(got.Bytes(), content) {
				t.Errorf("got %+v %v %v; want %+v", f, stored, err, want)
			}
		})
	}
}

// TestEveryCutIsSeen cuts a body at each place: none may pass for whole.
func TestEveryCutIsSeen(t *testing.T) {
	body, boundary := whole(t, []byte("some text"))
	for cut := range bytes.LastIndex(body, []byte(boundary)) + len(boundary) { // then the file is over
		_, _, err := Receive(bytes.NewReader(body[:cut]), boundary, 100, func(r io.Reader) error {
			_, err := io.Copy(io.Discard, r)
			return err
		})
		if err == nil {
			t.Fatalf("cut after %d of %d bytes it was taken for whole", cut, len(body))
		}
		if p := problem.Of(err); p.Status >= 500 {
			t.Errorf("cut after %d: got %v; want the client blamed", cut, err)
		}
	}
}

func TestWhoIsToBlame(t *testing.T) {
	body, boundary := whole(t, bytes.Repeat([]byte("x"), 10_000))
	full := errors.New("the store is full")
	read := func(r io.Reader) error {
		if _, err := io.Copy(io.Discard, r); err != nil {
			return errors.New("the store wraps it beyond recognition")
		}
		return nil
	}
	for name, c := range map[string]struct {
		body  io.Reader
		most  int64
		store func(io.Reader) error
		want  string
	}{
		"too much":     {bytes.NewReader(body), 9_999, read, "file_too_large"},
		"too slow":     {io.MultiReader(bytes.NewReader(body[:5000]), iotest.ErrReader(os.ErrDeadlineExceeded)), 10_000, read, "request_timeout"},
		"slow at once": {iotest.ErrReader(os.ErrDeadlineExceeded), 10_000, read, "request_timeout"},
		"gone":         {io.MultiReader(bytes.NewReader(body[:5000]), iotest.ErrReader(io.ErrUnexpectedEOF)), 10_000, read, "malformed_multipart"},
	} {
		_, stored, err := Receive(c.body, boundary, c.most, c.store)
		if p := problem.Of(err); p.Code != c.want || stored {
			t.Errorf("%s: got %v, stored %v; want %s", name, err, stored, c.want)
		}
	}
	if _, _, err := Receive(bytes.NewReader(body), boundary, 10_000, func(io.Reader) error { return full }); !errors.Is(err, full) {
		t.Errorf("the store's own error: got %v; want it as it is", err)
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"cv.pdf": "cv.pdf", `C:\Users\me\cv.pdf`: "cv.pdf", "../../etc/passwd": "passwd", "": "unnamed", "..": "unnamed", "a/": "unnamed",
		"Lebenslauf Jürgen.pdf": "Lebenslauf Jürgen.pdf", "履歴書.docx": "履歴書.docx", "a\r\nX: 1.pdf": "aX: 1.pdf", "a\x00b": "ab",
		"cv\u202Efdp.exe": "cvfdp.exe", "\xff\xfecv": "cv", "  cv  ": "cv", strings.Repeat("ü", 300): strings.Repeat("ü", 200),
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q: got %q; want %q", in, got, want)
		}
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\r\n--b--"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var n int64
		got, stored, err := Receive(bytes.NewReader(body), "b", 64, func(r io.Reader) (err error) {
			n, err = io.Copy(io.Discard, r)
			return err
		})
		if err == nil && (!stored || got.Size != n || n == 0 || n > 64) {
			t.Errorf("accepted %d bytes as %+v", n, got)
		}
		if err != nil && problem.Of(err).Status >= 500 {
			t.Errorf("got %v; want the client blamed", err)
		}
	})
}
