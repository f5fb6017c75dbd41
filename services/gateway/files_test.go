package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// part is one field of a form.
type part struct {
	field, filename string
	content         []byte
}

func form(t *testing.T, parts ...part) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, p.field, p.filename))
		pw, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pw.Write(p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// shelf stands in for the files service: it takes what the gateway hands over.
type shelf struct {
	mu       sync.Mutex
	requests []filesv1.RegisterRequest
	bytes    map[string][]byte
}

func stock(d *door) *shelf {
	s := &shelf{bytes: map[string][]byte{}}
	answer(d, filesv1.Register, func(ctx context.Context, q filesv1.RegisterRequest) (filesv1.File, error) {
		r, err := bus.Take(ctx, d.Bus(), filesv1.Uploads, q.Object)
		if err != nil {
			return filesv1.File{}, err
		}
		defer func() { _ = r.Close() }()
		content, err := io.ReadAll(r)
		if err != nil {
			return filesv1.File{}, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests = append(s.requests, q)
		s.bytes[q.SHA256] = content
		if bytes.HasPrefix(content, []byte("GIF")) {
			return filesv1.File{}, fault.New(fault.Unsupported, "unsupported_format", "only PDF, DOCX, text and Markdown are read")
		}
		return filesv1.File{
			ID: "f1", Filename: "f1.txt", OriginalName: q.OriginalName, Format: "txt", Size: q.Size,
			SHA256: q.SHA256, Status: "parsing", CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		}, nil
	})
	return s
}

func (d *door) upload(body []byte, kind string) response {
	d.t.Helper()
	return d.do(http.MethodPost, "/api/v1/files/upload", bytes.NewReader(body),
		"Authorization: Bearer "+d.Token("ann", "user"), "Content-Type: "+kind)
}

// dropped fails the test unless everything that was handed over is gone again.
func (s *shelf) dropped(d *door) {
	d.t.Helper()
	for _, q := range s.requests {
		testkit.Eventually(d.t, "the upload is dropped", func() bool {
			r, err := bus.Take(d.t.Context(), d.Bus(), filesv1.Uploads, q.Object)
			if err == nil {
				_ = r.Close()
			}
			return err != nil
		})
	}
}

func TestUpload(t *testing.T) {
	d := open(t, nil)
	s := stock(d)
	for name, content := range map[string][]byte{
		"one byte":    []byte("x"),
		"a text":      []byte("Ada Lovelace\n"),
		"the largest": bytes.Repeat([]byte("0123456789abcdef"), uploadLimit/16),
	} {
		t.Run(name, func(t *testing.T) {
			body, kind := form(t, part{"file", `C:\Users\ann\My CV.txt`, content})
			sum := sha256.Sum256(content)

			r := d.upload(body, kind)

			want := fmt.Sprintf(`{"id":"f1","filename":"f1.txt","originalName":"My CV.txt","format":"txt","size":%d,"sha256":"%s","status":"parsing","createdAt":"2026-01-02T03:04:05Z"}`,
				len(content), hex.EncodeToString(sum[:]))
			if r.StatusCode != 201 || string(r.body) != want {
				t.Errorf("got %d %s; want 201 %s", r.StatusCode, r.body, want)
			}
			if !bytes.Equal(s.bytes[hex.EncodeToString(sum[:])], content) {
				t.Error("other bytes were handed over than were sent")
			}
		})
	}
	s.dropped(d)
}

func TestUploadWithoutALength(t *testing.T) {
	d := open(t, nil)
	s := stock(d)
	content := bytes.Repeat([]byte("chunk"), 100_000)
	body, kind := form(t, part{"file", "cv.txt", content})

	r := d.do(http.MethodPost, "/api/v1/files/upload", io.MultiReader(bytes.NewReader(body)),
		"Authorization: Bearer "+d.Token("ann", "user"), "Content-Type: "+kind)

	if r.StatusCode != 201 || s.requests[0].Size != int64(len(content)) {
		t.Errorf("got %d %s", r.StatusCode, r.body)
	}
}

func TestBadUploads(t *testing.T) {
	d := open(t, nil)
	s := stock(d)
	whole, kind := form(t, part{"file", "cv.txt", []byte("text")})
	big := bytes.Repeat([]byte("x"), uploadLimit+1)
	for _, c := range []struct {
		name           string
		parts          []part
		body           []byte
		kind           string
		status         int
		code, location string
	}{
		{name: "a byte too much", parts: []part{{"file", "a", big}}, status: 413, code: "file_too_large"},
		{name: "far too much", parts: []part{{"file", "a", bytes.Repeat(big, 2)}}, status: 413, code: "file_too_large"},
		{name: "empty", parts: []part{{"file", "a", nil}}, status: 422, code: "empty_file", location: "body.file"},
		{name: "no field", status: 422, code: "validation_failed", location: "body.file"},
		{name: "another field", parts: []part{{"cv", "a", []byte("x")}}, status: 422, code: "validation_failed", location: "body.cv"},
		{name: "two files", parts: []part{{"file", "a", []byte("x")}, {"file", "b", []byte("y")}}, status: 422, code: "validation_failed", location: "body.file"},
		{name: "a field too much", parts: []part{{"file", "a", []byte("x")}, {"note", "b", []byte("y")}}, status: 422, code: "validation_failed", location: "body.note"},
		{name: "cut short", body: whole[:len(whole)-8], kind: kind, status: 400, code: "malformed_multipart"},
		{name: "not multipart inside", body: []byte("hello"), kind: kind, status: 422, code: "validation_failed", location: "body.file"},
		{name: "no boundary", body: whole, kind: "multipart/form-data", status: 400, code: "malformed_multipart"},
		{name: "JSON", body: []byte(`{}`), kind: "application/json", status: 415, code: "unsupported_media_type"},
		{name: "a type we don't read", parts: []part{{"file", "cv.pdf", []byte("GIF89a")}}, status: 415, code: "unsupported_format"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.kind == "" {
				c.body, c.kind = form(t, c.parts...)
			}

			p := d.want(d.upload(c.body, c.kind), c.status, c.code)

			if c.location != "" && (len(p.Errors) != 1 || p.Errors[0].Location != c.location) {
				t.Errorf("got %+v; want %s named", p.Errors, c.location)
			}
		})
	}
	s.dropped(d)
	if n := len(s.requests); n != 1 {
		t.Errorf("%d uploads were registered; want the one that was whole", n)
	}
}

func TestSlowUploadEnds(t *testing.T) {
	d := open(t, nil)
	stock(d)
	conn, err := net.Dial("tcp", d.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	head := "POST /api/v1/files/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + d.Token("ann", "user") +
		"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nfirst bytes, and then nothing"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}

	got, err := io.ReadAll(conn)

	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 408") || !strings.Contains(string(got), "Connection: close") {
		t.Errorf("got %v %.200q; want 408 and the connection closed", err, got)
	}
}

