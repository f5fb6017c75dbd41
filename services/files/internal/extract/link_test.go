package extract

import (
	"encoding/json"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/link"
	"github.com/sartor-cv/sartor/services/files/internal/section"
)

func TestLinksOfTheContactsAreProfiles(t *testing.T) {
	text := "Ann Example\nLinkedIn | Mail | ann-e\n\nExperience\nEngineer, Acme Inc.\n2019 – 2021\nsee Thesis\n"
	links := []link.Link{
		{Text: "LinkedIn", URL: "https://www.linkedin.com/in/ann"},
		{Text: "Mail", URL: "mailto:ann@example.com"},
		{Text: "ann-e", URL: "https://git.example/ann-e/"},
		{Text: "Thesis", URL: "https://example.com/thesis"},
	}

	raw := resumeOf(text, section.Find(text), links)

	var got struct {
		Basics struct {
			Email    string
			Profiles []struct{ Network, Username, URL string }
		}
		Meta struct {
			Spans map[string]struct{ Start, End int }
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if p := got.Basics.Profiles; got.Basics.Email != "ann@example.com" || len(p) != 2 || p[1].Username != "ann-e" || p[0].Network != "LinkedIn" || p[0].URL != links[0].URL {
		t.Errorf("got %+v", got.Basics)
	}
	if s := got.Meta.Spans["/basics/profiles/0/network"]; s.End == 0 || text[s.Start:s.End] != "LinkedIn" {
		t.Errorf("it is said to stand at %+v", s)
	}
}
