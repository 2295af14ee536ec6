package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func newStamp() *Stamp { return NewStamp(bytes.Repeat([]byte{7}, 32)) }

func TestAStampFitsExactlyItsParts(t *testing.T) {
	t.Parallel()
	stamp := newStamp()
	lists := [][]string{nil, {""}, {"", ""}, {"a", "bc"}, {"ab", "c"}, {"abc"}, {"bc", "a"}, {"a", "bc", ""}, {"a\x00bc"}}
	for i, signed := range lists {
		token := stamp.Sign(signed...)
		for j, parts := range lists {
			if got, want := stamp.Verify(token, parts...), i == j; got != want {
				t.Errorf("token of %q verified for %q: %v, want %v", signed, parts, got, want)
			}
		}
	}
}

func TestAStampOfAnotherKeyOrShapeIsRefused(t *testing.T) {
	t.Parallel()
	stamp, other := newStamp(), NewStamp(bytes.Repeat([]byte{8}, 32))
	token := stamp.Sign("form")
	for _, bad := range []string{"", token[1:], token + "A", token + "\n", other.Sign("form"), stamp.SignTime(time.Now(), "form")} {
		if stamp.Verify(bad, "form") {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestAStampDoesNotFollowItsCallersBuffer(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, 32)
	stamp := NewStamp(key)
	token := stamp.Sign("form")
	clear(key)
	if !stamp.Verify(token, "form") {
		t.Error("clearing the caller's key changed the stamp")
	}
}

func TestATimeStampCarriesItsMomentToTheMillisecond(t *testing.T) {
	t.Parallel()
	stamp := newStamp()
	for _, at := range []time.Time{
		time.Date(2026, 10, 25, 2, 30, 0, 123_000_000, time.FixedZone("CEST", 2*3600)),
		time.Unix(0, 0),
		time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		got, ok := stamp.VerifyTime(stamp.SignTime(at, "begun", "link"), "begun", "link")
		if !ok {
			t.Fatalf("the token of %v was refused", at)
		}
		if diff := cmp.Diff(at.UTC(), got); diff != "" {
			t.Errorf("moment (-want +got):\n%s", diff)
		}
	}
}

func TestATimeStampCannotBeMovedOrMadeFromAnother(t *testing.T) {
	t.Parallel()
	stamp := newStamp()
	at := time.Date(2026, 10, 25, 12, 0, 0, 0, time.UTC)
	token := stamp.SignTime(at, "begun", "link")
	later := stamp.SignTime(at.Add(time.Minute), "begun", "link")
	moment, mac, _ := bytes.Cut([]byte(token), []byte("."))
	laterMoment, _, _ := bytes.Cut([]byte(later), []byte("."))
	for name, bad := range map[string]string{
		"empty":           "",
		"moment alone":    string(moment),
		"moved":           string(laterMoment) + "." + string(mac),
		"signed moment":   "+" + token,
		"leading zero":    "0" + token,
		"capitals":        string(bytes.ToUpper(moment)) + "." + string(mac),
		"plain stamp":     stamp.Sign("begun", "link"),
		"moment as part":  string(moment) + "." + stamp.Sign(string(moment), "begun", "link"),
		"other link":      stamp.SignTime(at, "begun", "other"),
		"overflow":        "zzzzzzzzzzzzzzzzzzzz." + string(mac),
		"another key":     NewStamp(bytes.Repeat([]byte{8}, 32)).SignTime(at, "begun", "link"),
		"trailing letter": token + "A",
	} {
		if got, ok := stamp.VerifyTime(bad, "begun", "link"); ok {
			t.Errorf("%s was accepted as %v", name, got)
		}
	}
}

func TestTheServersSecretIsMadeOnceAndKeptPrivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys", "server.secret")
	secrets := make([]string, 8)
	failed := make([]error, len(secrets))
	var group sync.WaitGroup
	for i := range secrets {
		group.Go(func() {
			secret, err := LoadOrCreateSecret(path)
			secrets[i], failed[i] = string(secret), err
		})
	}
	group.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if len(secret) != 32 || secret != secrets[0] || secret == string(make([]byte, 32)) {
			t.Fatal("the processes do not share one random secret")
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, want 0600", info.Mode().Perm())
	}
}

func TestADamagedServerSecretIsReportedAndKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "server.secret")
	writeFile(t, path, []byte("short"))
	if _, err := LoadOrCreateSecret(path); err == nil {
		t.Error("a short secret was accepted")
	}
	if got := string(readFile(t, path)); got != "short" {
		t.Errorf("the file was replaced by %d bytes", len(got))
	}
}

func BenchmarkSignTime(b *testing.B) {
	stamp, at := newStamp(), time.Date(2026, 10, 25, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		stamp.SignTime(at, "begun", secretA)
	}
}
