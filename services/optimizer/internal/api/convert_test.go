package api

import (
	"reflect"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestEveryFieldOfTheContractIsFilled(t *testing.T) {
	o := testkit.Filled[tailor.Optimization](t)
	o.State = tailor.Running

	for name, v := range map[string]any{
		"optimization": optimization(o),
		"step":         step(testkit.Filled[tailor.Step](t)),
		"stats":        statsReply(testkit.Filled[tailor.Stats](t)),
	} {
		filled(t, name, reflect.ValueOf(v))
	}
}

func filled(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		t.Errorf("%s is empty", name)
		return
	}
	switch v.Kind() { //nolint:exhaustive // the rest has no parts
	case reflect.Pointer:
		filled(t, name, v.Elem())
	case reflect.Slice:
		filled(t, name+"[0]", v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				filled(t, name+"."+f.Name, v.Field(i))
			}
		}
	}
}

func TestListsAreNeverNull(t *testing.T) {
	r := result(&tailor.Result{})

	if r.Changes == nil || r.Match.Matched == nil || r.Match.Missing == nil || r.Match.Unsupported == nil ||
		r.Match.Explanation == nil || r.Grounding.Unsupported == nil || r.Grounding.Questions == nil {
		t.Errorf("got %+v; want empty lists", r)
	}
}

func TestEveryStateHasAStatus(t *testing.T) {
	for _, s := range []tailor.State{
		tailor.Queued, tailor.Waiting, tailor.Running, tailor.Ending, tailor.Succeeded, tailor.Failed, tailor.Cancelled,
	} {
		if statuses[s] == "" {
			t.Errorf("%s has no status", s)
		}
		if _, err := pageOf(optimizerv1.ListRequest{Status: statuses[s]}); err != nil {
			t.Errorf("%s can't be listed: %v", s, err)
		}
	}
}
