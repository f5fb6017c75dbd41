package resume

import (
	"strings"
	"sync"

	"github.com/sartor-cv/sartor/libs/words"
)

// cueSet is what tells a kind of name: whole words, and ends of compound ones.
type cueSet struct {
	words map[string]bool
	ends  []string
}

// cues makes a set, when it is first asked for, of a list of words and one of ends.
func cues(list, ends string) func() cueSet {
	return sync.OnceValue(func() cueSet {
		set := cueSet{words: map[string]bool{}, ends: plainly(ends)}
		for _, w := range plainly(list) {
			set.words[w] = true
		}
		return set
	})
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
sviluppatore ingegnere responsabile desenvolvedor engenheiro gerente księgowa księgowy inżynier kierownik specjalista programista medewerker ontwikkelaar
driver cashier waiter waitress chef cook barista bartender receptionist secretary electrician plumber carpenter mechanic welder machinist nurse midwife
paramedic pharmacist physician surgeon dentist therapist physiotherapist psychologist caregiver carer cleaner guard librarian archivist journalist reporter
photographer illustrator animator copywriter translator interpreter recruiter auditor controller economist statistician biologist chemist lawyer attorney
paralegal solicitor surveyor foreman superintendent salesman saleswoman merchandiser storekeeper dispatcher pilot apprentice graduate fellow postdoc
fahrer kraftfahrer koch köchin bäcker verkäufer verkäuferin kassierer schlosser dreher fräser maler maurer elektriker elektroniker mechatroniker mechaniker
tischler schreiner zimmerer gärtner friseur friseurin erzieher erzieherin lehrer lehrerin arzt ärztin pfleger krankenpfleger altenpfleger auszubildender
auszubildende azubi aushilfe hilfskraft sekretärin bürokauffrau buchhalter buchhalterin disponent lagerist vorarbeiter polier bauleiter meister geselle
serveur serveuse cuisinier cuisinière vendeur vendeuse caissier caissière infirmier infirmière aide-soignant aide-soignante médecin professeur professeure
éducateur éducatrice animateur animatrice secrétaire gestionnaire gérant gérante maçon électricien plombier menuisier mécanicien chauffeur conducteur conductrice
journaliste rédacteur rédactrice graphiste illustratrice juriste avocat avocate apprenti apprentie manutentionnaire magasinier cariste attaché attachée
camarero camarera cocinero cocinera vendedor vendedora dependiente dependienta cajero cajera enfermero enfermera médico médica maestro maestra auxiliar
electricista fontanero albañil carpintero mecánico conductor repartidor recepcionista secretaria secretario contable abogado abogada periodista redactor redactora
traductor traductora encargado encargada operario operaria supervisor supervisora director directora responsable programador programadora tutora
cameriere cameriera cuoco cuoca commesso commessa cassiera infermiere infermiera medico insegnante docente maestra educatore educatrice impiegato impiegata
contabile segretaria segretario avvocato elettricista idraulico muratore falegname meccanico autista magazziniere operaio operaia tecnico tecnica addetto addetta
tirocinante stagista apprendista grafico grafica giornalista redattore redattrice direttore direttrice progettista consulente geometra capocantiere
garçom garçonete cozinheiro cozinheira vendedor vendedora caixa enfermeiro enfermeira médico médica professora técnico técnica auxiliar assistente estagiário
estagiária engenheira desenvolvedora programadora diretor diretora coordenadora advogado advogada jornalista repórter eletricista encanador pedreiro mecânico
motorista operador operadora recepcionista secretária contador contadora administrador administradora aprendiz gestor gestora
verpleegkundige verzorgende arts leraar lerares docent docente kok ober verkoper verkoopster kassier kassière monteur elektricien loodgieter timmerman metselaar
chauffeur magazijnmedewerker schoonmaker beveiliger boekhouder boekhoudster projectleider teamleider leidinggevende adviseur beheerder stagiair stagiaire
werkvoorbereider uitvoerder redacteur vertaler vertegenwoordiger directeur manager ontwerper onderzoeker
kelner kelnerka kucharz kucharka sprzedawca sprzedawczyni kasjer kasjerka pielęgniarka pielęgniarz lekarz lekarka nauczyciel nauczycielka wychowawca opiekun
opiekunka elektryk hydraulik murarz stolarz mechanik kierowca magazynier pracownik operator ślusarz spawacz tokarz brygadzista sekretarka asystent asystentka
koordynator koordynatorka dyrektor prezes doradca analityk analityczka tester testerka projektant projektantka grafik redaktor dziennikarz tłumacz tłumaczka
prawnik adwokat stażysta stażystka praktykant praktykantka specjalistka inżynierka kierowniczka handlowiec przedstawiciel recepcjonista recepcjonistka`, titleEnds)

// organizationCues are words that employers and schools are named with.
var organizationCues = cues(`inc ltd llc llp gmbh ag kg se ug ev corp corporation company co plc sa sas sarl srl sl slu bv nv oy ab aps spa oyj as sp
university universität universitat université universidad università universidade uniwersytet universiteit college school schule hochschule fachhochschule gymnasium
lycée institut institute instituto école escuela academy akademie académie bank hospital klinik clinic foundation stiftung fondation
group groupe grupo gruppe holding studio studios labs systems solutions technologies consulting partners agency ministry council department
krankenhaus trust society association verein authority laboratory laboratories institution polytechnic politecnico iut tu eth mit coopérative 株式会社 有限会社 大学
ооо зао оао пао ао ип фгуп ооо банк компания завод университет институт академия школа лицей колледж гимназия
şirketi holding üniversitesi üniversite lisesi okulu bankası hastanesi uniwersytet politechnika szkoła liceum spółka biuro
restaurant restaurante ristorante hotel hôtel hostel café clinique clinica clínica hôpital ospedale szpital ziekenhuis centre centro centrum center
librairie pharmacie farmacia apotheke boulangerie mairie commune comune municipio ayuntamiento prefeitura gemeente urząd ministère ministerio ministero ministério
cabinet étude agence agenzia agencia agência société entreprise compagnie compañía companhia empresa impresa ditta azienda constructora construtora
fundación fundação fondazione fondation fundacja stichting asociación associação associazione asbl colegio collège liceo scuola instituto istituto
facultad faculté facoltà faculdade politécnica politécnico politechnique banco banca banque editorial editora éditions edizioni verlag zeitung rádio rundfunk
supermercado supermarché supermercato transportes spedition werkstatt praxis kanzlei stadtwerke landratsamt amt zakład przedsiębiorstwo zespół fabryka drukarnia
sklep gmina winkel bakkerij hogeschool roc collegium akademia accademia conservatoire conservatorio sàrl eirl eurl scop sicav snc srls ltda lda eireli
bvba vof kft spzoo gbr ohg mbh e.v. sp.k.
שבעמ בעמ חברת אוניברסיטת אוניברסיטה מכללת شركة مؤسسة جامعة بنك مدرسة معهد πανεπιστήμιο πολυτεχνείο εταιρεία`, organizationEnds)

// titleEnds and organizationEnds are what compound words of German and Dutch
// end with that name jobs and employers.
const (
	titleEnds = `leiter leiterin ingenieur ingenieurin entwickler entwicklerin berater beraterin techniker technikerin mechaniker mechanikerin manager managerin
		assistent assistentin meister meisterin führer führerin pfleger pflegerin lehrer lehrerin fahrer fahrerin verkäufer verkäuferin kaufmann kauffrau arbeiter
		arbeiterin architekt architektin redakteur redakteurin helfer helferin betreuer betreuerin elektroniker fachkraft hilfskraft angestellte angestellter
		sachbearbeiter sachbearbeiterin referentin beauftragter beauftragte wissenschaftler wissenschaftlerin bediener bedienerin planer planerin
		leider leidster medewerker medewerkster beheerder adviseur kundige hulp chauffeur monteur verzorgende begeleider ontwikkelaar ingenieur`
	organizationEnds = `werke gesellschaft verein universität hochschule klinik klinikum krankenhaus schule gymnasium verlag verband stiftung institut zentrum
		akademie werkstatt bank kasse amt hogeschool school ziekenhuis centrum bedrijf bank stichting college universiteit`
)

func plainly(list string) []string {
	var all []string
	for w := range strings.FieldsSeq(list) {
		all = append(all, words.Plain(w))
	}
	return all
}

// organized are the ends of names in scripts that write no blanks.
var organized = []string{"公司", "会社", "集团", "集團", "大学", "大學", "学院", "學院", "银行", "銀行", "研究所", "대학교", "주식회사", "은행", "công ty", "đại học", "тов «", "α.ε.", "בע״מ", "בע\"מ", "a.ş."}

// degreeCues are words that degrees are named with.
var degreeCues = cues(`bsc msc ba ma bs ms mba phd dphil md jd llb llm beng meng bachelor bachelors master masters doctor doctorate doctoral degree diploma associate
gcse abitur diplom dipl bac baccalauréat licence diplôme dut bts cap capes doctorat magister magisterka inżynier licencjat grado máster
licenciatura doctorado bachillerato ingeniería laurea maturità mestrado bacharelado graduação certificate staatsexamen magister promotion mittlere
hnd btec pgdip pgcert pgce kursus honours hons sc ph eng a-levels gcses
ausbildung berufsausbildung lehre studium bachelorstudium masterstudium diplomstudium lehramt fachhochschulreife hochschulreife fachabitur realschulabschluss
hauptschulabschluss matura habilitation weiterbildung umschulung cap bep brevet cfc certificat capes agrégation deug dea dess mastère prépa
técnico técnica grado bachiller maestría maestria posgrado postgrado profesorado diplomatura doctorat tecnicatura eso
diploma perito ragioneria geometra dottorato specializzazione magistrale triennale abilitazione ensino curso tecnólogo especialização pós-graduação
licenciado mestre doutoramento doutorado hbo mbo vmbo havo vwo mavo propedeuse doctoraal technik licencjacie mgr inż licencjat studia technikum matura dyplom`, "")
