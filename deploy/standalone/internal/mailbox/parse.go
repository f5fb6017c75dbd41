package mailbox

import (
	"bytes"
	"io"

	_ "github.com/emersion/go-message/charset" // mails in any charset
	"github.com/emersion/go-message/mail"
)

// parse reads what there is to show. A mail that is not well formed is shown
// as it came.
func parse(raw []byte) Message {
	msg, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return Message{Text: string(raw)}
	}
	var m Message
	m.Subject, _ = msg.Header.Subject() // what can't be decoded stays as it is
	for {
		part, err := msg.NextPart()
		if err != nil {
			break
		}
		header, inline := part.Header.(*mail.InlineHeader)
		if !inline {
			continue
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			break
		}
		if kind, _, _ := header.ContentType(); kind == "text/html" {
			m.HTML += string(body)
		} else {
			m.Text += string(body)
		}
	}
	if m.Text == "" && m.HTML == "" {
		m.Text = string(raw)
	}
	return m
}
