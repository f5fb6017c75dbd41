package host

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"
)

const ours = "github.com/sartor-cv/sartor/"

// Variable describes one setting.
type Variable struct {
	Name     string
	Default  string
	Usage    string
	Required bool
	Secret   bool
}

// Read returns the settings of a service, a struct whose fields carry the tags
// `env:"NAME"` (`env:"NAME,required"`), `envDefault:"…"`, `usage:"…"` and, for
// what must not be shown, `secret:"true"`. If *T has a Validate method, it has
// the last word. The error names every setting that is wrong, not the first.
func Read[T any](rt Runtime) (T, error) { return ReadEnv[T](rt.env) }

// ReadEnv is Read for commands, which have no runtime.
func ReadEnv[T any](environment map[string]string) (v T, err error) {
	return v, parse(&v, environment)
}

// Check reads the settings of every service and reports all that is wrong with
// any of them.
func Check(services []Service, environment map[string]string) error {
	seen := map[string]bool{}
	var all []error
	for _, prototype := range prototypes(services) {
		err := parse(reflect.New(reflect.TypeOf(prototype)).Interface(), environment)
		for _, line := range lines(err) {
			if !seen[line] {
				seen[line] = true
				all = append(all, errors.New(line))
			}
		}
	}
	return errors.Join(all...)
}

// Variables lists the settings of services, those of the host first, each once.
func Variables(services ...Service) (all []Variable) {
	seen := map[string]bool{}
	for _, prototype := range prototypes(services) {
		for _, v := range Describe(prototype) {
			if !seen[v.Name] {
				seen[v.Name] = true
				all = append(all, v)
			}
		}
	}
	return all
}

// Describe lists the settings in a settings struct.
func Describe(prototype any) (all []Variable) {
	t := reflect.TypeOf(prototype)
	for f := range t.Fields() {
		if f.Anonymous {
			all = append(all, Describe(reflect.Zero(f.Type).Interface())...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("env"), ",")
		if name == "" {
			continue
		}
		all = append(all, Variable{
			Name:     name,
			Default:  f.Tag.Get("envDefault"),
			Usage:    f.Tag.Get("usage"),
			Required: strings.Contains(options, "required"),
			Secret:   f.Tag.Get("secret") == "true",
		})
	}
	return all
}

func prototypes(services []Service) []any {
	all := []any{settings{}}
	for _, s := range services {
		if s.Settings != nil {
			all = append(all, s.Settings)
		}
	}
	return all
}

func parse(into any, environment map[string]string) error {
	set := maps.Clone(environment)
	maps.DeleteFunc(set, func(_, value string) bool { return value == "" }) // empty is unset
	if set == nil {
		set = map[string]string{}
	}
	if err := env.ParseWithOptions(into, env.Options{Environment: set}); err != nil {
		return errors.Join(named(err, reflect.TypeOf(into).Elem())...)
	}
	if v, ok := into.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// named says of each error which variable it is about; env names the field.
func named(err error, t reflect.Type) (all []error) {
	aggregate, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return []error{err}
	}
	for _, e := range aggregate.Errors {
		if missing, ok := errors.AsType[env.VarIsNotSetError](e); ok {
			all = append(all, fmt.Errorf("%s is not set", missing.Key))
		} else if wrong, ok := errors.AsType[env.ParseError](e); ok {
			all = append(all, invalid(variableOf(t, wrong.Name), wrong))
		} else {
			all = append(all, e)
		}
	}
	return all
}

// invalid says what is wrong with a value and does not show it. A type of ours
// that reads itself says so in its own words; those of the standard library
// would quote the value.
func invalid(name string, wrong env.ParseError) error {
	if strings.HasPrefix(wrong.Type.PkgPath(), ours) {
		return fmt.Errorf("%s: %w", name, wrong.Err)
	}
	return fmt.Errorf("%s is not a valid %s", name, wrong.Type)
}

func variableOf(t reflect.Type, field string) string {
	f, ok := t.FieldByName(field)
	if !ok {
		return field
	}
	name, _, _ := strings.Cut(f.Tag.Get("env"), ",")
	return name
}

func lines(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}
