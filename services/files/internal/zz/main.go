package main

import (
	"context"
	"encoding/gob"
	"os"
	"path/filepath"
	"strings"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
)

func main() {
	if os.Args[1] == "dump" {
		r, _ := pdf.Open(context.Background(), "/root/.cache/sartor-pdfium-0")
		for _, f := range os.Args[2:] {
			data, _ := os.ReadFile(f)
			pages, err := r.Read(data)
			if err != nil {
				continue
			}
			o, _ := os.Create("/tmp/ev/gob/" + filepath.Base(filepath.Dir(f)) + "__" + filepath.Base(f))
			gob.NewEncoder(o).Encode(pages)
			o.Close()
		}
		return
	}
	files, _ := filepath.Glob("/tmp/ev/gob/*")
	for _, f := range files {
		in, _ := os.Open(f)
		var pages []layout.Page
		gob.NewDecoder(in).Decode(&pages)
		in.Close()
		for _, m := range []string{""} {
			_ = m
			var log strings.Builder
			p := make([]layout.Page, len(pages))
			for i := range pages {
				p[i] = pages[i]
				p[i].Glyphs = append([]layout.Glyph{}, pages[i].Glyphs...)
			}
			t := layout.Read(p)
			d := "/tmp/ev/out" + m + "/"
			os.MkdirAll(d, 0o755)
			os.WriteFile(d+filepath.Base(f), []byte(strings.Join(t.Pages, "\n\n")), 0o644)
			os.WriteFile(d+filepath.Base(f)+".log", []byte(log.String()), 0o644)
		}
	}
}
