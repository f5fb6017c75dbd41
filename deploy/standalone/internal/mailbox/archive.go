package mailbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// What is kept at most; the oldest go first.
const (
	maxMails = 500
	maxBytes = 64 << 20
)

// partial ends the name of a file that is not whole yet.
const partial = ".part"

// Message is a mail as it is shown.
type Message struct {
	ID         string    `json:"id"`
	From       string    `json:"from"`
	To         string    `json:"to"` // each recipient has a copy
	Subject    string    `json:"subject"`
	Text       string    `json:"text"`
	HTML       string    `json:"html"`
	ReceivedAt time.Time `json:"receivedAt"`
}

func (m Message) size() int { return len(m.Subject) + len(m.Text) + len(m.HTML) }

// archive keeps the newest mails, in memory and as a file each.
type archive struct {
	dir string

	mu    sync.RWMutex
	mails []Message // oldest first, which is the order of their ids
	bytes int
}

func openArchive(dir string, log *slog.Logger) (*archive, error) {
	a := new(archive)
	if dir == "" {
		return a, nil
	}
	dir = filepath.Join(dir, "mailbox")
	a.dir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json*")) // sorted
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if strings.HasSuffix(file, partial) { // a crash came between
			_ = os.Remove(file)
			continue
		}
		m, err := readMessage(file)
		if err != nil {
			log.Warn("mail not readable", "file", filepath.Base(file), "err", err)
			continue
		}
		a.keep(m)
	}
	return a, nil
}

func readMessage(file string) (m Message, err error) {
	data, err := os.ReadFile(file) //nolint:gosec // found in our own folder
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, err
	}
	if m.ID+".json" != filepath.Base(file) {
		return m, errors.New("the file's name is not the mail's")
	}
	return m, nil
}

// add keeps a mail under a new id.
func (a *archive) add(m Message) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make an id: %w", err)
	}
	m.ID = id.String()
	if err := a.write(m); err != nil {
		return err
	}
	a.keep(m)
	return nil
}

// write makes the mail's file, whole or not at all.
func (a *archive) write(m Message) error {
	if a.dir == "" {
		return nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	whole := a.file(m)
	if err := os.WriteFile(whole+partial, data, 0o600); err != nil {
		return err
	}
	return os.Rename(whole+partial, whole)
}

func (a *archive) file(m Message) string { return filepath.Join(a.dir, m.ID+".json") }

// keep makes m the newest mail, and room for it.
func (a *archive) keep(m Message) {
	a.mails = append(a.mails, m)
	a.bytes += m.size()
	for len(a.mails) > maxMails || a.bytes > maxBytes {
		a.drop(a.mails[0])
		a.mails = slices.Delete(a.mails, 0, 1)
	}
}

func (a *archive) drop(m Message) {
	a.bytes -= m.size()
	if a.dir != "" {
		_ = os.Remove(a.file(m)) // if it stays, it is dropped at the next start
	}
}

// clear drops all mails.
func (a *archive) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range a.mails {
		a.drop(m)
	}
	a.mails = nil
}

// list returns the mails to an address, all for none, newest first, and a
// version that changes with the archive.
func (a *archive) list(to string) (all []Message, version string) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	all = []Message{}
	for _, m := range slices.Backward(a.mails) {
		if to == "" || strings.EqualFold(m.To, to) {
			all = append(all, m)
		}
	}
	version = `"none"`
	if n := len(a.mails); n > 0 {
		version = fmt.Sprintf(`"%s-%d"`, a.mails[n-1].ID, n)
	}
	return all, version
}

// find returns one mail.
func (a *archive) find(id string) (Message, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	i, ok := slices.BinarySearchFunc(a.mails, id, func(m Message, id string) int { return strings.Compare(m.ID, id) })
	if !ok {
		return Message{}, false
	}
	return a.mails[i], true
}
