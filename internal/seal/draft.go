package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
)

const (
	draftInfo    = "kreislauf draft 1"
	draftKeySize = 32 // bytes: AES-256
	draftExtra   = 12 + 16
)

// SealDraft encrypts unfinished answers with AES-256-GCM under a key that HKDF-SHA256 derives from the link's secret.
// The key binds the draft to its invitation. Every text of at most size bytes gives text of the same length;
// a longer one gives ErrTooLong.
func SealDraft(secret string, plaintext []byte, size int) (string, error) {
	padded, err := pad(plaintext, size)
	if err != nil {
		return "", fmt.Errorf("seal draft: %w", err)
	}
	aead, err := draftCipher(secret)
	if err != nil {
		return "", fmt.Errorf("seal draft: %w", err)
	}
	return textEncoding.EncodeToString(aead.Seal(nil, nil, padded, nil)), nil
}

// OpenDraft returns the text that SealDraft was given. An empty draft, another link's draft and a damaged one are ErrNoDraft.
func OpenDraft(secret, sealed string) ([]byte, error) {
	data, err := textEncoding.DecodeString(sealed)
	if err != nil {
		return nil, ErrNoDraft
	}
	aead, err := draftCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	padded, err := aead.Open(nil, nil, data, nil)
	if err != nil {
		return nil, ErrNoDraft
	}
	text, ok := unpad(padded)
	if !ok {
		return nil, ErrNoDraft
	}
	return text, nil
}

// EmptyDraft returns random text of the length that SealDraft gives for this size in bytes: without the link's secret nobody
// can tell it from a sealed draft. Rows get one when the wave opens and again at each submission.
func EmptyDraft(size int) string {
	return textEncoding.EncodeToString(randomBytes(prefixSize + max(size, 0) + draftExtra))
}

// draftCipher prepends a random nonce of 96 bits itself; a link seals far fewer than the 2^32 drafts that this allows.
func draftCipher(secret string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(canonicalSecret(secret)), nil, draftInfo, draftKeySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
