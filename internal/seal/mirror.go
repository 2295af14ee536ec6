package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// prepareMirror returns the mirror's identity, giving it one on first use; "" where no mirror is configured.
// The identity tells the mirror from the empty directory that is left of it while its volume is not mounted.
func (s *KeyStore) prepareMirror() (string, error) {
	if s.mirror == "" {
		return "", nil
	}
	if err := os.MkdirAll(string(s.mirror), 0o700); err != nil {
		return "", fmt.Errorf("%w: %w", ErrMirror, err)
	}
	id, err := os.ReadFile(s.mirror.path(markerName))
	if errors.Is(err, fs.ErrNotExist) {
		err = s.mirror.create(markerName, []byte(hex.EncodeToString(randomBytes(16))))
		if err == nil || errors.Is(err, fs.ErrExist) {
			id, err = os.ReadFile(s.mirror.path(markerName))
		}
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrMirror, err)
	}
	return string(id), nil
}

// reachMirror checks that the configured mirror is there and, where the identity is known, that it is the right one.
func (s *KeyStore) reachMirror(id string) error {
	if s.mirror == "" {
		return errors.New("no mirror is configured")
	}
	if _, err := os.Stat(string(s.mirror)); err != nil {
		return err
	}
	if id == "" {
		return nil
	}
	found, err := os.ReadFile(s.mirror.path(markerName))
	if err != nil {
		return err
	}
	if string(found) != id {
		return errors.New("the folder is not the mirror that the key was copied to")
	}
	return nil
}

func (s *KeyStore) hasCopy(waveID string) (bool, error) {
	if s.mirror == "" {
		return false, nil
	}
	_, err := os.Stat(s.mirror.path(keyName(waveID)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrMirror, err)
	}
	return true, nil
}

func (s *KeyStore) eraseCopy(waveID string) error {
	if s.mirror == "" {
		return nil
	}
	return s.mirror.erase(keyName(waveID))
}
