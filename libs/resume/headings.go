package resume

import (
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/libs/words"
)

// headings are what sections are called, by kind.
var headings = func() map[string]string {
	m := map[string]string{}
	for kind, lists := range map[string][]string{
		SectionContact: {
			"contact|contact details|contact information|contacts|get in touch|personal details|personal information|personal data|personal info|details|profiles|links|social|websites",
			"kontakt|kontaktdaten|persönliche daten|persönliche angaben|zur person|angaben zur person",
			"coordonnées|informations personnelles|état civil|contactez-moi|datos de contacto|datos personales|contacto|información personal",
			"contatti|dati personali|informazioni personali|contato|dados pessoais|dane kontaktowe|dane osobowe|contactgegevens|persoonlijke gegevens|контакты|контактная информация|iletişim|επικοινωνία|liên hệ|連絡先|联系方式|联系信息|연락처|פרטי קשר|צור קשר|التواصل|معلومات الاتصال|संपर्क",
		},
		SectionSummary: {
			"summary|profile|professional profile|professional summary|about|about me|personal statement|objective|career objective|career summary|executive summary|career profile|personal profile|overview|introduction|currently|who i am|resume summary",
			"profil|kurzprofil|über mich|zusammenfassung|persönliches profil|berufsziel|berufliches profil",
			"à propos|à propos de moi|résumé|objectif|présentation|profil professionnel|perfil|resumen|sobre mí|perfil profesional|objetivo|acerca de mí|extracto",
			"profilo|profilo professionale|chi sono|sommario|resumo|sobre mim|perfil profissional|podsumowanie|podsumowanie zawodowe|o mnie|profil zawodowy|profiel|over mij|samenvatting|о себе|обо мне|профиль|özet|hakkımda|profesyonel özet|προφίλ|περίληψη|tóm tắt|giới thiệu|mục tiêu nghề nghiệp|職務要約|自己pr|自己紹介|个人简介|个人总结|自我评价|关于我|소개|자기소개|תקציר|פרופיל|אודות|نبذة|الملخص|الملخص المهني|نبذة عني|सारांश|परिचय",
		},
		SectionExperience: {
			"experience|work experience|professional experience|employment|employment history|work history|career history|work|professional background|relevant experience|industry experience|career|positions|occupation|research experience|teaching experience|volunteer experience|volunteering experience|job history|internships|internship experience|previous experience|additional experience|other experience|academic experience|leadership experience|engineering experience",
			"berufserfahrung|beruflicher werdegang|werdegang|berufspraxis|praxiserfahrung|praktische erfahrung|arbeitserfahrung|praktika|tätigkeiten|berufliche erfahrung|berufstätigkeit|stationen",
			"expérience|expériences|expérience professionnelle|expériences professionnelles|expériencesprofessionnelles|parcours professionnel|parcours|stages|experiencia|experiencia laboral|experiencia profesional|trayectoria|trayectoria profesional|historial laboral",
			"esperienza|esperienze|esperienza lavorativa|esperienze lavorative|esperienza professionale|esperienze professionali|experiência|experiência profissional|doświadczenie|doświadczenie zawodowe|przebieg kariery|werkervaring|ervaring|опыт работы|опыт|iş deneyimi|deneyim|mesleki deneyim|tecrübe|εργασιακή εμπειρία|επαγγελματική εμπειρία|kinh nghiệm|kinh nghiệm làm việc|職務経歴|職歴|工作经历|工作经验|实习经历|경력|경력사항|ניסיון|ניסיון תעסוקתי|ניסיון מקצועי|الخبرة|الخبرات|الخبرة المهنية|الخبرات العملية|अनुभव|कार्य अनुभव",
		},
		SectionEducation: {
			"education|education & training|education and training|academic background|academic history|qualifications|academic qualifications|studies|educational background|academics|schooling|education & certifications|education and certifications",
			"ausbildung|bildung|bildungsweg|studium|schulbildung|akademische ausbildung|ausbildung und studium|studium und ausbildung|aus- und weiterbildung|schulische ausbildung|hochschulausbildung",
			"formation|formations|études|diplômes|diplômes & concours|cursus|formation académique|éducation|scolarité|educación|formación|formación académica|estudios|estudios académicos",
			"istruzione|formazione|istruzione e formazione|educação|formação|formação acadêmica|formação académica|wykształcenie|edukacja|opleiding|opleidingen|onderwijs|образование|eğitim|εκπαίδευση|σπουδές|học vấn|trình độ học vấn|学歴|教育背景|教育经历|教育|학력|학력사항|השכלה|التعليم|المؤهلات العلمية|शिक्षा",
		},
		SectionSkills: {
			"skills|technical skills|key skills|core skills|core competencies|competencies|competences|skills & tools|skills and tools|technologies|technical expertise|expertise|areas of expertise|skill set|tools|tech stack|programming skills|professional skills|computer skills|specialties|strengths|specialized in|skills summary|soft skills|hard skills|it skills|technical proficiencies|programming|proficiencies",
			"kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse|edv-kenntnisse|it-kenntnisse|kenntnisse und fähigkeiten|fertigkeiten|kernkompetenzen|technische kenntnisse|qualifikationen|softwarekenntnisse|technologien",
			"compétences|compétences techniques|compétences clés|savoir-faire|informatique|compétences informatiques|outils|competencias|habilidades|aptitudes|conocimientos|competencias técnicas|habilidades técnicas|conocimientos técnicos",
			"competenze|competenze tecniche|capacità|competências|habilidades técnicas|umiejętności|kompetencje|vaardigheden|competenties|навыки|ключевые навыки|умения|yetenekler|beceriler|teknik beceriler|yetkinlikler|δεξιότητες|kỹ năng|スキル|技能|专业技能|技能清单|기술|보유기술|기술 스택|מיומנויות|כישורים|المهارات|مهارات|कौशल",
		},
		SectionProjects: {
			"projects|personal projects|selected projects|side projects|key projects|open source|open source projects|academic projects|project experience|notable projects|portfolio|research projects",
			"projekte|ausgewählte projekte|projets|projets personnels|proyectos|proyectos personales|progetti|projetos|projekty|projecten|проекты|projeler|έργα|dự án|プロジェクト|项目经历|项目经验|项目|프로젝트|פרויקטים|المشاريع|परियोजनाएँ|परियोजनाएं",
		},
		SectionCertificates: {
			"certifications|certificates|certification|licenses & certifications|licenses and certifications|licences|licenses|registrations|professional certifications|certifications & licenses|certifications and licenses|accreditations|courses|training|courses & certifications|trainings",
			"zertifikate|zertifizierungen|weiterbildung|weiterbildungen|fortbildungen|kurse|lizenzen|certificats|certifications et formations|formations complémentaires|certificaciones|certificados|cursos|formación complementaria|cursos y certificaciones",
			"certificazioni|certificati|corsi|certificações|certificados e cursos|certyfikaty|kursy|szkolenia|kursy i szkolenia|certificaten|cursussen|сертификаты|курсы|повышение квалификации|sertifikalar|kurslar|πιστοποιήσεις|chứng chỉ|資格|证书|资格证书|자격증|자격|הסמכות|תעודות|קורסים|الشهادات|الدورات|प्रमाणपत्र|प्रमाण पत्र",
		},
		SectionLanguages: {
			"languages|language skills|spoken languages|language|sprachen|sprachkenntnisse|fremdsprachen|langues|langues étrangères|idiomas|lenguas|lingue|lingue straniere|línguas|języki|języki obce|znajomość języków|talen|языки|иностранные языки|знание языков|diller|yabancı diller|yabancı dil|γλώσσες|ξένες γλώσσες|ngoại ngữ|ngôn ngữ|語学|言語|语言|语言能力|언어|외국어|어학|שפות|اللغات|भाषाएँ|भाषाएं",
		},
		SectionOther: {
			"awards|honors|honours|honors & awards|honors and awards|awards & honors|achievements|publications|interests|hobbies|hobbies & interests|volunteering|volunteer|volunteer work|references|activities|extracurricular activities|additional information|other|misc|miscellaneous|patents|talks|conferences|memberships|affiliations|professional affiliations|community|leadership|scholarships|military service|research interests|presentations|extracurricular|professional memberships|affiliations & memberships|press|service|program committees|writing|speaking",
			"ehrenamt|interessen|hobbys|auszeichnungen|veröffentlichungen|publikationen|referenzen|sonstiges|engagement|preise|interessen und hobbys|weitere informationen|mitgliedschaften|ehrenamtliches engagement",
			"centres d'intérêt|centres d’intérêt|centres d'intérêts|loisirs|bénévolat|distinctions|références|divers|prix|intereses|otros datos|voluntariado|premios|publicaciones|referencias|aficiones|otros",
			"interessi|volontariato|pubblicazioni|riconoscimenti|interesses|publicações|prêmios|outros|zainteresowania|wolontariat|nagrody|publikacje|inne|interesses|hobby's|vrijwilligerswerk|nevenactiviteiten|интересы|увлечения|награды|публикации|дополнительно|дополнительная информация|ilgi alanları|hobiler|ödüller|referanslar|gönüllülük|ενδιαφέροντα|εθελοντισμός|sở thích|hoạt động|giải thưởng|hoạt động tình nguyện|趣味|受賞|受賞歴|兴趣爱好|荣誉奖项|获奖情况|获奖经历|荣誉|관심사|수상|수상경력|취미|תחומי עניין|התנדבות|פרסים|הישגים|الاهتمامات|الهوايات|التطوع|الجوائز|रुचियाँ|रुचियां|पुरस्कार",
		},
	} {
		for _, list := range lists {
			for h := range strings.SplitSeq(list, "|") {
				m[words.Plain(h)] = kind
			}
		}
	}
	return m
}()

// headingKind tells what kind of section a line begins, if it is a heading
// that we know.
func headingKind(text string) (string, bool) {
	if len(text) > 80 {
		return "", false
	}
	text = strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	text = strings.Join(strings.Fields(text), " ")
	kind, ok := headings[words.Plain(text)]
	return kind, ok
}
