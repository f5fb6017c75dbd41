package worker

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzUnpack takes what a worker is sent apart, whatever it is.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("{\"format\":\"pdf\"}\n%PDF-1.7"))
	f.Add([]byte("\n"))
	f.Add(bytes.Repeat([]byte("{"), 2000))
	f.Fuzz(func(t *testing.T, file []byte) {
		q, data, err := unpack(file)
		if err != nil {
			return
		}
		if !bytes.HasSuffix(file, data) {
			t.Fatalf("%q is no end of %q", data, file)
		}
		again, err := pack(q, data)
		if err != nil {
			t.Fatal(err)
		}
		if back, rest, err := unpack(again); err != nil || !reflect.DeepEqual(back, q) || !bytes.Equal(rest, data) {
			t.Fatalf("came back as %+v, %q, %v", back, rest, err)
		}
	})
}

// FuzzAnswer reads what a worker said, which a hostile file may have had a hand in.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"result":{"text":"Ann","sections":[{"kind":"contact","start":0,"end":3}]},"cpu":1,"last":true}`))
	f.Add([]byte(`{"result":{"rejection":{"code":"damaged"}}}`))
	f.Fuzz(func(t *testing.T, said []byte) {
		var a answer
		if json.Unmarshal(said, &a) != nil {
			return
		}
		_ = showing(a.Result)
		_ = a.Result.Outcome()
	})
}
