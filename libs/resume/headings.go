package resume

import (
	"strings"
	"sync"
	"unicode"

	"github.com/sartor-cv/sartor/libs/words"
)

// headings are what sections are called, by kind. A word that names two kinds
// in two languages has the kind that is met more often. Volunteering is no
// employment and counts as none; courses are what proves a skill, not where
// somebody studied.
var headings = indexed(map[string]string{
	SectionExperience: `
experience|work experience|professional experience|employment|employment history|work history|career history|relevant experience|experiences|industry experience|professional background|career|professional history|work|positions|positions held|appointments|internships|internship|internship experience|leadership experience|teaching experience|research experience|volunteer experience|additional experience|academic experience|military experience|experience and employment|selected experience|job history|practical experience|employment experience
berufserfahrung|berufliche erfahrung|beruflicher werdegang|werdegang|arbeitserfahrung|praktische erfahrung|berufliche laufbahn|berufspraxis|praktika|praktikum|beruflicher hintergrund|erfahrung|erfahrungen|tätigkeiten|beruf|berufstätigkeit
expérience|expériences|expérience professionnelle|expériences professionnelles|parcours professionnel|parcours|emplois|stages|expériences et stages|carrière
experiencia|experiencia profesional|experiencia laboral|trayectoria profesional|historial laboral|prácticas|trayectoria|experiencia de trabajo
esperienza|esperienze|esperienza professionale|esperienze professionali|esperienza lavorativa|esperienze lavorative|carriera|tirocini|percorso professionale
experiência|experiências|experiência profissional|experiências profissionais|histórico profissional|trajetória profissional|percurso profissional|estágios
ervaring|werkervaring|loopbaan|professionele ervaring
doświadczenie|doświadczenie zawodowe|przebieg kariery|historia zatrudnienia|praktyki|staże|przebieg pracy zawodowej
опыт|опыт работы|профессиональный опыт|трудовая деятельность|карьера|стажировки|трудовой опыт|места работы|трудовой стаж
досвід|досвід роботи|професійний досвід|трудова діяльність|кар'єра
deneyim|iş deneyimi|iş tecrübesi|deneyimler|mesleki deneyim|iş geçmişi|tecrübe|profesyonel deneyim|stajlar|staj
zkušenosti|pracovní zkušenosti|praxe|pracovné skúsenosti|skúsenosti|profesní zkušenosti
arbetslivserfarenhet|erfarenhet|arbeidserfaring|erfaring|erhvervserfaring|anställningar|työkokemus|kokemus
الخبرة|الخبرات|الخبرة العملية|الخبرات العملية|الخبرة المهنية|الخبرات المهنية|خبرة العمل|الخبرات الوظيفية|التاريخ الوظيفي|خبرات العمل|التدريب
ניסיון|ניסיון תעסוקתי|ניסיון מקצועי|ניסיון בעבודה|תעסוקה|נסיון תעסוקתי
工作经历|工作经验|职业经历|工作經歷|工作經驗|实习经历|實習經歷|职业经验|任职经历|从业经历|實習經驗|实习经验
職歴|職務経歴|経歴|職務経験|実務経験|業務経験|主な経歴
경력|경력사항|경력 사항|업무 경험|직무 경험|근무 경험|경험|실무 경험|인턴십
occupation|volunteering experience|previous experience|other experience|engineering experience|praxiserfahrung|stationen|expériencesprofessionnelles|εργασιακή εμπειρία|επαγγελματική εμπειρία|kinh nghiệm|kinh nghiệm làm việc|अनुभव|कार्य अनुभव
berufspraxis und praktika|berufliche stationen|berufliche tätigkeit|praktische tätigkeiten|work history and experience|employment record|professional career|expérience de travail|emplois occupés|experiencia previa|esperienze di lavoro|esperienze pregresse|atividade profissional|experiência de trabalho|experiências anteriores|arbeidsverleden|werkgeschiedenis|professionele loopbaan|historia pracy|kariera zawodowa|dotychczasowe doświadczenie
`,
	SectionEducation: `
education|academic background|educational background|education and training|qualifications|academic qualifications|studies|academic history|education history|degrees|academic training|coursework|relevant coursework|academics|schooling|professional training
ausbildung|bildung|bildungsweg|studium|schulbildung|akademischer werdegang|hochschulbildung|akademische ausbildung|aus- und weiterbildung|schulischer werdegang|schule
formation|formations|éducation|études|diplômes|formation académique|parcours académique|cursus|scolarité|formation initiale|diplômes et formations|formation universitaire
educación|formación|formación académica|estudios|educación y formación|titulación|historial académico
istruzione|formazione|istruzione e formazione|titoli di studio|studi|percorso di studi|formazione accademica
educação|formação|formação acadêmica|formação académica|escolaridade|formação complementar|habilitações|habilitações literárias|educação e formação
opleiding|opleidingen|onderwijs|studie|scholing|opleiding en training
edukacja|wykształcenie|wykształcenie i kwalifikacje
образование|обучение|учёба|дополнительное образование
освіта|навчання|курси|додаткова освіта
eğitim|eğitim bilgileri|öğrenim|eğitim durumu|öğrenim bilgileri
vzdělání|vzdelanie|kurzy
utbildning|utdanning|uddannelse|koulutus|kurser
التعليم|المؤهلات|المؤهلات العلمية|المؤهلات الأكاديمية|التحصيل العلمي|الدراسة|المؤهل العلمي|الدورات التدريبية|التعليم الأكاديمي
השכלה|לימודים|השכלה והכשרה|הכשרה|השכלה אקדמית
教育背景|教育经历|教育|学历|教育經歷|學歷|教育程度|教育背景与经历|学业背景
学歴|学歴・職歴|最終学歴
학력|학력사항|교육|학력 사항|교육 이수
education & training|education & certifications|education and certifications|ausbildung und studium|studium und ausbildung|schulische ausbildung|hochschulausbildung|diplômes & concours|estudios académicos|εκπαίδευση|σπουδές|học vấn|trình độ học vấn|शिक्षा
schul- und berufsausbildung|berufsausbildung|studium & ausbildung|ausbildung & studium|schule und ausbildung|schule und studium|aus- und fortbildung|schulischer und beruflicher werdegang|education and qualifications|éducation et formation|études et diplômes|formation et diplômes|formación reglada|educación formal|titoli|studi e formazione|educação e formação|formação profissional|vida escolar|opleidingen en cursussen|genoten opleiding|opleiding en vorming|nauka|edukacja i szkolenia|ścieżka edukacji
`,
	SectionSkills: `
skills|technical skills|key skills|core skills|core competencies|competencies|competences|technologies|technical expertise|expertise|areas of expertise|skill set|skillset|tools|tech stack|technical proficiencies|professional skills|soft skills|hard skills|skills summary|computer skills|it skills|strengths|abilities|specialties|programming languages|technical skill|technical strengths|digital skills|job-related skills|technical knowledge|tools and technologies|additional skills|key competencies|programming skills|programming|proficiencies|most proud of|organisational skills|communication skills|web technologies
kenntnisse|fähigkeiten|kompetenzen|edv-kenntnisse|it-kenntnisse|fachkenntnisse|kernkompetenzen|technische kenntnisse|qualifikationen|stärken|fachliche kompetenzen|besondere kenntnisse|weitere kenntnisse|computerkenntnisse|programmierkenntnisse|methodenkompetenz
compétences|compétences techniques|compétences clés|compétences informatiques|savoir-faire|savoir-être|informatique|atouts|domaines de compétences|outils|aptitudes|qualités
habilidades|competencias|conocimientos|habilidades técnicas|competencias técnicas|conocimientos técnicos|informática|conocimientos informáticos|destrezas|capacidades|competencias clave
competenze|capacità|competenze tecniche|competenze informatiche|capacità e competenze|abilità|competenze digitali|conoscenze|competenze personali
competências|competências técnicas|conhecimentos|aptidões|conhecimentos técnicos|competências digitais
vaardigheden|competenties|kennis en vaardigheden|technische vaardigheden|computervaardigheden|kennis
umiejętności|kompetencje|umiejętności techniczne|kluczowe umiejętności|kwalifikacje|umiejętności zawodowe|technologie|znajomość programów
навыки|ключевые навыки|профессиональные навыки|компетенции|технические навыки|умения|технологии|умения и навыки
навички|ключові навички|професійні навички|технічні навички|технології|вміння
yetenekler|beceriler|teknik beceriler|yetkinlikler|bilgi ve beceriler|bilgisayar bilgisi|teknik yetkinlikler|uzmanlık alanları
dovednosti|znalosti|schopnosti|zručnosti|znalosti a dovednosti
kompetenser|färdigheter|ferdigheter|kompetanse|kompetencer|færdigheder|taidot|osaaminen|kunskaper
المهارات|مهارات|المهارات التقنية|المهارات الفنية|المهارات الشخصية|الكفاءات|القدرات|المهارات المهنية
כישורים|מיומנויות|יכולות|כישורים טכניים|מיומנויות טכניות|ידע מקצועי|כלים
技能|专业技能|技术栈|核心技能|專業技能|技術能力|技能特长|技能清单|专长|掌握技能|个人技能|技能特長
スキル|技術スキル|活かせる経験・知識・技術|テクニカルスキル|専門スキル|保有スキル
기술|보유 기술|핵심 역량|기술 스택|역량|스킬|보유기술|핵심역량
skills & tools|skills and tools|specialized in|kenntnisse und fähigkeiten|fertigkeiten|softwarekenntnisse|technologien|δεξιότητες|kỹ năng|कौशल
it-skills|edv|besondere fähigkeiten|skills und kenntnisse|kernkenntnisse|methodische kompetenzen|compétences professionnelles|connaissances|connaissances informatiques|logiciels|logiciels maîtrisés|herramientas|conocimientos y habilidades|conoscenze informatiche|capacità tecniche|strumenti|ferramentas|informática e ferramentas|competências profissionais|it-vaardigheden|kwaliteiten|sterke punten|hulpmiddelen|narzędzia|umiejętności i narzędzia|umiejętności komputerowe|mocne strony
`,
	SectionProjects: `
projects|personal projects|selected projects|key projects|side projects|open source|portfolio|open-source projects|academic projects|research projects|project experience|notable projects|open source projects|research|selected publications|papers|peer-reviewed journal articles|invited talks
projekte|ausgewählte projekte|eigene projekte|vorträge|forschung|projekterfahrung
projets|projets personnels|réalisations|projets réalisés|recherche|travaux
proyectos|proyectos personales|proyectos destacados|investigación
progetti|progetti personali|ricerca
projetos|projectos|projetos pessoais|pesquisa
projecten|publicaties|onderzoek
projekty|wybrane projekty|własne projekty
проекты|проектная деятельность|личные проекты|научная деятельность
проєкти|проекти|публікації
projeler|yayınlar|kişisel projeler
publikace|publikácie
projekt|prosjekter|projekter|projektit|publikationer|publiceringar
المشاريع|مشاريع|المنشورات|الأبحاث|أبرز المشاريع
פרויקטים|פרסומים|מיזמים|פרויקטים נבחרים
项目经历|项目经验|项目|專案經歷|項目經驗|科研经历|发表论文|论文|作品集|开源项目|專案經驗|项目作品
プロジェクト|プロジェクト経験|論文|研究|実績|主なプロジェクト|ポートフォリオ
프로젝트|프로젝트 경험|논문|주요 프로젝트|포트폴리오
έργα|dự án|परियोजनाएँ|परियोजनाएं
`,
	SectionCertificates: `
certifications|certificates|certification|licenses|licences|licenses & certifications|licenses and certifications|awards|honors|honours|awards and honors|honors & awards|achievements|accomplishments|accreditations|scholarships|professional development|awards & achievements|courses|professional certifications|recognition|certifications and licenses|honors and awards|fellowships|key achievements|grants|prizes
zertifikate|zertifizierungen|auszeichnungen|weiterbildungen und zertifikate|preise|lizenzen|zertifikate und weiterbildungen|stipendien|erfolge
certificats|distinctions|prix|récompenses|diplômes et certifications|prix et distinctions
certificaciones|certificados|premios|logros|reconocimientos|cursos|cursos y certificaciones|premios y reconocimientos
certificazioni|certificati|premi|riconoscimenti|corsi|attestati
certificações|prêmios|prémios|conquistas|reconhecimentos
certificaten|certificeringen|prijzen|onderscheidingen
certyfikaty|nagrody|osiągnięcia|uprawnienia|certyfikaty i szkolenia
сертификаты|награды|достижения|сертификация|сертификаты и курсы
сертифікати|нагороди|досягнення
sertifikalar|ödüller|başarılar|sertifika|belgeler|ödüller ve başarılar
certifikáty|certifikace|ocenění|ocenenia
certifieringar|certifikat|sertifikater|utmärkelser|sertifikaatit|certifikater|priser
الشهادات|الجوائز|الشهادات المهنية|الإنجازات|الدورات والشهادات|شهادات|الدورات
תעודות|הסמכות|פרסים|הישגים|הסמכות ותעודות
证书|资格证书|获奖经历|荣誉|荣誉奖项|證照|資格|獲獎|获奖情况|證書|荣誉证书|奖项|资质证书
受賞歴|免許・資格|資格・免許|表彰|取得資格|免許
자격증|수상|수상 경력|자격|자격사항|자격 및 면허|수상내역
training|weiterbildung|weiterbildungen|formación complementaria|cursussen|szkolenia|kursy|курсы|повышение квалификации|kurslar|קורסים
registrations|certifications & licenses|courses & certifications|trainings|fortbildungen|kurse|certifications et formations|formations complémentaires|certificados e cursos|kursy i szkolenia|πιστοποιήσεις|chứng chỉ|प्रमाणपत्र|प्रमाण पत्र
fortbildung|weiterbildung und zertifikate|fort- und weiterbildung|fort- und weiterbildungen|permis et certificats|habilitations|cursos complementares|cursos e certificações|formación continua|corsi di formazione|corsi e certificazioni|abilitazioni|cursussen en certificaten|certificaten en cursussen|trainingen|szkolenia i certyfikaty|kursy i certyfikaty|licencje
`,
	SectionLanguages: `
languages|language skills|language|language proficiency|spoken languages|foreign languages|languages spoken|mother tongue|mother tongue(s)
sprachen|sprachkenntnisse|fremdsprachen
langues|compétences linguistiques|langues étrangères|langue
idiomas|lenguas|conocimientos de idiomas|competencias lingüísticas
lingue|competenze linguistiche|lingue straniere|conoscenze linguistiche
línguas|competências linguísticas|línguas estrangeiras
talen|talenkennis
języki|języki obce|znajomość języków|znajomość języków obcych
языки|знание языков|иностранные языки|владение языками
мови|знання мов|іноземні мови|володіння мовами
diller|yabancı dil|yabancı diller|dil bilgisi|dil becerileri|diller ve seviyeler
jazyky|jazykové znalosti|jazykové dovednosti
språk|språkkunskaper|sprog|kielitaito|kielet|sprogkundskaber
اللغات|لغات|المهارات اللغوية|إجادة اللغات
שפות|ידיעת שפות|שליטה בשפות
语言能力|语言|语言技能|語言能力|語言|外语水平|外语能力
語学|言語|語学力|語学スキル
언어|외국어|어학|어학 능력|외국어 능력|어학능력
γλώσσες|ξένες γλώσσες|ngoại ngữ|ngôn ngữ|भाषाएँ|भाषाएं
langues parlées|connaissances linguistiques|idiomas y nivel|conoscenza delle lingue|conhecimento de línguas|idiomas estrangeiros|vreemde talen|kennis van talen|znajomość języka
`,
	SectionSummary: `
summary|professional summary|profile|professional profile|about|about me|objective|career objective|career summary|executive summary|personal statement|personal profile|career profile|overview|introduction|bio|biography|summary of qualifications|qualifications summary|who i am|statement
profil|kurzprofil|über mich|zusammenfassung|berufliches profil|zielsetzung|persönliches profil|berufsziel|kurzvorstellung
profil professionnel|à propos|à propos de moi|résumé|objectif|objectif professionnel|présentation|qui suis-je|accroche
perfil|perfil profesional|resumen|sobre mí|resumen profesional|objetivo|objetivo profesional|acerca de mí|extracto|presentación
profilo|profilo professionale|sommario|chi sono|su di me|obiettivo professionale|riepilogo|sintesi|presentazione
resumo|perfil profissional|sobre mim|resumo profissional|objetivo profissional|sobre
profiel|samenvatting|over mij|persoonlijk profiel|profielschets|doelstelling
podsumowanie|podsumowanie zawodowe|o mnie|profil zawodowy|cel zawodowy
о себе|обо мне|профиль|цель|профессиональный профиль|кратко о себе|краткая информация|о кандидате
про себе|про мене|профіль|професійний профіль|мета|коротко про себе
özet|hakkımda|kariyer hedefi|profesyonel özet|kişisel özet|amaç
o mně|shrnutí|o mne|zhrnutie
sammanfattning|om mig|om meg|om mig selv|sammendrag|profiili|yhteenveto|nøgleprofil
نبذة|نبذة عني|الملخص|ملخص|الملخص المهني|نبذة شخصية|الهدف الوظيفي|الهدف المهني|نبذة مهنية|ملخص مهني|عني
תקציר|פרופיל|אודות|על עצמי|תמצית|תקציר מקצועי|קצת עליי|אודותיי|פרופיל אישי
个人简介|简介|自我评价|个人总结|概要|求职意向|个人概述|職業摘要|個人簡介|自我介紹|关于我|自我介绍|个人优势
プロフィール|自己紹介|職務要約|自己pr|要約|自己ＰＲ
요약|소개|자기소개|프로필|경력 요약|핵심역량 요약
currently|resume summary|προφίλ|περίληψη|tóm tắt|giới thiệu|mục tiêu nghề nghiệp|सारांश|परिचय
motivation|profil personnel|en bref|resumen ejecutivo|quién soy|objetivo laboral|obiettivo|in breve|quem sou|apresentação|perfil pessoal|objetivos|persoonlijk|wie ben ik|kort profiel|cel|krótko o mnie|profil kandydata
`,
	SectionContact: `
contact|contact details|contact information|contact info|contacts|personal details|personal information|personal data|personal info|get in touch|details
kontakt|kontaktdaten|persönliche daten|persönliche angaben|zur person|angaben zur person|persönliche informationen|personalien
coordonnées|informations personnelles|état civil|infos personnelles|données personnelles|me contacter
contacto|datos personales|datos de contacto|información personal|información de contacto
contatti|dati personali|informazioni personali|dati anagrafici|recapiti
contato|dados pessoais|informações pessoais|informações de contato|contactos
persoonlijke gegevens|contactgegevens|personalia|persoonlijke informatie
dane osobowe|dane kontaktowe|informacje osobiste
контакты|личные данные|персональные данные|контактная информация|личная информация
контакти|особисті дані|персональні дані|контактна інформація
iletişim|kişisel bilgiler|iletişim bilgileri
kontaktní údaje|osobní údaje|osobné údaje
kontaktuppgifter|personuppgifter|personlige opplysninger|kontaktoplysninger|yhteystiedot|henkilötiedot
معلومات الاتصال|بيانات الاتصال|التواصل|معلومات شخصية|المعلومات الشخصية|البيانات الشخصية|اتصال|للتواصل
פרטי קשר|פרטים אישיים|יצירת קשר|פרטי התקשרות|צור קשר
联系方式|个人信息|基本信息|联系信息|聯絡方式|個人資料|基本資料|个人资料
連絡先|個人情報|基本情報|プロフィール情報|氏名
연락처|인적사항|개인정보|기본정보|인적 사항
social|links|profiles
websites|contactez-moi|επικοινωνία|liên hệ|संपर्क
adresse|kontaktinformationen|mes coordonnées|dados de contato|dados de contacto|contato pessoal|contactinformatie|gegevens|kontakt i dane osobowe|informazioni di contatto
`,
	SectionOther: `
references|interests|hobbies|hobbies and interests|additional information|activities|extracurricular activities|memberships|affiliations|miscellaneous|other|professional memberships|interests and hobbies|personal interests|referees|community involvement|leadership|professional affiliations|annexes|driving licence|driving license|extracurricular|organizations|service|life philosophy|a day of my life|other information|find me online|declaration
referenzen|interessen|hobbys|sonstiges|mitgliedschaften|engagement|ehrenamtliches engagement|interessen und hobbys|anlagen|weitere angaben|freizeit|führerschein
références|centres d'intérêt|loisirs|divers|intérêts|autres|informations complémentaires|activités|centres d'intérêts|vie associative|passions|permis|activités extra-professionnelles
referencias|intereses|aficiones|otros|otros datos|información adicional|otros datos de interés|pasatiempos
referenze|interessi|hobby|altro|ulteriori informazioni|interessi personali|patente
referências|interesses|outros|informações adicionais|outras informações|atividades
referenties|hobby's|overig|overige|nevenactiviteiten
referencje|zainteresowania|inne|dodatkowe informacje|klauzula
рекомендации|интересы|хобби|дополнительная информация|увлечения|прочее|дополнительно
рекомендації|інтереси|хобі|додаткова інформація|захоплення
referanslar|ilgi alanları|hobiler|diğer|ek bilgiler|üyelikler
reference|zájmy|záujmy|ostatní|koníčky|referencie
referenser|intressen|referanser|interesser|harrastukset|övrigt|fritidsinteresser|suosittelijat
المراجع|الاهتمامات|الهوايات|معلومات إضافية|الأنشطة|العضويات
המלצות|תחביבים|תחומי עניין|ממליצים|מידע נוסף|שירות צבאי
兴趣爱好|推荐人|其他|興趣|其他信息|兴趣|爱好|社会活动|校园经历|校园活动|興趣愛好
趣味|その他|趣味・特技|推薦者|特技|本人希望記入欄|志望動機
취미|관심사|추천인|기타|기타사항|병역사항|병역
volunteering|volunteer work|volunteer|ehrenamt|bénévolat|voluntariado|volontariato|vrijwilligerswerk|wolontariat|התנדבות|research interests|publications|talks|presentations|patents|conferences|veröffentlichungen|publikationen|publicaciones|pubblicazioni|publicações|publikacje|публикации
awards & honors|hobbies & interests|misc|community|military service|affiliations & memberships|press|program committees|writing|speaking|weitere informationen|gönüllülük|ενδιαφέροντα|εθελοντισμός|sở thích|hoạt động|giải thưởng|hoạt động tình nguyện|受賞|수상경력|التطوع|रुचियाँ|रुचियां|पुरस्कार
hobbys und interessen|freizeit und hobbys|persönliche interessen|centres d’intérêt et loisirs|loisirs et intérêts|activités bénévoles|engagement associatif|intereses personales|intereses y aficiones|interessi e hobby|interesses e passatempos|passatempos|voluntariado e interesses|hobby’s en interesses|interesses en hobby’s|vrije tijd|overige activiteiten|hobby|pasje|zainteresowania i hobby|klauzula rodo|działalność dodatkowa
`,
})

func indexed(lists map[string]string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		all := map[string]string{}
		for kind, list := range lists {
			for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == '|' || r == '\n' }) {
				all[headingKey(word)] = kind
			}
		}
		return all
	})
}

// HeadingKind tells what kind of section a line begins, if it is a heading
// that we know.
func HeadingKind(text string) (string, bool) {
	if len(text) > maxHeading || strings.Count(text, " ") > maxHeadingWords {
		return "", false
	}
	kind, ok := headings()[headingKey(text)]
	return kind, ok
}

const (
	maxHeading      = 120 // bytes
	maxHeadingWords = 10
)

// spellings are letters that headings write in more than one way.
var spellings = strings.NewReplacer("i\u0307", "i", "ı", "i", "’", "'", "\u0640", "", " & ", " and ")

// headingKey brings a heading into the form that the table has: lower case,
// without accents, without numbers, bullets and colons around it, blanks made one.
func headingKey(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	s = strings.Join(strings.Fields(s), " ")
	return spellings.Replace(words.Plain(s))
}
