package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

const (
	stampDomain     = "kreislauf stamp 1"
	timeStampDomain = "kreislauf time stamp 1"
)

// Stamp signs what a form carries out and back, so that no session and no row has to remember it. Safe for concurrent use.
type Stamp struct {
	key []byte
}

// NewStamp uses the server's key, at least 32 random bytes as LoadOrCreateSecret returns them.
func NewStamp(key []byte) *Stamp {
	return &Stamp{key: bytes.Clone(key)}
}

// Sign returns a token for exactly these parts in this order: HMAC-SHA256 as base64url.
// The first part should name the purpose, the others bind it: a link's hash, a form.
func (s *Stamp) Sign(parts ...string) string {
	return s.mac(stampDomain, parts)
}

// Verify tells in constant time whether the token was signed for these parts.
func (s *Stamp) Verify(token string, parts ...string) bool {
	return hmac.Equal([]byte(token), []byte(s.Sign(parts...)))
}

// SignTime returns a token that carries a moment, to the millisecond, signed together with the parts.
func (s *Stamp) SignTime(at time.Time, parts ...string) string {
	moment := strconv.FormatInt(at.UnixMilli(), 36)
	return moment + "." + s.mac(timeStampDomain, append([]string{moment}, parts...))
}

// VerifyTime returns the moment in UTC that SignTime was given, and whether the token was signed for these parts.
func (s *Stamp) VerifyTime(token string, parts ...string) (time.Time, bool) {
	moment, _, _ := strings.Cut(token, ".")
	// A moment that does not parse is checked as zero, and fails like any forged token.
	millis, _ := strconv.ParseInt(moment, 36, 64)
	at := time.UnixMilli(millis).UTC()
	if !hmac.Equal([]byte(token), []byte(s.SignTime(at, parts...))) {
		return time.Time{}, false
	}
	return at, true
}

func (s *Stamp) mac(domain string, parts []string) string {
	mac := hmac.New(sha256.New, s.key)
	frame(mac, domain)
	frame(mac, parts...)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
