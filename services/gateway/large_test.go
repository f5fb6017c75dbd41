package gateway

import (
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// copied is a page of many files alike.
func (e *estate) copied(f filesv1.File, q filesv1.ListRequest) (reply filesv1.ListReply, err error) {
	from := 0
	if q.Cursor != "" {
		if from, err = strconv.Atoi(q.Cursor); err != nil {
			return reply, err
		}
	}
	for n := from; n < min(e.copies, from+q.Limit); n++ {
		f.ID = fmt.Sprintf("c%03d", n)
		f.Filename = f.ID + ".pdf"
		reply.Items = append(reply.Items, f)
	}
	if next := from + q.Limit; next < e.copies {
		reply.NextCursor = strconv.Itoa(next)
	}
	return reply, nil
}

// An export of as many files as anybody may have is made while it is sent, a piece
// at a time: what it needs of memory has nothing to do with how large it is.
func TestALargeExportNeedsLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures memory, which the race detector uses otherwise")
	}
	const files = 200
	d := open(t, nil)
	e := settle(d)
	e.copies = files
	defer debug.SetGCPercent(debug.SetGCPercent(10)) // what nobody needs any more shall count for little
	runtime.GC()
	before, most := heap(), uint64(0)
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				most = max(most, heap())
			}
		}
	}()

	r := d.member("ann", http.MethodGet, "/api/v1/users/me/export", "")

	close(done)
	<-watched
	all := testkit.Unzip(t, r.body)
	if n := len(all["files/c000.pdf"]) + len(all["files/c199.pdf"]); r.StatusCode != 200 || n != 2*big || len(all) < files {
		t.Fatalf("got %d, %d files, the first and the last of %d bytes; want all of them", r.StatusCode, len(all), n)
	}
	content := uint64(files) * big
	t.Logf("%d MiB exported; the heap grew by %d MiB at most", content>>20, (most-min(most, before))>>20)
	if most > before+content/2 {
		t.Errorf("the heap grew from %d to %d MiB for %d MiB of files; want a few pieces", before>>20, most>>20, content>>20)
	}
}

// heap is what is allocated.
func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
