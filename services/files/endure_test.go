package files_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files"
)

// bomb is a small PDF whose page paints text for longer than anybody waits.
func bomb(t *testing.T) []byte {
	t.Helper()
	var content bytes.Buffer
	w := zlib.NewWriter(&content)
	line := []byte(strings.Repeat("(aaaaaaaaaaaaaaaaaaaa) Tj 1 0 Td ", 1000))
	_, _ = w.Write([]byte("BT /F 9 Tf\n"))
	for range 1200 {
		_, _ = w.Write(line)
	}
	_, _ = w.Write([]byte("\nET"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n" +
		"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R" +
		"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n")
	fmt.Fprintf(&b, "4 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n", content.Len())
	b.Write(content.Bytes())
	b.WriteString("\nendstream\nendobj\ntrailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n")
	return b.Bytes()
}

func TestAFileThatTakesTooLongIsRejectedAndHoldsUpNobody(t *testing.T) {
	h := newHouse(t)
	h.run(map[string]string{"FILES_WORKER_WALL": "4s", "FILES_WORKER_CPU": "4s", "FILES_WORKERS": "1"}, sqlite(t))

	bad := h.mustUpload("bomb.pdf", bomb(t))
	good := h.mustUpload("cv.txt", fixture(t, "cp1252-en.txt"))

	if bad = h.concluded(bad); bad.Rejection == nil || bad.Rejection.Code != "too_complex" {
		t.Errorf("the bomb: %s %+v; want too_complex", bad.Status, bad.Rejection)
	}
	if good = h.concluded(good); good.Status != filesv1.StatusParsed {
		t.Errorf("the file behind it: %s", good.Status)
	}
}

func TestWhatAStoppedServiceLeftIsReadByTheNext(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes, which the race detector only slows down")
	}
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t)
		first := h.run(nil, dsn)
		var all []filesv1.File
		for i := range 6 {
			all = append(all, h.mustUpload(fmt.Sprintf("cv-%d.txt", i), fmt.Appendf(nil, "Ann Example, engineer number %d of six", i)))
		}
		all = append(all, h.mustUpload("cv.pdf", fixture(t, "two-columns-en.pdf")))
		first.Stop()

		h.run(nil, dsn)

		for _, f := range all {
			if f = h.concluded(f); f.Status != filesv1.StatusParsed {
				t.Errorf("%s: %s %+v", f.OriginalName, f.Status, f.Rejection)
			}
		}
	})
}

func TestTwoReplicasReadEachFileOnce(t *testing.T) {
	h := newHouse(t)
	dsn := testkit.MariaDB(t)
	h.run(nil, dsn)
	h.run(nil, dsn)
	var all []filesv1.File
	for i := range 12 {
		all = append(all, h.mustUpload(fmt.Sprintf("cv-%d.txt", i), fmt.Appendf(nil, "Ann Example, engineer number %d of twelve", i)))
	}

	for _, f := range all {
		f = h.concluded(f)
		testkit.Eventually(t, "it is heard", func() bool { return h.heard(f.ID) > 0 })
	}

	for _, f := range all {
		if n := h.heard(f.ID); n != 1 {
			t.Errorf("%s was announced %d times", f.OriginalName, n)
		}
	}
}

func settingsOf(dsn string) map[string]string {
	return map[string]string{
		"FILES_DSN":       dsn,
		"SARTOR_DATA_KEY": hex.EncodeToString(make([]byte, 32)),
		"FILES_MAX_BYTES": strconv.Itoa(maxBytes),
	}
}

// run starts a replica of the service.
func (h *house) run(env map[string]string, dsn string) *testkit.Running {
	h.t.Helper()
	all := settingsOf(dsn)
	maps.Copy(all, env)
	return h.Start(files.Service, all)
}

// heard counts how often a file was announced as parsed.
func (h *house) heard(id string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.parsed {
		if p == id {
			n++
		}
	}
	return n
}
