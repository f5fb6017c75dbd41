package match

// phrases are how one language explains a score.
type phrases struct {
	groups map[string]string
	terms  map[string]string // degrees and languages

	group          string // {group}, {n}, {weight}
	line           string // {what}, {need}, {says}
	required, nice string
	year, years    string // {n}
	datedYear      string // {n}
	datedYears     string // {n}
	missing        string
	near           string // {near}
	written        string
	proven, partly string // {quote}
	another        string
	more           string // {n}
}

func (p phrases) term(s string) string {
	if t, ok := p.terms[s]; ok {
		return t
	}
	return s
}

func phrasesOf(language string) phrases {
	if p, ok := spoken[language]; ok {
		return p
	}
	return spoken["en"]
}

var spoken = map[string]phrases{
	"en": {
		groups:   map[string]string{"Skills": "Skills", "Duties": "Duties", "Title": "Title", "Years and degree": "Years and degree", "Languages": "Languages"},
		group:    "{group}: {n} % of what the job asks for is proven (weight {weight}).",
		line:     "{what} ({need}): {says}.",
		required: "required", nice: "nice to have",
		year: "1 year of experience", years: "{n} years of experience",
		datedYear: "1 year in dated jobs", datedYears: "{n} years in dated jobs",
		missing: "not in the CV", near: "not in the CV; it has {near}, which is of the same kind",
		written: "the CV is written in it",
		proven:  "proven by “{quote}”", partly: "partly proven by “{quote}”", another: " and 1 more", more: " and {n} more",
	},
	"de": {
		groups: map[string]string{"Skills": "Kenntnisse", "Duties": "Aufgaben", "Title": "Stellentitel", "Years and degree": "Berufsjahre und Abschluss", "Languages": "Sprachen"},
		terms: map[string]string{
			"doctorate": "Promotion", "master's degree": "Master oder Diplom", "bachelor's degree": "Bachelor",
			"English": "Englisch", "German": "Deutsch", "French": "Französisch", "Spanish": "Spanisch", "Italian": "Italienisch", "Portuguese": "Portugiesisch",
			"Polish": "Polnisch", "Dutch": "Niederländisch", "Russian": "Russisch", "Chinese": "Chinesisch", "Japanese": "Japanisch", "Arabic": "Arabisch", "Turkish": "Türkisch",
		},
		group:    "{group}: {n} % des Geforderten sind belegt (Gewicht {weight}).",
		line:     "{what} ({need}): {says}.",
		required: "gefordert", nice: "erwünscht",
		year: "1 Jahr Erfahrung", years: "{n} Jahre Erfahrung",
		datedYear: "1 Jahr in datierten Stellen", datedYears: "{n} Jahre in datierten Stellen",
		missing: "nicht im Lebenslauf", near: "nicht im Lebenslauf; dort steht {near}, das von derselben Art ist",
		written: "der Lebenslauf ist darin geschrieben",
		proven:  "belegt durch „{quote}“", partly: "teilweise belegt durch „{quote}“", another: " und eine weitere Stelle", more: " und {n} weitere Stellen",
	},
	"fr": {
		groups: map[string]string{"Skills": "Compétences", "Duties": "Missions", "Title": "Intitulé", "Years and degree": "Années et diplôme", "Languages": "Langues"},
		terms: map[string]string{
			"doctorate": "doctorat", "master's degree": "master", "bachelor's degree": "licence",
			"English": "anglais", "German": "allemand", "French": "français", "Spanish": "espagnol", "Italian": "italien", "Portuguese": "portugais",
			"Polish": "polonais", "Dutch": "néerlandais", "Russian": "russe", "Chinese": "chinois", "Japanese": "japonais", "Arabic": "arabe", "Turkish": "turc",
		},
		group:    "{group} : {n} % de ce qui est demandé est prouvé (poids {weight}).",
		line:     "{what} ({need}) : {says}.",
		required: "exigé", nice: "souhaité",
		year: "1 an d’expérience", years: "{n} ans d’expérience",
		datedYear: "1 an dans des postes datés", datedYears: "{n} ans dans des postes datés",
		missing: "absent du CV", near: "absent du CV, qui mentionne {near}, du même genre",
		written: "le CV est rédigé dans cette langue",
		proven:  "prouvé par « {quote} »", partly: "prouvé en partie par « {quote} »", another: " et un autre passage", more: " et {n} autres passages",
	},
	"es": {
		groups: map[string]string{"Skills": "Competencias", "Duties": "Funciones", "Title": "Puesto", "Years and degree": "Años y titulación", "Languages": "Idiomas"},
		terms: map[string]string{
			"doctorate": "doctorado", "master's degree": "máster o licenciatura", "bachelor's degree": "grado",
			"English": "inglés", "German": "alemán", "French": "francés", "Spanish": "español", "Italian": "italiano", "Portuguese": "portugués",
			"Polish": "polaco", "Dutch": "neerlandés", "Russian": "ruso", "Chinese": "chino", "Japanese": "japonés", "Arabic": "árabe", "Turkish": "turco",
		},
		group:    "{group}: está probado el {n} % de lo que pide la oferta (peso {weight}).",
		line:     "{what} ({need}): {says}.",
		required: "requerido", nice: "valorado",
		year: "1 año de experiencia", years: "{n} años de experiencia",
		datedYear: "1 año en puestos con fechas", datedYears: "{n} años en puestos con fechas",
		missing: "no está en el CV", near: "no está en el CV, que menciona {near}, del mismo tipo",
		written: "el CV está escrito en ese idioma",
		proven:  "probado por «{quote}»", partly: "probado en parte por «{quote}»", another: " y otro pasaje", more: " y {n} pasajes más",
	},
}
