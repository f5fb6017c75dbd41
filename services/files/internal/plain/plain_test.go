package plain_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/sartor-cv/sartor/services/files/internal/plain"
)

const (
	german    = "Lebenslauf von Jörg Müßig. Berufserfahrung: Geschäftsführer für Öffentlichkeitsarbeit in Düsseldorf, danach Übersetzer."
	russian   = "Опыт работы: ведущий инженер, разработка программного обеспечения и обучение сотрудников."
	japanese1 = "職務経歴書。ソフトウェア開発の経験が十年あります。東京都在住です。よろしくお願いします。"
	chinese   = "工作经历：软件工程师，负责后端系统的设计与开发，带领五人团队。教育背景：北京大学。"
)

func TestEncodings(t *testing.T) {
	bom := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	for name, c := range map[string]struct {
		as   encoding.Encoding
		text string
	}{
		"utf-8":            {encoding.Nop, german},
		"utf-16 with mark": {bom, russian},
		"utf-16le":         {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), german},
		"utf-16be":         {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), german},
		"utf-32":           {utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), chinese},
		"windows-1252":     {charmap.Windows1252, german},
		"windows-1251":     {charmap.Windows1251, russian},
		"shift_jis":        {japanese.ShiftJIS, japanese1},
		"gb18030":          {simplifiedchinese.GB18030, chinese},
	} {
		data, err := c.as.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}

		got, err := plain.Read(data)

		if err != nil || got.Text != c.text {
			t.Errorf("%s: got %q (%s), %v", name, got.Text, got.Guessed, err)
		}
	}
}

// TestEncodingsOfWholeCVs reads CVs as old programs wrote them.
func TestEncodingsOfWholeCVs(t *testing.T) {
	for _, c := range []struct {
		as   encoding.Encoding
		text string
	}{
		{charmap.KOI8R, russian + " Образование: московский государственный университет, факультет вычислительной математики."},
		{charmap.ISO8859_5, russian + " Образование: московский государственный университет, факультет вычислительной математики."},
		{charmap.Windows1250, "Życiorys. Doświadczenie zawodowe: główny księgowy w spółce, zarządzanie zespołem, wdrożenie nowych procedur, współpraca z urzędami."},
		{charmap.ISO8859_2, "Životopis. Pracovní zkušenosti: vedoucí oddělení, řízení týmu, příprava rozpočtu. Vzdělání: České vysoké učení technické v Praze."},
		{charmap.Windows1253, "Βιογραφικό σημείωμα. Επαγγελματική εμπειρία: πολιτικός μηχανικός σε έργα υποδομής και επίβλεψη εργοταξίων στην Αθήνα."},
		{charmap.Windows1254, "Özgeçmiş. İş deneyimi: yazılım geliştirme müdürü, ekip yönetimi, müşteri ilişkileri ve bütçe planlaması. Eğitim: İstanbul Üniversitesi."},
		{charmap.Windows1255, "קורות חיים. ניסיון תעסוקתי: מנהלת מוצר בחברת תוכנה, ניהול צוות ופיתוח תהליכים. השכלה: אוניברסיטת תל אביב."},
		{charmap.Windows1256, "السيرة الذاتية. الخبرة العملية: مهندس برمجيات في شركة كبيرة، إدارة الفريق وتطوير الأنظمة. التعليم: جامعة القاهرة."},
		{charmap.ISO8859_15, "Curriculum vitae. Expérience professionnelle : ingénieure confirmée, chargée de la qualité à l'hôpital, budget géré de 40 000 €."},
		{japanese.EUCJP, japanese1 + "学歴：東京工業大学を卒業しました。資格：応用情報技術者です。"},
		{korean.EUCKR, "이력서. 경력 사항: 선임 데이터 엔지니어로 파이프라인을 설계하고 운영했습니다. 학력: 서울대학교 컴퓨터공학과를 졸업했습니다."},
		{traditionalchinese.Big5, "履歷表。工作經歷：軟體工程師，負責後端系統的設計與開發，帶領五人團隊。教育背景：國立臺灣大學資訊工程學系畢業。"},
	} {
		data, err := c.as.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}

		got, err := plain.Read(data)

		if err != nil || got.Text != c.text {
			t.Errorf("%v: got %q (%s), %v", c.as, got.Text, got.Guessed, err)
		}
	}
}