func TestUploadWhileFilesIsAway(t *testing.T) {
	d := open(t, nil)
	body, kind := form(t, part{"file", "a.txt", []byte("text")})

	r := d.upload(body, kind)

	d.want(r, 503, "service_away")
}

func TestDownload(t *testing.T) {
	d := open(t, nil)
	content := bytes.Repeat([]byte("0123456789"), 100_000)
	f := filesv1.File{ID: "f1", Filename: "f1.pdf", OriginalName: "Lebenslauf Jürgen \"Jo\".pdf", Format: "pdf", Size: int64(len(content))}
	answer(d, filesv1.Read, func(_ context.Context, q filesv1.ReadRequest) (filesv1.ReadReply, error) {
		if q.Filename == "broken.pdf" && q.Offset > 0 {
			return filesv1.ReadReply{}, fault.New(fault.Unavailable, "away", "away")
		}
		if q.Filename != "f1.pdf" && q.Filename != "broken.pdf" {
			return filesv1.ReadReply{}, fault.New(fault.NotFound, "file_not_found", "there is no such file")
		}
		end := min(q.Offset+filesv1.MaxReadBytes, f.Size)
		return filesv1.ReadReply{File: f, Data: content[q.Offset:end]}, nil
	})

	r := d.member("ann", http.MethodGet, "/api/v1/files/f1.pdf", "")

	if r.StatusCode != 200 || !bytes.Equal(r.body, content) || r.ContentLength != f.Size {
		t.Errorf("got %d with %d bytes; want 200 with %d", r.StatusCode, len(r.body), len(content))
	}
	for name, want := range map[string]string{
		"Content-Type":            "application/pdf",
		"Content-Disposition":     `attachment; filename="Lebenslauf J_rgen _Jo_.pdf"; filename*=UTF-8''Lebenslauf%20J%C3%BCrgen%20%22Jo%22.pdf`,
		"X-Content-Type-Options":  "nosniff",
		"Cache-Control":           "no-store",
		"Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: got %q; want %q", name, got, want)
		}
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/files/f2.pdf", ""), 404, "file_not_found")
	if _, err := d.try(http.MethodGet, "/api/v1/files/broken.pdf", strings.NewReader(""), "Authorization: Bearer "+d.Token("ann", "user")); err == nil {
		t.Error("a file that broke off looked whole")
	}
}

