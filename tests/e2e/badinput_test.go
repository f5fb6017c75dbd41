package e2e

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// What goes wrong in the hands of users, each with an answer that says why.
func TestBadInputIsRefusedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t, "FILES_OCR=off")
	c := &client{base: s.base()}
	c.login(t, "joe@example.org", s.mail)

	t.Run("requests", func(t *testing.T) { badRequests(t, c) })
	t.Run("tokens", func(t *testing.T) { badTokens(t, c) })
	t.Run("files", func(t *testing.T) { badFiles(t, c) })
	t.Run("optimizations", func(t *testing.T) { badOptimizations(t, c) })
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
}

func badRequests(t *testing.T, c *client) {
	t.Helper()
	c.do(t, "GET", "/nowhere", nil).refused(t, 404, "route_not_found")
	c.do(t, "DELETE", "/users/me/nothing", nil).refused(t, 404, "route_not_found")
	c.do(t, "PUT", "/credits/balance", nil).refused(t, 405, "method_not_allowed")
	c.do(t, "POST", "/auth/send-otp", form{[]byte(`<a/>`), "application/xml"}).refused(t, 415, "unsupported_media_type")
	c.do(t, "POST", "/auth/send-otp", form{[]byte(`{"email"`), "application/json"}).refused(t, 400, "malformed_json")
	c.do(t, "POST", "/auth/send-otp", form{[]byte(`{"email":"a@example.org","email":"b@example.org"}`), "application/json"}).refused(t, 400, "malformed_json")
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	c.do(t, "POST", "/auth/send-otp", form{[]byte(deep), "application/json"}).refused(t, 400, "malformed_json")
	huge := `{"email":"` + strings.Repeat("a", 3<<20) + `"}`
	c.do(t, "POST", "/auth/send-otp", form{[]byte(huge), "application/json"}).refused(t, 413, "body_too_large")
	a := c.do(t, "POST", "/auth/send-otp", map[string]string{"email": "joe@example.org", "role": "admin"})
	a.refused(t, 422, "validation_failed")
	if !bytes.Contains(a.body, []byte("role")) {
		t.Errorf("got %s; want it to name the unknown field", a.body)
	}
	c.do(t, "GET", "/credits/history?limit=1000", nil).refused(t, 422, "validation_failed")
}

func badTokens(t *testing.T, c *client) {
	t.Helper()
	for name, token := range map[string]string{"token_missing": "", "token_invalid": c.token + "x"} {
		other := &client{base: c.base, token: token}
		other.do(t, "GET", "/credits/balance", nil).refused(t, 401, name)
		other.do(t, "POST", "/optimizations", form{[]byte(`{"broken`), "application/json"}).refused(t, 401, name)
	}
}

func badFiles(t *testing.T, c *client) {
	t.Helper()
	c.do(t, "POST", "/files/upload", upload(t, "empty.pdf", nil)).refused(t, 422, "empty_file")
	c.do(t, "POST", "/files/upload", upload(t, "big.pdf", append([]byte("%PDF-1.7\n"), make([]byte, 10<<20)...))).refused(t, 413, "file_too_large")
	c.do(t, "POST", "/files/upload", upload(t, "cv.pdf", append([]byte("MZ\x90\x00\x03\x00\x00\x00"), make([]byte, 4096)...))).refused(t, 415, "unsupported_format")
	c.do(t, "GET", "/files/"+strings.Repeat("a", 40), nil).refused(t, 404, "file_not_found")
	for name, code := range map[string]string{
		"encrypted/enc-aes256-userpw.pdf":   "encrypted",
		"scanned/scan-chrome-en1-plain.pdf": "no_text_layer",
	} {
		t.Run(code, func(t *testing.T) {
			rejected(t, c, name, code)
		})
	}
}

// rejected uploads a file of the corpus that can't be read and waits until it
// is said why; a job on it is refused with the same reason.
func rejected(t *testing.T, c *client, name, code string) {
	t.Helper()
	var f file
	c.do(t, "POST", "/files/upload", upload(t, "cv.pdf", corpusOr(t, "cv/"+name, "testdata/"+code+".pdf"))).want(t, 201, &f)
	testkit.Eventually(t, "the file is rejected", func() bool {
		a := c.do(t, "GET", "/files/"+f.Filename+"/text", nil)
		if a.status == 409 {
			return false
		}
		a.refused(t, 422, code)
		return true
	})
	c.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": realJob(t)}).refused(t, 422, code)
}

func badOptimizations(t *testing.T, c *client) {
	t.Helper()
	post := func(body map[string]any) answer { return c.do(t, "POST", "/optimizations", body) }
	post(map[string]any{"cvText": "Jane Doe", "jobDescription": "  "}).refused(t, 422, "validation_failed")
	post(map[string]any{"cvText": "Jane Doe", "jobDescription": strings.Repeat("word ", 200_000)}).refused(t, 422, "validation_failed")
	post(map[string]any{"jobDescription": "A job"}).refused(t, 422, "validation_failed")
	post(map[string]any{"fileId": "018f0000-0000-7000-8000-000000000000", "jobDescription": "A job"}).refused(t, 404, "file_not_found")
	c.do(t, "GET", "/optimizations/018f0000-0000-7000-8000-000000000000", nil).refused(t, 404, "optimization_not_found")
}
