package testkit

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

const mariadbStart = 2 * time.Minute // on a busy machine

// mariadb is a private server: real InnoDB, in a folder of its own.
type mariadb struct {
	folder, socket string
	options        []string
	admin          *sql.DB
	leash          io.WriteCloser // held as long as the server may live
	server         *os.Process
	exited         <-chan error
}

// mariadbd finds the server's program.
func mariadbd() string {
	for _, name := range []string{"mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/opt/homebrew/bin/mariadbd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// startMariaDB starts the server of this test binary. Nothing has to stop it:
// see guard.
func startMariaDB(options ...string) (*mariadb, error) {
	folder, err := os.MkdirTemp("", "sartor-mariadb-")
	if err != nil {
		return nil, err
	}
	m := &mariadb{folder: folder, socket: filepath.Join(folder, "s"), options: options}
	if err := m.prepare(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := m.launch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := m.guard(); err != nil {
		return nil, err
	}
	return m, m.await()
}

// prepare copies the system tables, which take seconds to make, from where they
// were made once for this version of the server.
func (m *mariadb) prepare() error {
	version, err := exec.Command(mariadbd(), "--version").Output()
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(append(version, mariadbFormat...))
	template := filepath.Join(cache, "sartor", "mariadb-"+hex.EncodeToString(sum[:6]))
	if err := makeTemplate(template); err != nil {
		return err
	}
	return os.CopyFS(m.data(), os.DirFS(template))
}

// makeTemplate makes the template once, however many test binaries start.
func makeTemplate(template string) error {
	if err := os.MkdirAll(filepath.Dir(template), 0o700); err != nil {
		return err
	}
	lock, err := os.OpenFile(template+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if _, err := os.Stat(template); err == nil {
		return nil
	}

	unfinished := template + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	install, err := exec.LookPath("mariadb-install-db")
	if err != nil {
		return err
	}
	args := []string{
		"--no-defaults", "--datadir=" + unfinished, "--auth-root-authentication-method=normal", "--skip-test-db",
		"--skip-name-resolve", mariadbFormat,
	}
	if out, err := exec.Command(install, append(args, asRoot()...)...).CombinedOutput(); err != nil {
		return fmt.Errorf("mariadb-install-db: %w: %s", err, out)
	}
	return os.Rename(unfinished, template)
}

// mariadbFormat is what a data folder can't be opened without.
const mariadbFormat = "--innodb-log-file-size=16M"

func asRoot() []string {
	if os.Geteuid() == 0 {
		return []string{"--user=root"}
	}
	return nil
}

func (m *mariadb) data() string { return filepath.Join(m.folder, "data") }

func (m *mariadb) launch() error {
	args := []string{
		"--no-defaults", "--datadir=" + m.data(), "--socket=" + m.socket, "--pid-file=" + filepath.Join(m.folder, "pid"),
		"--log-error=" + filepath.Join(m.folder, "log"), "--tmpdir=" + m.folder,
		"--skip-networking", "--skip-name-resolve", "--skip-log-bin", mariadbFormat,
		"--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=2", "--key-buffer-size=1M",
		"--aria-pagecache-buffer-size=1M", "--max-connections=500", "--performance-schema=OFF",
		"--character-set-server=utf8mb4",
	}
	server := exec.Command(mariadbd(), slices.Concat(args, asRoot(), m.options)...)
	server.SysProcAttr = dieWithParent()

	started, ended := make(chan error, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread() // a child dies with the thread that started it
		err := server.Start()
		started <- err
		if err == nil {
			ended <- server.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	m.server, m.exited = server.Process, ended
	return nil
}

// guard leaves a process behind that, when this one ends in whatever way, ends
// the server and removes its folder: it waits for the end of a pipe, through
// which it hears which process the server is by now.
func (m *mariadb) guard() error {
	guard := exec.Command("/bin/sh", "-c", `trap '' INT TERM HUP; pid=$0
		while read -r next; do pid=$next; done
		kill -9 "$pid"; rm -rf "$1"`, strconv.Itoa(m.server.Pid), m.folder)
	leash, err := guard.StdinPipe()
	if err != nil {
		return err
	}
	m.leash = leash
	return guard.Start()
}

func (m *mariadb) await() error {
	if err := m.connect(); err != nil {
		return err
	}
	deadline := time.After(mariadbStart)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-m.exited:
			return fmt.Errorf("mariadbd ended: %w: %s", err, m.log())
		case <-deadline:
			return fmt.Errorf("mariadbd does not answer: %s", m.log())
		case <-tick.C:
			if err := m.exec("SELECT 1"); err == nil {
				return nil
			}
		}
	}
}

func (m *mariadb) log() string {
	text, _ := os.ReadFile(filepath.Join(m.folder, "log"))
	return string(text[max(0, len(text)-2000):])
}