// TestNamesAreNotPaths sends names as they are: no client must tidy them up.
func TestNamesAreNotPaths(t *testing.T) {
	d := open(t, nil)
	answer(d, filesv1.Read, func(_ context.Context, q filesv1.ReadRequest) (filesv1.ReadReply, error) {
		t.Errorf("files was asked for %q", q.Filename)
		return filesv1.ReadReply{}, fault.New(fault.NotFound, "file_not_found", "there is no such file")
	})
	answer(d, filesv1.Text, func(_ context.Context, q filesv1.TextRequest) (filesv1.TextReply, error) {
		t.Errorf("files was asked for %q", q.Filename)
		return filesv1.TextReply{}, fault.New(fault.NotFound, "file_not_found", "there is no such file")
	})
	names := []string{
		"..%2fsecret.txt", "%2e%2e%2fsecret.txt", "%2e%2e/secret.txt", "../secret.txt", "..%5csecret.txt", `..\secret.txt`,
		"..%252fsecret.txt", "%252e%252e%252fsecret.txt", "..%c0%afsecret.txt", "..%ef%bc%8fsecret.txt", "%c0%ae%c0%ae%c0%afsecret.txt",
		"....//secret.txt", "..;/secret.txt", "%2fetc%2fpasswd", "//etc/passwd", "/etc/passwd", "file:%2f%2f%2fetc%2fpasswd",
		"a.pdf%00.txt", "a.pdf%0d%0aX-Evil:%201", "a.pdf%20", "%E2%80%AEfdp.txt", "a%2f..%2fb.pdf", ".%2f", "%u002e%u002e%u2215secret",
		"..%e0%80%afsecret.txt", "..%255csecret.txt", "~root", "a*b", "a>b", strings.Repeat("a", 129),
	}
	for _, name := range names {
		for _, tail := range []string{"", "/text"} {
			got := d.raw("GET /api/v1/files/" + name + tail + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + d.Token("ann", "user") + "\r\n\r\n")
			if !strings.HasPrefix(got, "HTTP/1.1 404") && !strings.HasPrefix(got, "HTTP/1.1 400") || !strings.Contains(got, "problem+json") {
				t.Errorf("%s%s: got %.120q; want a 404", name, tail, got)
			}
		}
	}
}

func TestFilesAndText(t *testing.T) {
	d := open(t, nil)
	answer(d, filesv1.List, always[filesv1.ListRequest](filesv1.ListReply{Items: []filesv1.File{{
		ID: "f1", Filename: "f1.pdf", Status: "rejected", Rejection: &filesv1.Rejection{Code: "encrypted", Detail: "it needs a password"},
	}}}))
	answer(d, filesv1.Text, func(_ context.Context, q filesv1.TextRequest) (filesv1.TextReply, error) {
		if q.Filename == "wait.pdf" {
			return filesv1.TextReply{}, fault.New(fault.Conflict, "file_not_ready", "the file is still being read").After(1)
		}
		return filesv1.TextReply{Text: "Ada", Sections: []filesv1.Section{{Kind: "contact", End: 3}}, Quality: filesv1.Quality{Score: 99}, Pages: 1}, nil
	})

	r := d.member("ann", http.MethodGet, "/api/v1/files", "")
	if !strings.Contains(string(r.body), `"rejection":{"code":"encrypted","detail":"it needs a password"}`) {
		t.Errorf("files: got %s", r.body)
	}
	r = d.member("ann", http.MethodGet, "/api/v1/files/f1.pdf/text", "")
	if want := `{"text":"Ada","sections":[{"kind":"contact","heading":"","start":0,"end":3}],"quality":{"score":99,"warnings":[]},"pages":1}`; string(r.body) != want {
		t.Errorf("text: got %s; want %s", r.body, want)
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/files/wait.pdf/text", ""), 409, "file_not_ready")
}
