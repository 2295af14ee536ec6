package seal

import (
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
)

const linkKeySize = 32 // bytes

// waveKey is the content of one key file.
type waveKey struct {
	Wave    string `json:"wave"`
	Mirror  string `json:"mirror,omitempty"` // identity of the mirror that holds the copy
	Private []byte `json:"private"`          // HPKE private key, serialised
	Link    []byte `json:"link"`
	Sum     []byte `json:"sum"` // SHA-256 of the fields above; finds a damaged file, not a forged one
}

func newWaveKey(waveID, mirrorID string) (waveKey, error) {
	private, err := kem().GenerateKey()
	if err != nil {
		return waveKey{}, err
	}
	serialised, err := private.Bytes()
	if err != nil {
		return waveKey{}, err
	}
	key := waveKey{Wave: waveID, Mirror: mirrorID, Private: serialised, Link: randomBytes(linkKeySize)}
	key.Sum = key.sum()
	return key, nil
}

func parseWaveKey(data []byte, waveID string) (waveKey, error) {
	var key waveKey
	if err := json.Unmarshal(data, &key); err != nil {
		// The decoder's message may quote key material.
		return waveKey{}, errors.New("key file is not a key")
	}
	if key.Wave != waveID {
		return waveKey{}, errors.New("key file belongs to another wave")
	}
	if len(key.Link) != linkKeySize || subtle.ConstantTimeCompare(key.Sum, key.sum()) != 1 {
		return waveKey{}, errors.New("key file is damaged")
	}
	return key, nil
}

func (k waveKey) encode() ([]byte, error) {
	return json.Marshal(k)
}

func (k waveKey) sum() []byte {
	hash := sha256.New()
	frame(hash, "kreislauf wave key 1", k.Wave, k.Mirror, string(k.Private), string(k.Link))
	return hash.Sum(nil)
}

func (k waveKey) private() (hpke.PrivateKey, error) {
	private, err := kem().NewPrivateKey(k.Private)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadableKey, err)
	}
	return private, nil
}

// randomBytes never fails: crypto/rand ends the program where the system has no randomness.
func randomBytes(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.Read(data)
	return data
}
