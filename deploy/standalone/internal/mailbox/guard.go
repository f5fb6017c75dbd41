package mailbox

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets the page load what is its own and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets nobody in whose browser was led here by another site: neither by
// a name that its owner points at this machine, nor by a form or a script.
func guard(addr string, next http.Handler) http.Handler {
	configured, _, _ := net.SplitHostPort(addr)
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !isOurs(r.Host, configured) {
			http.Error(w, "This is not the host you are looking for.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isOurs reports whether a Host header means this server: the configured host,
// or this machine. Where the configured one is "all addresses", so is every
// literal address; a name is what DNS rebinding needs.
func isOurs(header, configured string) bool {
	host := header
	if h, _, err := net.SplitHostPort(header); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || configured != "" && host == strings.ToLower(configured) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	bound, err := netip.ParseAddr(configured)
	everywhere := configured == "" || err == nil && bound.IsUnspecified()
	return ip.IsLoopback() || everywhere
}
