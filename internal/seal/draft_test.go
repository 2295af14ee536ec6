package seal

import (
	"bytes"
	"strings"
	"testing"
)

const (
	secretA = "abcdefghijklmnopqrstuvwxyz234567"
	secretB = "bbcdefghijklmnopqrstuvwxyz234567"
)

func mustSealDraft(t *testing.T, secret string, text []byte, size int) string {
	t.Helper()
	sealed, err := SealDraft(secret, text, size)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestADraftComesBackAsItWasLeft(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, 15, 16, 17, 999, 1000} {
		text := bytes.Repeat([]byte{0}, length) // zeros could be mistaken for padding
		got, err := OpenDraft(secretA, mustSealDraft(t, secretA, text, 1000))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, text) {
			t.Errorf("%d bytes came back as %d", length, len(got))
		}
	}
	if _, err := OpenDraft(strings.ToUpper(secretA), mustSealDraft(t, secretA, nil, 10)); err != nil {
		t.Errorf("a link typed in capitals does not open its draft: %v", err)
	}
}

func TestAllDraftsOfAWaveHaveOneSizeAndNoTwoAreAlike(t *testing.T) {
	t.Parallel()
	const size = 300
	want := len(EmptyDraft(size))
	seen := map[string]bool{EmptyDraft(size): true}
	for length := range size + 1 {
		sealed := mustSealDraft(t, secretA, bytes.Repeat([]byte("a"), length), size)
		if len(sealed) != want {
			t.Fatalf("%d bytes make a draft of %d, want %d", length, len(sealed), want)
		}
		if seen[sealed] {
			t.Fatal("two drafts are alike")
		}
		seen[sealed] = true
	}
	_, err := SealDraft(secretA, make([]byte, size+1), size)
	wantError(t, err, ErrTooLong)
}

func TestADraftOpensWithItsOwnLinkOnly(t *testing.T) {
	t.Parallel()
	sealed := mustSealDraft(t, secretA, []byte("unfinished"), 100)
	for _, secret := range []string{secretB, "", secretA[1:], secretA + "a"} {
		_, err := OpenDraft(secret, sealed)
		wantError(t, err, ErrNoDraft)
	}
}

func TestAnEmptyOrDamagedDraftIsNoDraft(t *testing.T) {
	t.Parallel()
	sealed := mustSealDraft(t, secretA, []byte("unfinished"), 20)
	for at := range sealed {
		letter := byte('A')
		if sealed[at] == letter {
			letter = 'B'
		}
		_, err := OpenDraft(secretA, sealed[:at]+string(letter)+sealed[at+1:])
		wantError(t, err, ErrNoDraft)
	}
	for _, text := range []string{"", "!", sealed[4:], sealed + "AAAA", EmptyDraft(20), EmptyDraft(0), EmptyDraft(-1)} {
		_, err := OpenDraft(secretA, text)
		wantError(t, err, ErrNoDraft)
	}
}

func FuzzADraftFromAnywhereNeverPanics(f *testing.F) {
	sealed, err := SealDraft(secretA, []byte("unfinished"), 100)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(secretA, sealed)
	f.Add(secretB, EmptyDraft(100))
	f.Add("", "AAAA")
	f.Fuzz(func(t *testing.T, secret, text string) {
		got, err := OpenDraft(secret, text)
		if err == nil && (string(got) != "unfinished" || HashLink(secret) != HashLink(secretA)) {
			t.Errorf("OpenDraft gave %q for what nobody sealed", got)
		}
	})
}

func BenchmarkSealDraft(b *testing.B) {
	text := make([]byte, 4096)
	for b.Loop() {
		if _, err := SealDraft(secretA, text, len(text)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenDraft(b *testing.B) {
	sealed, err := SealDraft(secretA, make([]byte, 4096), 4096)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := OpenDraft(secretA, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
