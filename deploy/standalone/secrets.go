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
var secretNames = []string{"AUTH_SECRET", "JWT_PRIVATE_KEY", "SARTOR_DATA_KEY"}

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
	for _, name := range secretNames {
		if all[name] == "" {
			return nil, fmt.Errorf("%s has no %s: put the file back as it was", path, name)
		}
	}
	return all, nil
}

func makeSecrets(dir, path string) (map[string]string, error) {
	if old, _ := filepath.Glob(filepath.Join(dir, "*.db")); len(old) > 0 {
		return nil, fmt.Errorf("%s is gone, and the data beside it can't be read without it: put it back, or begin with an empty folder", path)
	}
	all := map[string]string{}
	for _, name := range secretNames {
		key := make([]byte, secretBytes)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("make %s: %w", name, err)
		}
		all[name] = base64.StdEncoding.EncodeToString(key)
	}
	text, err := godotenv.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", path, err)
	}
	// Written beside and renamed: a crash leaves the whole file or none.
	if err := os.WriteFile(path+".new", []byte(text+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("make %s: %w", path, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, fmt.Errorf("make %s: %w", path, err)
	}
	return all, nil
}
