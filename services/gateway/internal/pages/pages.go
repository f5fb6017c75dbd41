// Package pages holds the web pages that explain the API: what this is, the
// reader of its document, and a page for each kind of problem. They load
// nothing from anywhere else.
package pages

import (
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed *.html *.js *.css
var files embed.FS

var problemPage = template.Must(template.ParseFS(files, "problem.html"))

// Read returns one of the files. It panics where there is none of this name,
// because the names are ours.
func Read(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}

// Problem writes the page about one kind of problem, which has the fields Code,
// Title and Advice.
func Problem(w io.Writer, kind any) error {
	if err := problemPage.Execute(w, kind); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	return nil
}
