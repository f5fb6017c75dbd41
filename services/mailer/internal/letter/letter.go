// Package letter puts the product's mails into words, plain and HTML. Nothing
// in them is taken from a request: no links, no names, no images.
package letter

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"math"
	text "text/template"
	"time"
)

//go:embed templates
var templates embed.FS

var (
	plain = text.Must(text.ParseFS(templates, "templates/*.txt"))
	rich  = html.Must(html.ParseFS(templates, "templates/*.html"))
)

// Words are what a mail says.
type Words struct {
	Subject string
	Text    string
	HTML    string
}

// OTP returns the mail that brings a one-time code.
func OTP(code string, now, expires time.Time) (Words, error) {
	return render("otp", "Your Sartor sign-in code", map[string]string{
		"Code":  code,
		"Life":  minutes(expires.Sub(now)),
		"Until": expires.UTC().Format("15:04 UTC"),
	})
}

func render(name, subject string, data map[string]string) (Words, error) {
	var t, h bytes.Buffer
	if err := plain.ExecuteTemplate(&t, name+".txt", data); err != nil {
		return Words{}, fmt.Errorf("render %s: %w", name, err)
	}
	data["Subject"] = subject
	if err := rich.ExecuteTemplate(&h, name+".html", data); err != nil {
		return Words{}, fmt.Errorf("render %s: %w", name, err)
	}
	return Words{Subject: subject, Text: t.String(), HTML: h.String()}, nil
}

// minutes says how long d is, rounded to what a reader cares about.
func minutes(d time.Duration) string {
	n := int(math.Round(d.Minutes()))
	if n <= 1 {
		return "minute"
	}
	return fmt.Sprintf("%d minutes", n)
}
