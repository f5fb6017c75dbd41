package mailbox

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
)

//go:embed ui
var ui embed.FS

var page = template.Must(template.ParseFS(ui, "ui/page.html"))

// sandboxed is the policy of a mail's own HTML: no scripts, no network.
const sandboxed = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'self'"

// pages show the archive.
type pages struct{ archive *archive }

func (p *pages) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.index)
	mux.HandleFunc("GET /messages/{id}/html", p.html)
	mux.HandleFunc("GET /api/messages", p.list)
	mux.HandleFunc("DELETE /api/messages", p.clear)
	mux.HandleFunc("POST /clear", p.clearAndReturn)
	for _, name := range []string{"app.css", "app.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, ui, "ui/"+name)
		})
	}
	return mux
}

func (p *pages) index(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	all, version := p.archive.list(to)
	if unchanged(w, r, version) {
		return
	}
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{"To": to, "Messages": all})
	if err != nil {
		http.Error(w, "The page can't be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(w)
}

func (p *pages) html(w http.ResponseWriter, r *http.Request) {
	m, ok := p.archive.find(r.PathValue("id"))
	if !ok || m.HTML == "" {
		http.Error(w, "There is no such mail.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Security-Policy", sandboxed)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(m.HTML))
}

func (p *pages) list(w http.ResponseWriter, r *http.Request) {
	all, version := p.archive.list(r.URL.Query().Get("to"))
	if unchanged(w, r, version) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"items": all}) // an error is the reader's end
}

// unchanged spares who has this version already.
func unchanged(w http.ResponseWriter, r *http.Request, version string) bool {
	w.Header().Set("ETag", version)
	if r.Header.Get("If-None-Match") != version {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

func (p *pages) clear(w http.ResponseWriter, _ *http.Request) {
	p.archive.clear()
	w.WriteHeader(http.StatusNoContent)
}

func (p *pages) clearAndReturn(w http.ResponseWriter, r *http.Request) {
	p.archive.clear()
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
