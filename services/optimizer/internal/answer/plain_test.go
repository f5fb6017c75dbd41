package answer

import "testing"

func TestTextsArePlain(t *testing.T) {
	for text, want := range map[string]string{
		"Ran Go\u00adlang":         "Ran Golang",
		"Led \u200bno\u2060body":   "Led nobody",
		"Ｒａｎ　４７ tests":             "Ran 47 tests",
		"cafe\u0301, 5 m², ½":      "café, 5 m², ½",
		"one\r\ntwo\x07":           "one\ntwo",
		"می\u200cخواهم":            "می\u200cخواهم",
		"x\u202etxt.exe\U000e0041": "xtxt.exe",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is %q; want %q", text, got, want)
		}
	}
}
