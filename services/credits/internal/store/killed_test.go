package store_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// bookFile names the book that this test binary is to keep, as a process of its
// own, for the test that started it.
const bookFile = "SARTOR_TEST_BOOK_FILE"

type question struct {
	N  int
	Op ledger.Operation
}

type reply struct {
	N     int
	Entry ledger.Entry
	Error string
}

// A process that keeps a book in a file is killed again and again under load.
func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	if path := os.Getenv(bookFile); path != "" { //nolint:forbidigo // what this process is for
		keepBook(t, path)
		return
	}
	if testing.Short() {
		t.Skip("what happens in other processes the race detector does not see")
	}
	k := &keeper{t: t, path: t.TempDir() + "/book.db", asked: map[int]asked{}}
	k.begin()

	told := trial(t, k.do, func() { k.kill(); k.begin() })
	k.kill()

	asTold(t, open(t, "sqlite:"+k.path), told)
}

// keepBook does what it reads and writes what came of it.
func keepBook(t *testing.T, path string) {
	t.Helper()
	r := open(t, "sqlite:"+path)
	var mu sync.Mutex
	out := json.NewEncoder(os.NewFile(3, "answers"))
	in := json.NewDecoder(os.Stdin)
	for {
		var q question
		if err := in.Decode(&q); err != nil {
			return
		}
		go func() {
			a := reply{N: q.N}
			done, err := r.Do(t.Context(), q.Op)
			if a.Entry = done.Entry; err != nil {
				a.Error = err.Error()
			}
			mu.Lock()
			defer mu.Unlock()
			_ = out.Encode(a)
		}()
	}
}

// asked is a question that waits for its answer.
type asked struct {
	op     ledger.Operation
	answer chan reply
}

// keeper is the process that keeps the book, whichever it is by now.
type keeper struct {
	t    *testing.T
	path string

	mu      sync.Mutex
	count   int
	asked   map[int]asked
	process *exec.Cmd
	in      io.WriteCloser
	ended   sync.WaitGroup
}

// begin starts a process and asks it what the one before did not answer.
func (k *keeper) begin() {
	k.t.Helper()
	child := exec.CommandContext(k.t.Context(), os.Args[0], "-test.run=^"+k.t.Name()+"$", "-test.timeout=5m")
	child.Env = append(os.Environ(), bookFile+"="+k.path)
	answers, out, err := os.Pipe()
	if err != nil {
		k.t.Fatal(err)
	}
	child.ExtraFiles = []*os.File{out}
	in, err := child.StdinPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		k.t.Fatal(err)
	}
	_ = out.Close()
	k.ended.Go(func() { k.listen(answers) })

	k.mu.Lock()
	defer k.mu.Unlock()
	k.process, k.in = child, in
	for n, a := range k.asked {
		k.ask(n, a.op)
	}
}

func (k *keeper) kill() {
	_ = k.process.Process.Kill()
	_ = k.process.Wait()
	k.ended.Wait() // what it had answered before is told
}

func (k *keeper) listen(answers io.ReadCloser) {
	defer func() { _ = answers.Close() }()
	lines := bufio.NewScanner(answers)
	for lines.Scan() {
		var a reply
		if json.Unmarshal(lines.Bytes(), &a) != nil {
			return // killed in the middle of a line
		}
		k.mu.Lock()
		if waiting, known := k.asked[a.N]; known {
			waiting.answer <- a
			delete(k.asked, a.N)
		}
		k.mu.Unlock()
	}
}

// ask writes a question; a process that has ended leaves it to the next one.
func (k *keeper) ask(n int, op ledger.Operation) {
	_ = json.NewEncoder(k.in).Encode(question{N: n, Op: op})
}

func (k *keeper) do(op ledger.Operation) ledger.Entry {
	answer := make(chan reply, 1)
	k.mu.Lock()
	k.count++
	n := k.count
	k.asked[n] = asked{op: op, answer: answer}
	k.ask(n, op)
	k.mu.Unlock()
	a := <-answer
	if a.Error != "" {
		k.t.Errorf("%s: %s", op.Key, a.Error)
		a.Entry.Key = op.Key
	}
	return a.Entry
}
