package resume

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

func cues(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[words.Plain(w)] = true
	}
	return m
}

// titleCues are words that job titles are made of.
var titleCues = cues(`engineer engineers developer manager director analyst consultant architect designer administrator assistant
intern internship lead head officer specialist coordinator supervisor scientist researcher nurse teacher professor lecturer
technician programmer accountant president founder cofounder cto ceo cfo coo vp partner fellow associate representative
executive strategist writer editor trainer mentor tutor instructor operator clerk advisor adviser planner buyer agent freelancer
freelance contractor owner student volunteer devops sre scrum
ingenieur ingenieurin entwickler entwicklerin leiter leiterin abteilungsleiter qualitätsingenieur projektleiter projektleiterin berater beraterin
werkstudent werkstudentin praktikant praktikantin sachbearbeiter sachbearbeiterin geschäftsführer geschäftsführerin mitarbeiter mitarbeiterin teamleiter referent assistent assistentin techniker kaufmann kauffrau trainee
ingénieur ingénieure développeur développeuse chef cheffe responsable directeur directrice consultante stagiaire enseignant enseignante technicien technicienne
conseiller conseillère assistante comptable architecte alternant alternante chargé chargée
ingeniero ingeniera desarrollador desarrolladora jefe jefa arquitecto arquitecta ayudante técnico técnica gerente analista consultor consultora
becario becaria profesor profesora diseñador diseñadora administrativo administrativa coordinador coordinadora
sviluppatore ingegnere responsabile desenvolvedor engenheiro gerente księgowa księgowy inżynier kierownik specjalista programista medewerker ontwikkelaar`)

// organizationCues are words that employers and schools are named with.
var organizationCues = cues(`inc ltd llc llp gmbh ag kg se ug ev corp corporation company co plc sa sas sarl srl sl slu bv nv oy ab aps spa oyj as sp
university universität universitat université universidad università universidade uniwersytet universiteit college school schule hochschule fachhochschule gymnasium
lycée institut institute instituto école escuela academy akademie académie bank hospital klinik clinic foundation stiftung fondation
group groupe grupo gruppe holding studio studios labs systems solutions technologies consulting partners agency ministry council department
krankenhaus trust society association verein authority laboratory laboratories institution polytechnic politecnico iut tu eth mit coopérative 株式会社 有限会社 大学
ооо зао оао пао ао ип фгуп ооо банк компания завод университет институт академия школа лицей колледж гимназия
şirketi holding üniversitesi üniversite lisesi okulu bankası hastanesi uniwersytet politechnika szkoła liceum spółka biuro
שבעמ בעמ חברת אוניברסיטת אוניברסיטה מכללת شركة مؤسسة جامعة بنك مدرسة معهد πανεπιστήμιο πολυτεχνείο εταιρεία`)

// organized are the ends of names in scripts that write no blanks.
var organized = []string{"公司", "会社", "集团", "集團", "大学", "大學", "学院", "學院", "银行", "銀行", "研究所", "대학교", "주식회사", "은행", "công ty", "đại học", "тов «", "α.ε.", "בע״מ", "בע\"מ", "a.ş."}

// degreeCues are words that degrees are named with.
var degreeCues = cues(`bsc msc ba ma bs ms mba phd dphil md jd llb llm beng meng bachelor bachelors master masters doctor doctorate doctoral degree diploma associate
gcse abitur diplom dipl bac baccalauréat licence diplôme dut bts cap capes doctorat magister magisterka inżynier licencjat grado máster
licenciatura doctorado bachillerato ingeniería laurea maturità mestrado bacharelado graduação certificate staatsexamen magister promotion mittlere
hnd btec kursus honours hons sc ph eng`)