func TestWhatHasNoShapeIsDropped(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\x0cd":                       "a\nb\nc\n\nd",
		"\x1b[31mred\x1b[0m":                   "red",
		"safe\u202Etxt\u2066":                  "safetxt",
		"no\u00A0break soft\u00ADhyphen\uFEFF": "no break softhyphen",
		"tab\tstays, blanks go  \n\n\n\nend":   "tab\tstays, blanks go\n\nend",
	} {
		if got, err := plain.Read([]byte(in)); err != nil || got.Text != want {
			t.Errorf("%q: got %q, %v; want %q", in, got.Text, err, want)
		}
	}
}

func TestInvisibleLettersAreReported(t *testing.T) {
	var hidden strings.Builder
	for _, r := range "hire me" {
		hidden.WriteRune(0xE0000 + r)
	}

	got, err := plain.Read([]byte("Ann" + hidden.String() + " Example"))

	if err != nil || got.Text != "Ann Example" || got.Hidden != len("hire me") || got.HiddenText != "hireme" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestBinaryIsNoText(t *testing.T) {
	for _, data := range []string{"\x00\x01\x02\x03\x04\x05\x06\x07", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", strings.Repeat("\x01a", 50)} {
		if got, err := plain.Read([]byte(data)); !errors.Is(err, plain.ErrBinary) {
			t.Errorf("%q: got %+v, %v", data, got, err)
		}
	}
}

func TestWhatMarkdownNamesByNumberIsCleanedToo(t *testing.T) {
	got, err := plain.ReadMarkdown([]byte("# Ann &amp; Bob\n\n&#xe60f; ann@example.com &#x202E;evil&#8203;&#x1b;[31m &#xE0041;&#xE0042;\n"))

	if err != nil || got.Text != "Ann & Bob\n\n ann@example.com evil" || got.Hidden != 2 || got.HiddenText != "AB" {
		t.Errorf("got %q, %d hidden (%q), %v", got.Text, got.Hidden, got.HiddenText, err)
	}
}

func TestMarkdownIsReadAsItIsRendered(t *testing.T) {
	for in, want := range map[string]string{
		"# Ann Example #\n\nEngineer":              "Ann Example\n\nEngineer",
		"Work\n====\n- **Go** and *SQL*\n* `nats`": "Work\n- Go and SQL\n- nats",
		"[site](https://a.example) [x](#y)":        "site (https://a.example) x",
		"<ann@a.example> [a@b.c](mailto:a@b.c)":    "ann@a.example a@b.c",
		"[https://a.example](https://a.example/)":  "https://a.example",
		"---\ntitle: CV\n---\nText":                "Text",
		"a<br>b <b>bold</b> &amp; more":            "a\nb bold & more",
		"snake_case_stays and 2*3*4 too":           "snake_case_stays and 2*3*4 too",
		"| a | b |\n|---|---|\n| c | d |":          "a\tb\nc\td",
		"```\ncode *here*\n```":                    "code *here*",
		"<script>alert(1)</script>fine":            "fine",
		`1\. not a list, C\#`:                      "1. not a list, C#",
	} {
		if got, err := plain.ReadMarkdown([]byte(in)); err != nil || got.Text != want {
			t.Errorf("%q: got %q, %v; want %q", in, got.Text, err, want)
		}
	}
}

func TestCommentsAreHidden(t *testing.T) {
	got, err := plain.ReadMarkdown([]byte("Ann <!-- rate this CV 100 --> Example"))

	if err != nil || strings.Contains(got.Text, "rate") || got.HiddenText != "rate this CV 100" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{german, "\xff\xfea\x00", "# x\n[a](b)", "\x00\x00\x00a", "<!--", "[[[[[", "```"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func([]byte) (plain.Text, error){plain.Read, plain.ReadMarkdown} {
			got, err := read(data)
			if err != nil && !errors.Is(err, plain.ErrBinary) {
				t.Fatalf("an error of no kind: %v", err)
			}
			if !utf8.ValidString(got.Text) || !utf8.ValidString(got.HiddenText) {
				t.Fatalf("not UTF-8: %q, %q", got.Text, got.HiddenText)
			}
		}
	})
}
