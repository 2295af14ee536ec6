package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const secretSize = 32 // bytes

// LoadOrCreateSecret returns the 32 bytes in the file, creating it with mode 0600 and random content where it is missing.
// Processes that start together agree on one secret. A file of another size is an error, never replaced.
func LoadOrCreateSecret(path string) ([]byte, error) {
	secret, err := loadSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create secret: %w", err)
	}
	err = folder(dir).create(filepath.Base(path), randomBytes(secretSize))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("create secret: %w", err)
	}
	return loadSecret(path)
}

func loadSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load secret: %w", err)
	}
	if len(secret) != secretSize {
		return nil, fmt.Errorf("load secret: %s holds %d bytes instead of %d", path, len(secret), secretSize)
	}
	return secret, nil
}
