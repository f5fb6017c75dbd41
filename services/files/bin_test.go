package files_test

import (
	"context"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func (h *house) delete(userID, filename string) error {
	_, err := bus.Call(h.As(h.t.Context(), userID), h.Bus(), filesv1.Delete, filesv1.DeleteRequest{Filename: filename})
	return err
}

func (h *house) count(userID string) int64 {
	h.t.Helper()
	s, err := bus.Call(h.As(h.t.Context(), userID), h.Bus(), filesv1.Stats, filesv1.StatsRequest{})
	if err != nil {
		h.t.Fatal(err)
	}
	return s.Files
}

func TestAFileIsDeletedByItsOwnerAloneAndAnnounced(t *testing.T) {
	h := start(t, sqlite(t))
	deleted := make(chan filesv1.DeletedFact, 4)
	h.Start(host.Service{
		Name: "listener", Ports: bus.Ports{Hears: ports(filesv1.Deleted)},
		Run: func(ctx context.Context, rt host.Runtime) error {
			err := bus.Hear(ctx, rt.Bus, filesv1.Deleted, func(_ context.Context, f filesv1.DeletedFact) error { deleted <- f; return nil })
			if err != nil {
				return err
			}
			return rt.Wait(ctx)
		},
	}, nil)
	f := h.mustUpload("cv.txt", fixture(t, "cp1252-en.txt"))

	if err := h.delete("bob", f.Filename); !isFault(err, fault.NotFound, "file_not_found") {
		t.Errorf("by bob: got %v; want file_not_found", err)
	}
	if err := h.delete("ann", ""); !isFault(err, fault.NotFound, "file_not_found") {
		t.Errorf("without a name: got %v; want file_not_found", err)
	}
	if err := h.delete("ann", f.Filename); err != nil {
		t.Fatal(err)
	}

	if got := <-deleted; got.FileID != f.ID || got.UserID != "ann" {
		t.Errorf("got %+v; want ann's file deleted", got)
	}
	if err := h.delete("ann", f.Filename); !isFault(err, fault.NotFound, "file_not_found") {
		t.Errorf("again: got %v; want file_not_found", err)
	}
	if _, err := bus.Call(t.Context(), h.Bus(), filesv1.ParsedText, filesv1.ParsedTextRequest{FileID: f.ID}); !isFault(err, fault.NotFound, "file_not_found") {
		t.Errorf("its text: got %v; want file_not_found", err)
	}
}

func TestFilesOfAnErasedUserAreGoneAndNoneCome(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn)
		h.mustUpload("cv.txt", fixture(t, "cp1252-en.txt"))
		m, err := authv1.UserErased.Message("erased-ann", authv1.UserErasedFact{UserID: "ann", ErasedAt: time.Now()})
		if err != nil {
			t.Fatal(err)
		}

		if err := bus.Publish(t.Context(), h.Bus(), m); err != nil {
			t.Fatal(err)
		}

		testkit.Eventually(t, "ann has no files", func() bool { return h.count("ann") == 0 })
		if _, err := h.upload("late.txt", []byte("Curriculum vitae of Ann, too late")); !isFault(err, fault.NotFound, "content_erased") {
			t.Errorf("a late upload: got %v; want content_erased", err)
		}
	})
}
