package seal

import (
	"crypto/rand"
	"fmt"
	"os"
)

// Probe reports whether a key could be stored now: it writes a file of its
// own, syncs it, reads it back and removes it, in the folder and in the mirror.
// It gives a mirror no identity; that is for the first key to do.
func (s *KeyStore) Probe() error {
	name := "probe-" + rand.Text()
	if err := s.dir.probe(name); err != nil {
		return fmt.Errorf("probe key store: %w", err)
	}
	if s.mirror == "" {
		return nil
	}
	if err := os.MkdirAll(string(s.mirror), 0o700); err != nil {
		return fmt.Errorf("probe mirror of key store: %w: %w", ErrMirror, err)
	}
	if err := s.mirror.probe(name); err != nil {
		return fmt.Errorf("probe mirror of key store: %w: %w", ErrMirror, err)
	}
	return nil
}

func (f folder) probe(name string) error {
	if err := f.create(name, []byte(name)); err != nil {
		return err
	}
	return f.erase(name)
}
