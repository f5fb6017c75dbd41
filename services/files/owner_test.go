package files_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

func ports(all ...contract.Port) []contract.Port { return all }

func TestAFileOfAnotherIsNotThere(t *testing.T) {
	h := start(t, sqlite(t))
	f := h.mustUpload("cv.txt", fixture(t, "cp1252-en.txt"))
	bob := h.As(t.Context(), "bob")

	_, byID := bus.Call(bob, h.Bus(), filesv1.Get, filesv1.GetRequest{ID: f.ID})
	_, byName := bus.Call(bob, h.Bus(), filesv1.Get, filesv1.GetRequest{Filename: f.Filename})
	_, read := bus.Call(bob, h.Bus(), filesv1.Read, filesv1.ReadRequest{Filename: f.Filename})
	_, text := bus.Call(bob, h.Bus(), filesv1.Text, filesv1.TextRequest{Filename: f.Filename})
	_, nothing := bus.Call(bob, h.Bus(), filesv1.Get, filesv1.GetRequest{})
	for what, err := range map[string]error{"id": byID, "filename": byName, "read": read, "text": text, "no key": nothing} {
		if !isFault(err, fault.NotFound, "file_not_found") {
			t.Errorf("by %s: %v; want file_not_found", what, err)
		}
	}
	list, err := bus.Call(bob, h.Bus(), filesv1.List, filesv1.ListRequest{})
	if err != nil || len(list.Items) != 0 {
		t.Errorf("bob lists %d files, %v", len(list.Items), err)
	}
	if _, err := bus.Call(t.Context(), h.Bus(), filesv1.List, filesv1.ListRequest{}); fault.From(err).Code != fault.Unauthenticated {
		t.Errorf("without a token: %v", err)
	}
}

func TestListGoesThroughAllFilesNewestFirst(t *testing.T) {
	h := start(t, sqlite(t))
	var want []string
	for i := range 5 {
		f := h.mustUpload(fmt.Sprintf("cv-%d.txt", i), fmt.Appendf(nil, "Curriculum vitae number %d of Ann", i))
		want = append([]string{f.ID}, want...)
	}

	var got []string
	req := filesv1.ListRequest{Limit: 2}
	for {
		page, err := bus.Call(h.As(t.Context(), "ann"), h.Bus(), filesv1.List, req)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Items {
			got = append(got, f.ID)
		}
		if page.NextCursor == "" {
			break
		}
		req.Cursor = page.NextCursor
	}

	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("listed %v; want %v", got, want)
	}
	for _, wrong := range []filesv1.ListRequest{{Limit: -1}, {Limit: 101}, {Cursor: "!"}, {Cursor: "eA"}} {
		if _, err := bus.Call(h.As(t.Context(), "ann"), h.Bus(), filesv1.List, wrong); fault.From(err).Code != fault.Invalid {
			t.Errorf("%+v: %v; want it refused", wrong, err)
		}
	}
}

func TestRegisteringAnObjectAgainIsTheSameFile(t *testing.T) {
	h := start(t, sqlite(t))
	data := []byte("Jane Doe, engineer of the old school")
	sum := sha256.Sum256(data)
	req := filesv1.RegisterRequest{Object: "one", OriginalName: "cv.txt", Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}

	first, err := h.uploadAs(req, data)
	again, errAgain := h.uploadAs(req, data)
	gone, errGone := bus.Call(h.As(t.Context(), "ann"), h.Bus(), filesv1.Register, req) // the bytes are dropped by now

	if err != nil || errAgain != nil || errGone != nil {
		t.Fatal(err, errAgain, errGone)
	}
	if again.ID != first.ID || gone.ID != first.ID {
		t.Errorf("got %s, %s and %s; want one file", first.ID, again.ID, gone.ID)
	}
	if _, err := bus.Call(h.As(t.Context(), "bob"), h.Bus(), filesv1.Register, req); !isFault(err, fault.NotFound, "object_not_found") {
		t.Errorf("another's object: %v", err)
	}
}

func TestAnUploadThatChangedOnTheWayIsNotTaken(t *testing.T) {
	h := start(t, sqlite(t))
	data := []byte("Jane Doe, engineer of the old school")
	sum := sha256.Sum256([]byte("something else"))

	_, wrongSum := h.uploadAs(filesv1.RegisterRequest{
		Object: "one", OriginalName: "cv.txt", Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
	}, data)
	right := sha256.Sum256(data)
	_, wrongSize := h.uploadAs(filesv1.RegisterRequest{
		Object: "two", OriginalName: "cv.txt", Size: 7, SHA256: hex.EncodeToString(right[:]),
	}, data)

	for _, err := range []error{wrongSum, wrongSize} {
		if !isFault(err, fault.Invalid, "upload_incomplete") {
			t.Errorf("got %v; want upload_incomplete", err)
		}
	}
}

func TestNamesAreMadeFitToShow(t *testing.T) {
	h := start(t, sqlite(t))
	for sent, want := range map[string]string{
		`C:\Users\ann\CV 2024.txt`:        "CV 2024.txt",
		"../../etc/passwd":                "passwd",
		"\u202Efdp.exe\x00":               "fdp.exe",
		"":                                "unnamed",
		strings.Repeat("ä", 200) + ".txt": strings.Repeat("ä", 125) + ".txt",
	} {
		f := h.mustUpload(sent, []byte("Jane Doe, engineer, named "+strconv.Itoa(len(sent))))

		if f.OriginalName != want {
			t.Errorf("%q is shown as %q; want %q", sent, f.OriginalName, want)
		}
		if strings.Trim(f.Filename, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
			t.Errorf("our name is %q", f.Filename)
		}
	}
}

func TestNothingPersonalIsKeptInTheClear(t *testing.T) {
	dsn := sqlite(t)
	h := start(t, dsn)
	f := h.mustUpload("Marguerite-Zwetschgenstein.txt", []byte("Marguerite Zwetschgenstein\nEngineer at Quellwasser"))
	h.concluded(f)

	path := strings.TrimPrefix(dsn, "sqlite:")
	for _, file := range []string{path, path + "-wal"} {
		data, err := os.ReadFile(filepath.Clean(file))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, word := range []string{"Zwetschgenstein", "Quellwasser"} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s holds %q in the clear", filepath.Base(file), word)
			}
		}
	}
}
