package sqldb

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

const makeMigrations = `CREATE TABLE IF NOT EXISTS schema_migrations (
	file       VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
	step       BIGINT NOT NULL,
	checksum   VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	applied_us BIGINT NOT NULL,
	PRIMARY KEY (file, step)
)`

// notTiDB begins a statement that TiDB, which has no triggers, is to be spared.
const notTiDB = "-- not on TiDB"

// separator is the line between the statements of a file, since triggers have
// semicolons inside.
const separator = "---"

// step is one statement of one migration file.
type step struct {
	file     string
	number   int
	text     string
	checksum string
}

type stepKey struct {
	file   string
	number int
}

// migrate applies the statements that are not recorded yet, in the order of the
// files' names. Where DDL is not transactional a crash can leave the last
// statement done but unrecorded: it runs again, so statements are written with
// IF NOT EXISTS; for CREATE INDEX, where MySQL has no such words, see to it here.
func (db *DB) migrate(ctx context.Context, migrations fs.FS) error {
	steps, err := readSteps(migrations)
	if err != nil {
		return err
	}
	steps = append([]step{db.outboxStep()}, steps...)

	return db.engine.alone(ctx, db.write, func(ctx context.Context, conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, makeMigrations); err != nil {
			return err
		}
		done, err := recorded(ctx, conn)
		if err != nil {
			return err
		}
		if err := unchanged(steps, done); err != nil {
			return err
		}
		for _, s := range steps {
			if _, ok := done[stepKey{s.file, s.number}]; ok {
				continue
			}
			if err := s.apply(ctx, conn); err != nil {
				return fmt.Errorf("%s, statement %d: %w", s.file, s.number, err)
			}
		}
		return nil
	})
}

func isTiDB(ctx context.Context, conn *sql.Conn) bool {
	var version string
	err := conn.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version)
	return err == nil && strings.Contains(version, "TiDB") // SQLite has no such function
}

func readSteps(migrations fs.FS) ([]step, error) {
	if migrations == nil {
		return nil, nil
	}
	files, err := fs.Glob(migrations, "*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var steps []step
	for _, file := range files {
		script, err := fs.ReadFile(migrations, file)
		if err != nil {
			return nil, err
		}
		for i, text := range statements(string(script)) {
			steps = append(steps, newStep(file, i+1, text))
		}
	}
	return steps, nil
}

func newStep(file string, number int, text string) step {
	sum := sha256.Sum256([]byte(text))
	return step{file: file, number: number, text: text, checksum: hex.EncodeToString(sum[:])}
}

// statements splits a script at the lines of three dashes.
func statements(script string) (all []string) {
	var one strings.Builder
	end := func() {
		if text := strings.TrimSpace(one.String()); text != "" {
			all = append(all, strings.TrimSuffix(text, ";"))
		}
		one.Reset()
	}
	for line := range strings.Lines(strings.ReplaceAll(script, "\r\n", "\n")) {
		if strings.TrimSpace(line) == separator {
			end()
			continue
		}
		one.WriteString(line)
	}
	end()
	return all
}

func recorded(ctx context.Context, conn *sql.Conn) (map[stepKey]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT file, step, checksum FROM schema_migrations`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()

	done := map[stepKey]string{}
	for rows.Next() {
		var key stepKey
		var checksum string
		if err := rows.Scan(&key.file, &key.number, &checksum); err != nil {
			return nil, err
		}
		done[key] = checksum
	}
	return done, rows.Err()
}

// unchanged refuses a history that was rewritten. Files that only the database
// knows are those of a newer release, whose replicas may already be running.
func unchanged(steps []step, done map[stepKey]string) error {
	count := map[string]int{}
	for _, s := range steps {
		count[s.file]++
		if sum, ok := done[stepKey{s.file, s.number}]; ok && sum != s.checksum {
			return fmt.Errorf("%s, statement %d was changed after it had been applied", s.file, s.number)
		}
	}
	for key := range done {
		if n, known := count[key.file]; known && key.number > n {
			return fmt.Errorf("%s, statement %d was removed after it had been applied", key.file, key.number)
		}
	}
	return nil
}

func (s step) apply(ctx context.Context, conn *sql.Conn) error {
	if strings.HasPrefix(s.text, notTiDB) && isTiDB(ctx, conn) {
		return nil
	}
	if _, err := conn.ExecContext(ctx, s.text); err != nil && !isThere(err) {
		return err
	}
	_, err := conn.ExecContext(ctx,
		`INSERT INTO schema_migrations (file, step, checksum, applied_us) VALUES (?, ?, ?, ?)`,
		s.file, s.number, s.checksum, Micros(time.Now()))
	return err
}
