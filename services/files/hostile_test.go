package files_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// tree is a PDF whose page tree is what the objects say.
func tree(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+2, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%010d 00000 n \n", len(at)+2, 9)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+2, xref)
	return b.Bytes()
}

const (
	bodyStart = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	bodyEnd   = `</w:body></w:document>`
	ofAnn     = `<w:p><w:r><w:t>Ann Example, engineer of many years at Acme</w:t></w:r></w:p>`
)

// docxOf makes an archive of pairs of names and contents, a document among them.
func docxOf(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(pairs[i+1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpacking is an archive whose document unpacks to so many mebibytes. It is
// made bit by bit: the memory of this process is measured.
func unpacking(t *testing.T, mebibytes int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte(bodyStart + `<w:p><w:r><w:t>`))
	bit := bytes.Repeat([]byte("A"), 1<<20)
	for range mebibytes {
		_, _ = f.Write(bit)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lying makes an archive say that its document is small.
func lying(data []byte) []byte {
	data = bytes.Clone(data)
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 100)
	return data
}

// overlapping makes an archive whose second entry is the first's bytes.
func overlapping(t *testing.T) []byte {
	t.Helper()
	data := docxOf(t, "word/document.xml", bodyStart+ofAnn+bodyEnd, "word/documen2.xml", "x")
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+42:], 0)
	return data
}

// memory is what this process, the service's, holds of the machine.
func memory(t *testing.T) int64 {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("this system doesn't say how much memory a process has")
	}
	var all, resident int64
	_, _ = fmt.Sscan(string(raw), &all, &resident)
	return resident * int64(os.Getpagesize())
}

// watchMemory notes the most that the service holds until it is stopped.
func watchMemory(t *testing.T) (most func() int64) {
	t.Helper()
	var peak atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			peak.Store(max(peak.Load(), memory(t)))
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() int64 { close(stop); <-done; return peak.Load() }
}

// TestHostileFilesAreRejectedWhileOthersAreServed hands the service what was
// made to hang, fill or mislead it, each beside a CV that somebody waits for.
func TestHostileFilesAreRejectedWhileOthersAreServed(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes, which the race detector only slows down")
	}
	var asked atomic.Int64
	outside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(outside.Close)
	h := start(t, sqlite(t))
	h.concluded(h.mustUpload("warm.pdf", fixture(t, "two-columns-en.pdf")))
	doctype := func(inside string) []byte {
		return docxOf(t, "word/document.xml", `<!DOCTYPE d [`+inside+`]>`+bodyStart+ofAnn+bodyEnd)
	}
	page := "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
	big := unpacking(t, 200)
	mild := docxOf(t, "word/document.xml", bodyStart+ofAnn+bodyEnd)
	before, most := memory(t), watchMemory(t)

	for _, c := range []struct {
		name  string
		data  []byte
		codes string // any of them
	}{
		{"kids-cycle.pdf", tree("<</Type/Pages/Kids[2 0 R]/Count 1>>"), "damaged no_text no_text_layer"},
		{"parent-cycle.pdf", tree("<</Type/Pages/Parent 3 0 R/Kids[4 0 R]/Count 1>>", "<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>", "<</Type/Page/Parent 3 0 R>>"), "damaged no_text no_text_layer"},
		{"count.pdf", tree("<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", page), "damaged no_text no_text_layer too_long too_complex"},
		{"bomb.docx", big, "too_long"},
		{"lying.docx", lying(big), "damaged too_long unsafe"},
		{"overlap.docx", overlapping(t), "unsafe"},
		{"laughs.docx", doctype(`<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">`), "unsafe"},
		{"file.docx", doctype(`<!ENTITY a SYSTEM "file:///etc/hostname">`), "unsafe"},
		{"http.docx", doctype(`<!ENTITY % a SYSTEM "` + outside.URL + `/x.dtd"> %a;`), "unsafe"},
		{"deep.docx", docxOf(t, "word/document.xml", bodyStart+strings.Repeat("<w:sdt>", 100_000)), "unsafe"},
		{"polyglot.docx", append([]byte("%PDF-1.4\n%hello\n"), mild...), "damaged"},
		{"cut.docx", mild[:len(mild)-40], "damaged"},
	} {
		began := time.Now()
		bad := h.mustUpload(c.name, c.data)
		good := h.mustUpload("cv.txt", fmt.Appendf(nil, "Ann Example, engineer. This is the CV beside %s, which is none.", c.name))

		bad = h.concluded(bad)
		took := time.Since(began)
		good = h.concluded(good)

		if bad.Rejection == nil || !strings.Contains(" "+c.codes+" ", " "+bad.Rejection.Code+" ") {
			t.Errorf("%s: %s, %+v; want any of %s", c.name, bad.Status, bad.Rejection, c.codes)
			continue
		}
		if good.Status != filesv1.StatusParsed {
			t.Errorf("beside %s: %s", c.name, good.Status)
		}
		t.Logf("%-17s %7d bytes: %s after %s", c.name, len(c.data), bad.Rejection.Code, took.Round(time.Millisecond))
	}

	grown := most() - before
	t.Logf("the service grew by %d MiB at most", grown>>20)
	if grown > 64<<20 {
		t.Errorf("the service grew by %d MiB; want at most 64", grown>>20)
	}
	if asked.Load() > 0 {
		t.Errorf("a file made the service ask the outside %d times", asked.Load())
	}
}

func TestNamesLeadNowhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads files in other processes, which the race detector only slows down")
	}
	h := start(t, sqlite(t))
	outside := filepath.Join(t.TempDir(), "written")
	up := strings.Repeat("../", 20)
	data := docxOf(t, up+strings.TrimPrefix(outside, "/"), "x", outside+"2", "x", `..\..\windows`, "x", "word/document.xml", bodyStart+ofAnn+bodyEnd,
		"word/_rels/document.xml.rels", `<Relationships><Relationship Id="r" Type="x/header" Target="`+up+`etc/hostname"/></Relationships>`)

	f := h.concluded(h.mustUpload(up+"etc/passwd", data))

	text, err := h.text("ann", f)
	if err != nil || text.Text != "Ann Example, engineer of many years at Acme" {
		t.Errorf("got %q, %v", text.Text, err)
	}
	if strings.ContainsAny(f.Filename, `/\`) || strings.Contains(f.Filename, "..") {
		t.Errorf("the file is called %q", f.Filename)
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("an entry was written to where it said")
	}
}

func TestWhatOnlySaysThatItIsADocumentIsNotTaken(t *testing.T) {
	h := start(t, sqlite(t))
	for name, data := range map[string][]byte{
		"sheet.docx":   docxOf(t, "xl/workbook.xml", "<a/>", "[Content_Types].xml", "<a/>"),
		"archive.docx": docxOf(t, "readme.txt", "x"),
		"program.pdf":  append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 2000)...),
		"page.docx":    []byte("<!DOCTYPE html><html><body>Ann</body></html>"),
		"picture.pdf":  []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
	} {
		if _, err := h.upload(name, data); !isFault(err, fault.Unsupported, "unsupported_format") {
			t.Errorf("%s: got %v; want unsupported_format", name, err)
		}
	}
}
