// Package plain reads text files, Markdown among them, in whatever encoding
// they come.
package plain

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/sartor-cv/sartor/libs/words"
)

// ErrBinary is returned for what is no text in any encoding.
var ErrBinary = errors.New("the file is not text")

// Text is what was read of a file.
type Text struct {
	Text       string
	Guessed    string // the encoding, where the file does not say it and it isn't UTF-8
	Hidden     int    // characters that no reader sees, kept out
	HiddenText string // their start
	Broken     int    // bytes that are no characters of the encoding
}

// Read decodes a text file.
func Read(data []byte) (Text, error) {
	raw, guessed, err := decode(data)
	if err != nil {
		return Text{}, err
	}
	t := clean(raw)
	t.Guessed = guessed
	return t, nil
}

// IsText reports whether data is text in some encoding.
func IsText(data []byte) bool {
	_, _, err := decode(data)
	return err == nil
}

var (
	utf16le = utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	utf16be = utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	utf32le = utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	utf32be = utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
)

// marks are the byte order marks, the longer of two that begin alike first.
var marks = []struct {
	mark string
	as   encoding.Encoding
}{
	{"\xFF\xFE\x00\x00", utf32le},
	{"\x00\x00\xFE\xFF", utf32be},
	{"\xFF\xFE", utf16le},
	{"\xFE\xFF", utf16be},
	{"\xEF\xBB\xBF", encoding.Nop},
}

func decode(data []byte) (text, guessed string, err error) {
	for _, m := range marks {
		if rest, ok := bytes.CutPrefix(data, []byte(m.mark)); ok {
			return with(m.as, rest, "")
		}
	}
	if bytes.IndexByte(data, 0) >= 0 {
		if as, name := wide(data); as != nil {
			return with(as, data, name)
		}
	}
	if bytes.Contains(data, []byte("\x1b$B")) || bytes.Contains(data, []byte("\x1b$@")) {
		return with(japanese.ISO2022JP, data, "iso-2022-jp")
	}
	if utf8.Valid(data) {
		return checked(string(data), "")
	}
	return guess(data)
}

func with(as encoding.Encoding, data []byte, name string) (string, string, error) {
	out, err := as.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", ErrBinary
	}
	return checked(string(out), name)
}

// wide tells UTF-16 and UTF-32 without a mark by where the zeros are.
func wide(data []byte) (encoding.Encoding, string) {
	var zeros [4]int
	sample := data[:min(len(data), 4096)&^3]
	for i, b := range sample {
		if b == 0 {
			zeros[i%4]++
		}
	}
	quarter := len(sample) / 4
	if quarter == 0 {
		return nil, ""
	}
	most := func(i int) bool { return 10*zeros[i] > 6*quarter }
	few := func(i int) bool { return 10*zeros[i] < quarter }
	switch {
	case few(0) && most(2) && most(3):
		return utf32le, "utf-32le"
	case most(0) && most(1) && few(3):
		return utf32be, "utf-32be"
	case few(0) && few(2) && zeros[1]+zeros[3] > quarter/4:
		return utf16le, "utf-16le"
	case few(1) && few(3) && zeros[0]+zeros[2] > quarter/4:
		return utf16be, "utf-16be"
	}
	return nil, ""
}

// supersets are the encodings that programs really wrote where another name
// was found.
var supersets = map[string]string{
	"ISO-8859-1": "windows-1252", "ISO-8859-2": "windows-1250", "ISO-8859-5": "windows-1251",
	"ISO-8859-6": "windows-1256", "ISO-8859-7": "windows-1253", "ISO-8859-8": "windows-1255",
	"ISO-8859-8-I": "windows-1255", "ISO-8859-9": "windows-1254",
}

func guess(data []byte) (string, string, error) {
	all, err := chardet.NewTextDetector().DetectAll(data[:min(len(data), 64<<10)])
	if err != nil {
		return "", "", ErrBinary
	}
	for _, found := range all {
		if slices.ContainsFunc(asian, func(a eastAsian) bool {
			return strings.EqualFold(a.name, strings.ReplaceAll(found.Charset, "GB-", "GB"))
		}) {
			if text, called, ok := eastern(data); ok {
				return checked(text, called)
			}
			continue
		}
		if text, called, err := as(found.Charset, data); err == nil {
			return text, called, nil
		}
	}
	return "", "", ErrBinary
}

// eastOfVienna are the languages that write Latin letters of Windows-1250.
var eastOfVienna = []string{"pl", "cs", "sk", "hu", "ro", "hr", "sl"}

// as reads data in an encoding that a detector has named, or in one beside it.
func as(name string, data []byte) (string, string, error) {
	if wider, ok := supersets[name]; ok {
		name = wider
	}
	found, err := ianaindex.IANA.Encoding(name)
	if err != nil || found == nil {
		return "", "", ErrBinary
	}
	text, called, err := with(found, data, strings.ToLower(name))
	if err == nil && isMisread(text) {
		if better, name, ok := inAlphabet(data); ok {
			return better, name, nil
		}
	}
	if err == nil && name == "windows-1252" && slices.Contains(eastOfVienna, words.Detect(text)) {
		text, called, err = with(charmap.Windows1250, data, "windows-1250")
	}
	if err == nil {
		if better, name, ok := sibling(data, called, text); ok {
			return better, name, nil
		}
	}
	return text, called, err
}

// checked refuses what decodes but is no text: too many controls.
func checked(text, name string) (string, string, error) {
	controls, all := 0, 0
	for _, r := range text {
		all++
		if isControl(r) {
			controls++
		}
	}
	if 20*controls > all {
		return "", "", ErrBinary
	}
	return text, name, nil
}

func isControl(r rune) bool {
	switch r {
	case '\t', '\n', '\r', '\f', '\v', 0x1B, 0x85:
		return false
	}
	return unicode.IsControl(r) || r == utf8.RuneError
}
