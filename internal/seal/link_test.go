package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"
)

func mustLink(t *testing.T, store *KeyStore, waveID, invitationID string) string {
	t.Helper()
	secret, err := store.LinkSecret(waveID, invitationID)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestALinkIsStableForItsInvitationAndDifferentForEveryOther(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	mustCreate(t, store, waveA)
	mustCreate(t, store, waveB)
	secret := mustLink(t, store, waveA, "one")
	if !regexp.MustCompile(`^[a-z2-7]{32}$`).MatchString(secret) {
		t.Errorf("%q is not 160 bits in lower-case base32", secret)
	}
	if mustLink(t, openStore(t, string(store.dir), ""), waveA, "one") != secret {
		t.Error("the link changed")
	}
	if mustLink(t, store, waveA, "two") == secret || mustLink(t, store, waveB, "one") == secret {
		t.Error("two invitations share a link")
	}
	if _, err := store.LinkSecret(waveA, ""); err == nil {
		t.Error("an invitation without an id has a link")
	}
}

func TestTheDatabaseKnowsALinkByItsHashOnly(t *testing.T) {
	t.Parallel()
	const secret = "abcdefghijklmnopqrstuvwxyz234567"
	sum := sha256.Sum256([]byte(secret))
	if got, want := HashLink(secret), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
	if HashLink(strings.ToUpper(secret)) != HashLink(secret) {
		t.Error("a link typed in capitals is another link")
	}
	if HashLink(secret[1:]) == HashLink(secret) {
		t.Error("a shortened link has the same hash")
	}
}

func TestAOneTimeTokenIsRandomAndMatchesItsHash(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		plain, hash := Token()
		if !regexp.MustCompile(`^[a-z2-7]{52}$`).MatchString(plain) {
			t.Fatalf("%q is not 256 bits in lower-case base32", plain)
		}
		if seen[plain] {
			t.Fatal("a token came twice")
		}
		seen[plain] = true
		if HashToken(plain) != hash || HashToken(plain+"a") == hash {
			t.Fatal("the hash does not belong to the token alone")
		}
	}
}
