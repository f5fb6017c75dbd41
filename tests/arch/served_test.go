package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// servers open a file by a name that a request may have chosen: they decode it
// once more, so that "..%2f" passes every check before, show the machine's paths
// when they fail, and keep files open that were erased.
var servers = []string{
	"SendFile", "Download", "Static", "ServeFile", "ServeFileBytes", "ServeFileUncompressed", "ServeFileBytesUncompressed", "ServeFS",
	"FSHandler", "NewPathSlashesStripper", "FileServer", "FileServerFS", "SendFileWithRate",
}

// What users gave us is found by its row and owner, and sent from memory.
func TestNoFileIsServedByItsName(t *testing.T) {
	looked := 0
	files(t, func(rel, abs string) {
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") || strings.HasPrefix(rel, "tests/") {
			return
		}
		text, err := os.ReadFile(abs)
		if err != nil {
			t.Fatal(err)
		}
		looked++
		for _, name := range served(t, string(text)) {
			t.Errorf("%s: %s serves a file by its name", rel, name)
		}
	})
	if looked < 100 {
		t.Errorf("looked at %d files; want all of the product", looked)
	}
}

func TestServingAFileByItsNameIsSeen(t *testing.T) {
	const head = "package x\nimport (\"github.com/gofiber/fiber/v2\"; \"net/http\"; \"github.com/valyala/fasthttp\")\n"
	for _, bad := range []string{
		`func f(c *fiber.Ctx) error { return c.SendFile("files/" + c.Params("filename")) }`,
		`func f(c *fiber.Ctx) error { return c.Download("x") }`,
		`func f(a *fiber.App) { a.Static("/", "./data") }`,
		`func f(g fiber.Router) { serve := g.Static; serve("/", "./data") }`,
		`func f(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, r.URL.Path) }`,
		`var h = http.FileServer(http.Dir("."))`,
		`func f(c *fasthttp.RequestCtx) { fasthttp.ServeFileBytes(c, c.Path()) }`,
		`var h = (&fasthttp.FS{Root: "."}).NewRequestHandler()`,
	} {
		if len(served(t, head+bad)) == 0 {
			t.Errorf("passes: %s", bad)
		}
	}
	if got := served(t, head+"// c.SendFile\nvar s = \"SendFile\"\nfunc f(c *fiber.Ctx) error { return c.Send(nil) }"); len(got) != 0 {
		t.Errorf("an innocent file: got %v; want nothing", got)
	}
}

// served are the names by which a source serves files.
func served(t *testing.T, source string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, _ := s.X.(*ast.Ident)
		if slices.Contains(servers, s.Sel.Name) || s.Sel.Name == "FS" && pkg != nil && pkg.Name == "fasthttp" {
			names = append(names, s.Sel.Name)
		}
		return true
	})
	return names
}
