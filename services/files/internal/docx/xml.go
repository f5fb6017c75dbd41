package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

const maxDepth = 256

// decoder returns a strict decoder of XML in UTF-8 or UTF-16.
func decoder(data []byte) *xml.Decoder {
	if bytes.HasPrefix(data, []byte{0xFE, 0xFF}) || bytes.HasPrefix(data, []byte{0xFF, 0xFE}) {
		if utf8, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			data = utf8
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "utf-16") {
			return in, nil // decoded above
		}
		return nil, errors.New("unknown encoding")
	}
	return d
}

// each hands the tokens of a part to fn, and refuses what no honest document
// holds: document types, endless depth.
func each(data []byte, fn func(xml.Token)) error {
	d := decoder(data)
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		switch token.(type) {
		case xml.Directive:
			return fmt.Errorf("%w: a document type", ErrHostile)
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("%w: nested too deep", ErrHostile)
			}
		case xml.EndElement:
			depth--
		}
		fn(token)
	}
}

// The spaces whose elements are read, each in its transitional and its strict
// name.
const (
	wordSpace   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordStrict  = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	mathSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/math"
	mathStrict  = "http://purl.oclc.org/ooxml/officeDocument/math"
	drawSpace   = "http://schemas.openxmlformats.org/drawingml/2006/main"
	drawStrict  = "http://purl.oclc.org/ooxml/drawingml/main"
	compatSpace = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// name is an element's name with a short prefix: "w:p".
func name(n xml.Name) string {
	switch n.Space {
	case wordSpace, wordStrict:
		return "w:" + n.Local
	case mathSpace, mathStrict:
		return "m:" + n.Local
	case drawSpace, drawStrict:
		return "a:" + n.Local
	case compatSpace:
		return "mc:" + n.Local
	}
	return n.Local
}

// isOn reports whether a switch such as w:vanish is on.
func isOn(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
