package files_test

import (
	"strconv"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestNobodyKeepsMoreThanTheQuota(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t)
		h.run(map[string]string{"FILES_MAX_FILES": "2", "FILES_MAX_TOTAL_BYTES": strconv.Itoa(maxBytes)}, dsn)
		first := h.mustUpload("cv.txt", []byte("Ann Example, engineer, the first of three CVs"))
		h.mustUpload("cv2.txt", []byte("Ann Example, engineer, the second of three CVs"))

		third := []byte("Ann Example, engineer, the third of three CVs")
		if _, err := h.upload("cv3.txt", third); !isFault(err, fault.Conflict, "quota_exceeded") {
			t.Errorf("the third: got %v; want quota_exceeded", err)
		}
		if err := h.delete("ann", first.Filename); err != nil {
			t.Fatal(err)
		}
		h.mustUpload("cv3.txt", third)
	})
}

func TestTheSameBytesTwiceAreTwoFilesThatLiveAlone(t *testing.T) {
	h := start(t, sqlite(t))
	data := fixture(t, "cp1252-en.txt")
	first := h.mustUpload("cv.txt", data)
	second, err := h.uploadAs(filesv1.RegisterRequest{Object: "another", OriginalName: "again.txt", Size: int64(len(data)), SHA256: first.SHA256}, data)
	if err != nil || second.ID == first.ID {
		t.Fatalf("got %+v, %v; want a file of its own", second, err)
	}

	if err := h.delete("ann", first.Filename); err != nil {
		t.Fatal(err)
	}

	if second = h.concluded(second); second.Status != filesv1.StatusParsed {
		t.Errorf("the second is %s, %+v", second.Status, second.Rejection)
	}
	got, err := bus.Call(h.As(t.Context(), "ann"), h.Bus(), filesv1.Read, filesv1.ReadRequest{Filename: second.Filename})
	if err != nil || string(got.Data) != string(data) {
		t.Errorf("its bytes: %d, %v; want %d", len(got.Data), err, len(data))
	}
}
