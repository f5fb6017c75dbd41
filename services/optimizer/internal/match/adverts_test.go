package match

import (
	"os"
	"slices"
	"testing"
)

// advert is what a person reads in one of testdata/adverts, which are like those
// of private companies: in part what must be found, and what must not.
type advert struct {
	title, company, language string
	must, nice               string // skills
	duties                   string // the beginnings of some
	years                    int
	degree                   string
	speaks, wished           string // languages that must be spoken, and that were nice
	not                      string // skills that are in no requirement
}

var adverts = map[string]advert{
	"en-backend": {
		title: "Senior Backend Engineer", language: "en", must: "Go|SQL|Docker|Kubernetes|CI/CD|GitHub Actions", nice: "PostgreSQL|Redis|Apache Kafka|Terraform|AWS|gRPC|OpenTelemetry",
		duties: "Mentor two junior", years: 5, speaks: "English", wished: "German", not: "GitHub",
	},
	"en-nurse": {
		title: "Registered Nurse - Intensive Care Unit", language: "en", must: "RN|basic life support|communication", nice: "CCRN|Epic", years: 2, degree: "bachelor's degree",
		duties: "Administer medication|Experience with CRRT",
	},
	"en-marketing": {
		title: "Performance Marketing Manager", language: "en", must: "Google Analytics|Looker Studio|A/B testing|Excel|SQL|Google Ads|Meta Ads", nice: "Klaviyo|HubSpot", years: 4,
		duties: "In this role you will own",
	},
	"en-accountant": {
		title: "Senior Accountant", company: "Harbour & Lane LLP", language: "en", must: "ACCA|CIMA|Excel|SAP|NetSuite", nice: "IFRS|UK GAAP|month-end close|Power BI", years: 3, not: "US GAAP",
		duties: "Prepare VAT returns",
	},
	"en-frontend": {
		title: "Frontend Developer", company: "Nimbus", language: "en", must: "JavaScript|HTML|CSS|web accessibility|Redux|Zustand|GraphQL|Vitest|Jest|Playwright|Cypress",
		nice: "React|TypeScript|Next.js|Figma|Rust|WebAssembly|LLM|RAG", years: 3,
	},
	"en-warehouse": {title: "Warehouse Operative", language: "en", nice: "forklift", speaks: "English", duties: "You must be able to lift|Previous warehouse"},
	"en-ml": {
		title: "Machine Learning Engineer, LLM Platform", language: "en", years: 4, degree: "master's degree",
		must: "Python|PyTorch|JAX|vLLM|TensorRT|Pinecone|Weaviate|Qdrant|pgvector|vector databases|LangChain|LlamaIndex|LangGraph|MLOps|MLflow|Weights & Biases|Kubeflow|Amazon SageMaker|Vertex AI|Azure",
		nice: "RAG|CUDA|AI agents",
	},
	"de-backend": {
		title: "Softwareentwickler Backend", language: "de", must: "Java|SQL|Docker|Kubernetes", nice: "Spring Boot|REST|PostgreSQL|Scrum|Apache Kafka", years: 3,
		degree: "bachelor's degree", speaks: "German|English",
	},
	"de-pflege": {title: "Pflegefachkraft", language: "de", must: "teamwork", nice: "care planning|driving licence", speaks: "German", duties: "Abgeschlossene Ausbildung|Anleitung von"},
	"de-controlling": {
		title: "Controller/in", language: "de", must: "Excel|SAP S/4HANA", nice: "Power BI|SQL|Python", years: 2, degree: "bachelor's degree", speaks: "English", duties: "Du berätst",
	},
	"fr-dev": {
		title: "Développeur Full Stack JavaScript", language: "fr", must: "TypeScript|React|PostgreSQL|Docker|CI/CD|GitLab CI", nice: "Node.js|REST|QGIS|Agile", years: 3,
		degree: "master's degree", speaks: "English",
	},
	"fr-comptable":  {title: "Comptable fournisseurs", company: "Groupe Vallin", language: "fr", must: "Excel|SAP", nice: "Sage|bank reconciliation", years: 2, duties: "Saisir et contrôler"},
	"fr-commercial": {title: "Commercial(e) B2B", language: "fr", must: "Salesforce|driving licence", years: 4, degree: "bachelor's degree", speaks: "English", wished: "Spanish"},
	"es-datos": {
		title: "Analista de Datos", language: "es", must: "SQL|Excel|statistics|data analysis", nice: "Power BI|Tableau|Python|BigQuery|Snowflake|R", years: 2, degree: "bachelor's degree", speaks: "English",
	},
	"es-obra": {
		title: "Jefe/a de Obra", company: "Construcciones Almena", language: "es", must: "AutoCAD|Microsoft Project|driving licence", nice: "occupational safety", years: 5,
		degree: "bachelor's degree", duties: "Planificar y dirigir",
	},
}

func TestPrivateAdvertsAreRead(t *testing.T) {
	for name, want := range adverts {
		raw, err := os.ReadFile("testdata/adverts/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}

		job := Read(Posting{Text: string(raw)})

		if job.Title != want.title || job.Company != want.company || job.Language != want.language {
			t.Errorf("%s: %q at %q in %s; want %q at %q", name, job.Title, job.Company, job.Language, want.title, want.company)
		}
		holds(t, name, "a must", names(job, KindSkill, true), want.must)
		holds(t, name, "nice to have", names(job, KindSkill, false), want.nice)
		holds(t, name, "to be spoken", names(job, KindLanguage, true), want.speaks)
		holds(t, name, "nice to be spoken", names(job, KindLanguage, false), want.wished)
		holds(t, name, "a degree", append(names(job, KindDegree, true), names(job, KindDegree, false)...), want.degree)
		duties, years := append(names(job, KindDuty, true), names(job, KindDuty, false)...), 0
		for _, q := range job.Requirements {
			years = max(years, q.Years)
			if slices.Contains(split(want.not), q.Term) {
				t.Errorf("%s: %s is asked for", name, q.Term)
			}
		}
		for _, begin := range split(want.duties) {
			if begin != "" && !slices.ContainsFunc(duties, func(d string) bool { return begins(d, []string{begin}) }) {
				t.Errorf("%s: no duty begins with %q", name, begin)
			}
		}
		if years != want.years {
			t.Errorf("%s: %d years; want %d", name, years, want.years)
		}
		for _, d := range duties {
			if boilerplate(d) || containsAny(d, split("Urlaub|Gehalt|MacBook|Télétravail|mutuelle|Salario competitivo|Vehículo de|Competitive pay|Homeoffice|28 days")) {
				t.Errorf("%s: %q is no requirement", name, d)
			}
		}
	}
}

func holds(t *testing.T, name, as string, got []string, want string) {
	t.Helper()
	for _, term := range split(want) {
		if term != "" && !slices.Contains(got, term) {
			t.Errorf("%s: %s is not %s: %q", name, term, as, got)
		}
	}
}
