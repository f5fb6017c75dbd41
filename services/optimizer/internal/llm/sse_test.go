package llm

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func tidied(in string) (string, error) {
	t := &tidy{in: bufio.NewReader(strings.NewReader(in)), body: io.NopCloser(nil), header: http.Header{}}
	out, err := io.ReadAll(t)
	return string(out), err
}

// Whatever comes in, what goes out is data, one line to the event, and an end
// is either that of the stream or an error of ours.
func FuzzTidy(f *testing.F) {
	for _, seed := range []string{
		chunk("a") + stop + usage + done,
		"event: error\r\ndata: {}\r\n\r\n",
		"\xef\xbb\xbf: x\rdata:{\rdata:}\r\r",
		`{"error":{"code":429}}`,
		"data: {\"a\":1}\ndata: {\"error\":null}\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, err := tidied(in)

		if _, ok := errors.AsType[*Error](err); err != nil && !ok {
			t.Fatalf("got %v; want an error of ours", err)
		}
		for line := range strings.Lines(out) {
			if line != "\n" && (!strings.HasPrefix(line, "data: ") || strings.Contains(line, "\r")) {
				t.Fatalf("%q came out of %q", line, in)
			}
		}
		if strings.Contains(out, "\n\n\n") || out != "" && !strings.HasSuffix(out, "\n\n") {
			t.Fatalf("%q came out of %q", out, in)
		}
	})
}
