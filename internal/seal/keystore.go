package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
)

const markerName = "kreislauf-mirror" // file that gives a mirror its identity

var waveIDPattern = regexp.MustCompile(`^[0-9a-f-]{36}$`)

// KeyStore is the folder of wave keys, one file per wave, with an optional second folder that mirrors it.
// It keeps no key in memory: what Destroy removes is gone. Safe for concurrent use, also by several processes on one folder.
type KeyStore struct {
	dir    folder
	mirror folder // empty: none
}

// OpenKeyStore opens the folder dir, creating it with mode 0700, and names mirror as its second folder ("" for none).
// A mirror that cannot be reached is no error here: the server must be able to start, and Create and Check report it.
func OpenKeyStore(dir, mirror string) (*KeyStore, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open key store: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("open key store: %w", err)
	}
	if info.Mode().Perm()&0o002 != 0 {
		return nil, fmt.Errorf("open key store: everyone may write to %s, so keys could be exchanged", dir)
	}
	return &KeyStore{dir: folder(dir), mirror: folder(mirror)}, nil
}

// Create makes the wave's HPKE key pair and link key and returns the public key, serialised as RFC 9180 says.
// The key is written, synced and read back in the folder and in the mirror, or Create fails and removes what it wrote.
// Where the wave has a key already, that key's public part is returned, so an interrupted opening can resume.
func (s *KeyStore) Create(waveID string) ([]byte, error) {
	public, err := s.create(waveID)
	if err != nil {
		return nil, fmt.Errorf("create key of wave %s: %w", waveID, err)
	}
	return public, nil
}

func (s *KeyStore) create(waveID string) ([]byte, error) {
	if err := checkWaveID(waveID); err != nil {
		return nil, err
	}
	if err := s.checkPending(waveID); err != nil {
		return nil, err
	}
	mirrorID, err := s.prepareMirror()
	if err != nil {
		return nil, err
	}
	// The copy appears after the original. Asking for it first means: a copy without an original is an original lost.
	orphan, err := s.hasCopy(waveID)
	if err != nil {
		return nil, err
	}
	key, err := s.read(waveID)
	switch {
	case err == nil:
		return s.adopt(key, mirrorID)
	case !errors.Is(err, ErrNoKey):
		return nil, err
	case orphan:
		return nil, fmt.Errorf("%w: it holds a key that the folder lacks; copy it back", ErrMirror)
	}
	if key, err = newWaveKey(waveID, mirrorID); err != nil {
		return nil, err
	}
	return s.store(key)
}

// store writes a new key to both folders; where another process was faster, that key counts.
func (s *KeyStore) store(key waveKey) ([]byte, error) {
	data, err := key.encode()
	if err != nil {
		return nil, err
	}
	err = s.dir.create(keyName(key.Wave), data)
	if errors.Is(err, fs.ErrExist) {
		winner, err := s.read(key.Wave)
		if err != nil {
			return nil, err
		}
		return s.adopt(winner, key.Mirror)
	}
	if err != nil {
		return nil, err
	}
	public, err := s.adopt(key, key.Mirror)
	if err != nil {
		// The copy goes first: an original without a copy can be completed, a copy alone blocks the next attempt.
		return nil, errors.Join(err, s.eraseCopy(key.Wave), s.dir.erase(keyName(key.Wave)))
	}
	return public, nil
}

// adopt makes sure that the mirror holds the stored key and returns its public part.
func (s *KeyStore) adopt(key waveKey, mirrorID string) ([]byte, error) {
	if key.Mirror != mirrorID {
		return nil, fmt.Errorf("%w: the key was copied to another mirror or to none", ErrMirror)
	}
	private, err := key.private()
	if err != nil {
		return nil, err
	}
	if s.mirror != "" {
		data, err := key.encode()
		if err != nil {
			return nil, err
		}
		if err := s.mirror.replace(keyName(key.Wave), data); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMirror, err)
		}
	}
	return private.PublicKey().Bytes(), nil
}

// PublicKey returns the public part of the wave's key; ErrNoKey or ErrUnreadableKey where there is none to be had.
func (s *KeyStore) PublicKey(waveID string) ([]byte, error) {
	key, err := s.read(waveID)
	if err != nil {
		return nil, fmt.Errorf("public key of wave %s: %w", waveID, err)
	}
	private, err := key.private()
	if err != nil {
		return nil, fmt.Errorf("public key of wave %s: %w", waveID, err)
	}
	return private.PublicKey().Bytes(), nil
}

// Check reads and parses the wave's key and compares the mirror's copy with it.
// ErrMirror alone means that the key works and only its copy is missing.
func (s *KeyStore) Check(waveID string) error {
	key, err := s.read(waveID)
	if err != nil {
		return fmt.Errorf("check key of wave %s: %w", waveID, err)
	}
	if _, err := key.private(); err != nil {
		return fmt.Errorf("check key of wave %s: %w", waveID, err)
	}
	if err := s.checkCopy(key); err != nil {
		return fmt.Errorf("check key of wave %s: %w", waveID, err)
	}
	return nil
}

func (s *KeyStore) checkCopy(key waveKey) error {
	if s.mirror == "" && key.Mirror == "" {
		return nil
	}
	if err := s.reachMirror(key.Mirror); err != nil {
		return fmt.Errorf("%w: %w", ErrMirror, err)
	}
	data, err := key.encode()
	if err != nil {
		return err
	}
	if err := s.mirror.verify(keyName(key.Wave), data); err != nil {
		return fmt.Errorf("%w: %w", ErrMirror, err)
	}
	return nil
}

// read returns the key from the folder, never from the mirror: a destroyed key must not come back from a copy.
func (s *KeyStore) read(waveID string) (waveKey, error) {
	if err := checkWaveID(waveID); err != nil {
		return waveKey{}, err
	}
	data, err := os.ReadFile(s.dir.path(keyName(waveID)))
	if errors.Is(err, fs.ErrNotExist) {
		// A folder that is not mounted must not pass for keys that were destroyed.
		if _, err := os.Stat(string(s.dir)); err != nil {
			return waveKey{}, fmt.Errorf("%w: %w", ErrUnreadableKey, err)
		}
		return waveKey{}, ErrNoKey
	}
	if err != nil {
		return waveKey{}, fmt.Errorf("%w: %w", ErrUnreadableKey, err)
	}
	key, err := parseWaveKey(data, waveID)
	if err != nil {
		return waveKey{}, fmt.Errorf("%w: %w", ErrUnreadableKey, err)
	}
	return key, nil
}

func checkWaveID(waveID string) error {
	if !waveIDPattern.MatchString(waveID) {
		return ErrWaveID
	}
	return nil
}

func keyName(waveID string) string { return waveID + ".key" }
