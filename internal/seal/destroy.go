package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

const pendingSuffix = ".pending"

// Destroy overwrites and removes the wave's key in the folder, then in the mirror. It may be repeated at any time.
// A mirror that cannot be reached gives ErrPendingDeletion when the folder's key is gone; the wave stays in Pending until
// a repeated call reaches that same mirror. ErrPendingDeletion never hides another error.
func (s *KeyStore) Destroy(waveID string) error {
	if err := s.destroy(waveID); err != nil {
		return fmt.Errorf("destroy key of wave %s: %w", waveID, err)
	}
	return nil
}

func (s *KeyStore) destroy(waveID string) error {
	if err := checkWaveID(waveID); err != nil {
		return err
	}
	// The note is durable before the key goes, because afterwards nothing else knows of the copy.
	if err := s.notePending(waveID); err != nil {
		return err
	}
	if err := s.dir.erase(keyName(waveID)); err != nil {
		return err
	}
	mirrorID, err := os.ReadFile(s.dir.path(pendingName(waveID)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.reachMirror(string(mirrorID)); err != nil {
		return fmt.Errorf("%w: %w", ErrPendingDeletion, err)
	}
	if err := s.mirror.erase(keyName(waveID)); err != nil {
		return fmt.Errorf("%w: %w", ErrPendingDeletion, err)
	}
	return s.dir.erase(pendingName(waveID))
}

// notePending records which mirror holds a copy. A key that is missing or damaged does not tell; then it is the configured one.
func (s *KeyStore) notePending(waveID string) error {
	key, err := s.read(waveID)
	unknown := err != nil
	if (unknown && s.mirror == "") || (!unknown && key.Mirror == "") {
		return nil
	}
	err = s.dir.create(pendingName(waveID), []byte(key.Mirror))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// Pending lists the waves whose destroyed keys may still have a copy in a mirror, in the order of their ids.
// A mirror that is lost for good is settled by removing the wave's ".pending" file by hand.
func (s *KeyStore) Pending() ([]string, error) {
	entries, err := os.ReadDir(string(s.dir))
	if err != nil {
		return nil, fmt.Errorf("list pending deletions: %w", err)
	}
	var waves []string
	for _, entry := range entries {
		if waveID, ok := strings.CutSuffix(entry.Name(), pendingSuffix); ok && checkWaveID(waveID) == nil {
			waves = append(waves, waveID)
		}
	}
	return waves, nil
}

// checkPending returns ErrPendingDeletion for a wave whose destruction has begun and is not confirmed everywhere.
func (s *KeyStore) checkPending(waveID string) error {
	_, err := os.Stat(s.dir.path(pendingName(waveID)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return ErrPendingDeletion
}

func pendingName(waveID string) string { return waveID + pendingSuffix }
