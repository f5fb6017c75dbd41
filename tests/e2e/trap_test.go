package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// trap listens where nobody has a reason to knock, under names that lead here.
func trap(t *testing.T) (addr string, knocks *atomic.Int64) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	knocks = new(atomic.Int64)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			knocks.Add(1)
			_ = conn.Close()
		}
	}()
	return listener.Addr().String(), knocks
}

// Addresses stand in everything that can be written or uploaded, in all the ways
// in which documents ask for what lies elsewhere. Nobody goes there, not even
// where the model answers with one.
func TestNothingThatUsersWriteIsFetched(t *testing.T) {
	t.Parallel()
	addr, knocks := trap(t)
	url := "http://" + addr + "/fetched"
	llm := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Text: fmt.Sprintf(`{"ops":[{"kind":"summary","facts":["f1"],"text":"See ![x](%s) and %s","reason":"%s"}]}`, url, url, url)}
	})
	s := newSartor(t)
	s.start(t, with(llm)...)
	c := &client{base: s.base()}
	c.login(t, "jane@example.org", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	headers := []string{}
	for _, name := range []string{"Referer", "Origin", "X-Forwarded-Host", "X-Original-URL", "User-Agent", "Forwarded", "Link", "X-Callback", "From"} {
		headers = append(headers, name, url)
	}
	c.do(t, "PATCH", "/users/me", map[string]string{"name": url}, headers...)
	for name, content := range map[string][]byte{
		"cv.txt": []byte(ownCV + "\n" + url + "\n"), "cv.md": []byte("# Jane\n\n![photo](" + url + ")\n<img src=\"" + url + "\">\n\n" + ownCV),
		"cv.docx": reachingDOCX(t, url), "cv.pdf": reachingPDF(url),
	} {
		a := c.do(t, "POST", "/files/upload", upload(t, name, content), headers...)
		var f file
		a.want(t, 201, &f)
		testkit.Eventually(t, name+" is read, or refused", func() bool {
			var now struct{ Items []file }
			c.do(t, "GET", "/files", nil).want(t, 200, &now)
			for _, each := range now.Items {
				if each.ID == f.ID {
					f = each
				}
			}
			return f.Status != "parsing"
		})
		if f.Status != "parsed" && name != "cv.docx" { // in which entities are refused
			t.Errorf("%s is %s: it shows nothing", name, f.Status)
		}
	}
	var o optimization
	c.do(t, "POST", "/optimizations", map[string]any{
		"cvText": ownCV + "\n" + url, "jobDescription": "Read " + url + " first. We look for a Go developer. <iframe src=\"" + url + "\">",
		"options": map[string]any{"company": url, "jobTitle": url, "coverLetter": false},
	}, headers...).want(t, 202, &o)
	c.awaitEnd(t, o.ID)
	for _, path := range []string{"/cv.pdf", "/cv.docx", "/cv.md"} {
		c.do(t, "GET", "/optimizations/"+o.ID+path, nil)
	}
	c.do(t, "POST", "/match", map[string]any{"jobDescription": "See " + url}, headers...)

	if n := knocks.Load(); n != 0 {
		t.Errorf("%d connections were made to where users pointed; want none", n)
	}
	if len(llm.Requests()) == 0 {
		t.Error("the model was not asked: this shows nothing")
	}
	if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr); err == nil {
		_ = conn.Close()
	}
	testkit.Eventually(t, "the trap is one", func() bool { return knocks.Load() == 1 })
}

// reachingDOCX has a picture, a template, a frame and an entity that lie elsewhere.
func reachingDOCX(t *testing.T, url string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	relation := func(id, kind string) string {
		return fmt.Sprintf(`<Relationship Id=%q Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target=%q TargetMode="External"/>`, id, kind, url)
	}
	relations := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		relation("r1", "image") + relation("r2", "attachedTemplate") + relation("r3", "frame") + relation("r4", "hyperlink") + `</Relationships>`
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"word/_rels/document.xml.rels", relations},
		{"word/_rels/settings.xml.rels", relations},
		{"word/document.xml", `<!DOCTYPE x [<!ENTITY e SYSTEM "` + url + `"><!ENTITY % p SYSTEM "` + url + `"> %p;]>` +
			`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Jane Doe &e; Engineer</w:t></w:r></w:p></w:body></w:document>`},
	} {
		f, err := w.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reachingPDF has actions, a form, a file and a script that lead elsewhere.
func reachingPDF(url string) []byte {
	text := "BT /F 12 Tf 50 700 Td (Jane Doe, Software Engineer at Acme since 2019) Tj ET"
	return []byte(strings.NewReplacer("URL", url, "TEXT", text, "LENGTH", strconv.Itoa(len(text))).Replace(`%PDF-1.6
1 0 obj
<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(URL)>>/AA<</WC<</S/GoToR/F(URL)>>>>/URI<</Base(URL)>>
/AcroForm<</Fields[]/XFA(<x href="URL"/>)>>/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.launchURL\("URL"\);)>>]>>>>>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[4 0 R 5 0 R]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>
/AA<</O<</S/SubmitForm/F<</FS/URL/F(URL)>>>>>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 600 800]/A<</S/URI/URI(URL)>>>>]>>
endobj
4 0 obj
<</Length LENGTH>>stream
TEXT
endstream
endobj
5 0 obj
<</Length 0/F<</FS/URL/F(URL)>>>>stream

endstream
endobj
trailer
<</Size 6/Root 1 0 R>>
%%EOF
`))
}
