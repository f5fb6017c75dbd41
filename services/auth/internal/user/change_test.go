package user_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

func TestChangeTakesWhatCanBeShown(t *testing.T) {
	was := user.User{ID: "u", Name: "Ada", Locale: "en"}
	text := func(s string) *string { return &s }

	for name, c := range map[string]struct {
		change user.Change
		want   user.User // without a name for a refusal
	}{
		"nothing":        {user.Change{}, was},
		"a name":         {user.Change{Name: text("  Ada Lovelace ")}, user.User{ID: "u", Name: "Ada Lovelace", Locale: "en"}},
		"another script": {user.Change{Name: text("عادة")}, user.User{ID: "u", Name: "عادة", Locale: "en"}},
		"no name":        {user.Change{Name: text("")}, user.User{ID: "u", Locale: "en"}},
		"a locale":       {user.Change{Locale: text("PT-br")}, user.User{ID: "u", Name: "Ada", Locale: "pt-BR"}},
		"no locale":      {user.Change{Locale: text("")}, user.User{ID: "u", Name: "Ada"}},
		"two lines":      {user.Change{Name: text("Ada\nBcc: eve@example.com")}, user.User{}},
		"turned around":  {user.Change{Name: text("Ada\u202egnp.exe")}, user.User{}},
		"broken UTF-8":   {user.Change{Name: text("Ada\xff")}, user.User{}},
		"too long":       {user.Change{Name: text(strings.Repeat("é", 201))}, user.User{}},
		"no language":    {user.Change{Locale: text("klingon speaker")}, user.User{}},
		"undetermined":   {user.Change{Locale: text("und")}, user.User{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.change.Apply(was)

			if c.want == (user.User{}) {
				if fault.From(err).Code != fault.Invalid {
					t.Errorf("got %+v, %v; want a refusal", got, err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}
