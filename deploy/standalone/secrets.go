package standalone

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/joho/godotenv"
)

const (
	secretsFile = "secrets.env"
	secretBytes = 32
)

// secretNames are the secrets that are made when they are first needed.
var secretNames = []string{"AUTH_SECRET", "JWT_PRIVATE_KEY", "SARTOR_DATA_KEY", natsKey, sealKey}

const (
	natsKey = "SARTOR_NATS_KEY"
	sealKey = "CREDITS_CHECKPOINT_KEY"
)

// laterNames are the secrets that folders of older versions lack. Each says what
// shows that there was one: then it is not made anew.
var laterNames = map[string]func(dir string) bool{
	natsKey: encrypted,
	sealKey: func(string) bool { return false }, // an audit says so where seals of another key are left
}

// encrypted reports whether what JetStream keeps has been encrypted.
func encrypted(dir string) bool {
	found := false
	_ = filepath.WalkDir(filepath.Join(dir, "nats"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "meta.key" {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// secrets returns the secrets in the data folder. They are made once; where
// there is data already they are never made anew, since nothing could read that
// data with others.
func secrets(dir string) (map[string]string, error) {
	path := filepath.Join(dir, secretsFile)
	all, err := godotenv.Read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return makeSecrets(dir, path)
	case err != nil:
		return nil, fmt.Errorf("%s can't be read", path)
	}
	var lacking []string
	for _, name := range secretNames {
		if all[name] != "" {
			continue
		}
		if had, later := laterNames[name]; !later || had(dir) {
			return nil, fmt.Errorf("%s has no %s: put the file back as it was", path, name)
		}
		lacking = append(lacking, name)
	}
	if len(lacking) == 0 {
		return all, nil
	}
	return all, keepSecrets(path, all, lacking)
}

func makeSecrets(dir, path string) (map[string]string, error) {
	if old, _ := filepath.Glob(filepath.Join(dir, "*.db")); len(old) > 0 {
		return nil, fmt.Errorf("%s is gone, and the data beside it can't be read without it: put it back, or begin with an empty folder", path)
	}
	all := map[string]string{}
	return all, keepSecrets(path, all, secretNames)
}

// keepSecrets makes the secrets of these names and writes all.
func keepSecrets(path string, all map[string]string, names []string) error {
	for _, name := range names {
		key := make([]byte, secretBytes)
		if _, err := rand.Read(key); err != nil {
			return fmt.Errorf("make %s: %w", name, err)
		}
		all[name] = base64.StdEncoding.EncodeToString(key)
	}
	text, err := godotenv.Marshal(all)
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	// Written beside and renamed: a crash leaves the whole file or none.
	if err := os.WriteFile(path+".new", []byte(text+"\n"), 0o600); err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	return nil
}
