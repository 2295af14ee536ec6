package seal

import (
	"crypto/hpke"
	"errors"
	"fmt"
)

// The suite of every ballot: X-Wing (ML-KEM-768 with X25519), HKDF-SHA256, AES-256-GCM, in the base mode of RFC 9180.
func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.AES256GCM() }

// Sealer seals the ballots of one wave with its public key. Safe for concurrent use.
type Sealer struct {
	public hpke.PublicKey
	info   []byte
	size   int
}

// NewSealer parses the public key of a wave, as KeyStore.Create returned it, for ballots of at most size bytes.
func NewSealer(public []byte, waveID string, size int) (*Sealer, error) {
	if err := checkWaveID(waveID); err != nil {
		return nil, fmt.Errorf("new sealer: %w", err)
	}
	if size <= 0 {
		return nil, errors.New("new sealer: size must be positive")
	}
	parsed, err := kem().NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("new sealer for wave %s: %w", waveID, err)
	}
	return &Sealer{public: parsed, info: ballotInfo(waveID), size: size}, nil
}

// Seal returns the ballot as base64 text, whose length is the same for every text that fits; ErrTooLong for others.
func (s *Sealer) Seal(plaintext []byte) (string, error) {
	padded, err := pad(plaintext, s.size)
	if err != nil {
		return "", fmt.Errorf("seal ballot: %w", err)
	}
	sealed, err := hpke.Seal(s.public, kdf(), aead(), s.info, padded)
	if err != nil {
		return "", fmt.Errorf("seal ballot: %w", err)
	}
	return textEncoding.EncodeToString(sealed), nil
}

// Opener opens the ballots of one wave. It holds the private key: drop it when the tally ends. Safe for concurrent use.
type Opener struct {
	private hpke.PrivateKey
	info    []byte
}

// Opener reads the wave's private key; ErrNoKey or ErrUnreadableKey where there is none to be had.
func (s *KeyStore) Opener(waveID string) (*Opener, error) {
	key, err := s.read(waveID)
	if err != nil {
		return nil, fmt.Errorf("opener of wave %s: %w", waveID, err)
	}
	private, err := key.private()
	if err != nil {
		return nil, fmt.Errorf("opener of wave %s: %w", waveID, err)
	}
	return &Opener{private: private, info: ballotInfo(waveID)}, nil
}

// Open returns the text of a ballot; ErrUnreadableBallot for anything that was not sealed for this wave and key.
func (o *Opener) Open(ciphertext string) ([]byte, error) {
	sealed, err := textEncoding.DecodeString(ciphertext)
	if err != nil {
		return nil, ErrUnreadableBallot
	}
	padded, err := hpke.Open(o.private, kdf(), aead(), o.info, sealed)
	if err != nil {
		return nil, ErrUnreadableBallot
	}
	text, ok := unpad(padded)
	if !ok {
		return nil, ErrUnreadableBallot
	}
	return text, nil
}

func ballotInfo(waveID string) []byte { return []byte("kreislauf ballot 1 " + waveID) }
