package extract

import (
	"fmt"
	"strings"
)

// Rejection says why a file can't be used and what to do about it.
type Rejection struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// The codes of rejections. They are part of the public promise.
const (
	encrypted  = "encrypted"
	damaged    = "damaged"
	unsafe     = "unsafe"
	noTextCode = "no_text_layer"
	noText     = "no_text"
	tooLong    = "too_long"
	tooComplex = "too_complex"
	unreadable = "unreadable_fonts"
	notText    = "not_text"
	unread     = "unread"
)

var rejections = map[string]*Rejection{
	encrypted: {encrypted, "The file is protected by a password. Save a copy without one " +
		"(in most programs: Save as or Print to PDF, with security off) and upload that."},
	damaged: {damaged, "The file is damaged or incomplete and can't be opened. " +
		"Open it in the program that made it, save it again, and upload the new copy."},
	unsafe: {unsafe, "The file is put together in a way that no office program does, so it wasn't opened. " +
		"Save it again with Word, LibreOffice or Google Docs and upload the new copy."},
	noText: {noText, "There is no text in the file that a program could read. Check that you chose the right one. " +
		"If you see text in it, it is drawn as shapes: export the CV again as DOCX, or as a PDF with its fonts."},
	tooLong: {tooLong, "The file is much longer than a CV can be. Upload only the CV, " +
		"without portfolio or attachments."},
	tooComplex: {tooComplex, "The file took too much time or memory to read. " +
		"Print it to a new PDF, or save it as DOCX, and upload that."},
	unreadable: {unreadable, "The file shows letters but doesn't say which letters they are, so its text can't be read. " +
		"Export it again from the program it was written in, with fonts embedded, or upload it as DOCX."},
	unread:  {unread, "The file could not be read, which is no fault of yours. Upload it again."},
	notText: {notText, "The file is not a text file, whatever its name says. Upload the CV as PDF, DOCX, TXT or MD."},
}

func (r *Rejection) copy() *Rejection {
	c := *r
	return &c
}

// Damaged reports whether the file could not be opened.
func (r Result) Damaged() bool { return r.Rejection != nil && r.Rejection.Code == damaged }

// Outcome is "parsed" or the code of the rejection.
func (r Result) Outcome() string {
	if r.Rejection != nil {
		return r.Rejection.Code
	}
	return "parsed"
}

// TooComplex is the rejection of a file that used up what it was given.
func TooComplex() Rejection { return *rejections[tooComplex] }

// Unread is the rejection of a file that nobody came to read.
func Unread() Rejection { return *rejections[unread] }

// noTextLayer is the rejection of a scan.
func noTextLayer(empty, pages int, tried bool) *Rejection {
	which := "Its pages are"
	switch {
	case pages == 1:
		which = "Its page is"
	case empty > 0 && empty < pages:
		which = fmt.Sprintf("%d of its %d pages are", empty, pages)
	case pages == 0:
		which = "Its content is"
	}
	advice := "Text recognition (OCR) is not installed or switched off here: upload the document it was made from, or run OCR over it first."
	if tried {
		advice = "Text recognition (OCR) found no words in them: upload the document it was made from, or a sharper scan."
	}
	return &Rejection{noTextCode, strings.Join([]string{
		"The file holds pictures but no text.", which, "probably scanned or photographed.", advice,
	}, " ")}
}
