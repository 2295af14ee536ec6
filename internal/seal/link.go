package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const (
	linkSecretSize = 20 // bytes, 160 bits: 32 letters in the URL
	tokenSize      = 32 // bytes, 256 bits: 52 letters in the URL
)

// LinkSecret returns the secret of an invitation's link: 160 bits of HMAC-SHA256(link key, invitation id) as 32 letters of
// lower-case base32. The same invitation always has the same secret; it is rendered while sending and stored nowhere.
func (s *KeyStore) LinkSecret(waveID, invitationID string) (string, error) {
	if invitationID == "" {
		return "", errors.New("link secret: invitation id is empty")
	}
	key, err := s.read(waveID)
	if err != nil {
		return "", fmt.Errorf("link secret of wave %s: %w", waveID, err)
	}
	mac := hmac.New(sha256.New, key.Link)
	frame(mac, "kreislauf link 1", invitationID)
	return secretEncoding.EncodeToString(mac.Sum(nil)[:linkSecretSize]), nil
}

// HashLink returns the hex SHA-256 under which the database knows a link. It takes the same steps for right, wrong and
// malformed secrets; capitals count as small letters, since links are also typed from paper.
func HashLink(secret string) string {
	return hexSum(canonicalSecret(secret))
}

// Token returns a random one-time token of 256 bits, 52 letters of lower-case base32, and the hash to store in its place.
func Token() (plain, hash string) {
	plain = secretEncoding.EncodeToString(randomBytes(tokenSize))
	return plain, HashToken(plain)
}

// HashToken returns the hex SHA-256 of a one-time token.
func HashToken(plain string) string {
	return hexSum(plain)
}

func canonicalSecret(secret string) string { return strings.ToLower(secret) }

func hexSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
