package plain

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// eastAsian is an encoding of East Asia and the signs that its texts are full of.
type eastAsian struct {
	name   string
	as     encoding.Encoding
	common map[rune]bool
}

// asian are those that are told from each other by their signs: most bytes that
// are a text in one are a text in the others too.
var asian = []eastAsian{
	{"shift_jis", japanese.ShiftJIS, japaneseSigns},
	{"euc-jp", japanese.EUCJP, japaneseSigns},
	{"gb18030", simplifiedchinese.GB18030, signs("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严简姓址区职业教育技能语言公司项目负责管理经验熟悉专业毕业普通话")},
	{"big5", traditionalchinese.Big5, signs("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題程展五果料象員位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別手角期根論運指幾區強放決西被做必先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器志世金增爭履歷經驗專業技能語言學歷公司負責管理熟悉畢業國語台灣姓名地址")},
	{"euc-kr", korean.EUCKR, signs("이다는을를의에가고하은지로도한사자기시인리아어나서대수정일부그해보원전제스장소상과구주조동공비유관만있경학개업회생성국신들교세면중무진방연선여습니까년월현재입력졸직원담당및능력언어한국영어자격증성명주소전화")},
}

// japaneseSigns are kana and what Japanese CVs are written with beside them.
var japaneseSigns = func() map[rune]bool {
	m := signs("日一人年大本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賞訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達履歴氏姓住所職務経歴学歴資格免許株式会社勤務担当卒業入社退社現在志望動機")
	for r := rune(0x3041); r <= 0x30FE; r++ {
		m[r] = true
	}
	return m
}()

func signs(s string) map[rune]bool {
	m := map[rune]bool{}
	for _, r := range s {
		m[r] = true
	}
	return m
}

// eastern reads data in the encoding of East Asia in which it makes most sense.
func eastern(data []byte) (text, name string, ok bool) {
	best := 0.0
	for _, a := range asian {
		out, err := a.as.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			continue
		}
		if share := shareOf(string(out), a.common); share > best {
			text, name, best = string(out), a.name, share
		}
	}
	return text, name, best >= leastCommon
}

// leastCommon is the share of a text's signs that are common ones at least.
const leastCommon = 0.25

func shareOf(text string, common map[rune]bool) float64 {
	n, all := 0, 0
	for _, r := range text {
		switch {
		case r < 0x80, r >= 0x3000 && r < 0x3040, r >= 0xFF00:
			continue
		case common[r]:
			n++
		}
		all++
	}
	return float64(n) / float64(max(all, 1))
}
