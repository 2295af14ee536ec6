package seal

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
)

const ballotSize = 512

func newBox(t testing.TB) (*Sealer, *Opener, []byte) {
	t.Helper()
	store, err := OpenKeyStore(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	public, err := store.Create(waveA)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := NewSealer(public, waveA, ballotSize)
	if err != nil {
		t.Fatal(err)
	}
	opener, err := store.Opener(waveA)
	if err != nil {
		t.Fatal(err)
	}
	return sealer, opener, public
}

func mustSeal(t testing.TB, sealer *Sealer, text []byte) string {
	t.Helper()
	sealed, err := sealer.Seal(text)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestAllBallotsOfAWaveHaveOneSizeAndOpenToTheirText(t *testing.T) {
	t.Parallel()
	sealer, opener, _ := newBox(t)
	want := len(mustSeal(t, sealer, nil))
	for length := 0; length <= ballotSize; length += 8 {
		text := bytes.Repeat([]byte{0}, length) // zeros could be mistaken for padding
		sealed := mustSeal(t, sealer, text)
		if len(sealed) != want {
			t.Fatalf("%d bytes make a ballot of %d, want %d", length, len(sealed), want)
		}
		got, err := opener.Open(sealed)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, text) {
			t.Fatalf("%d bytes came back as %d", length, len(got))
		}
	}
	first, second := mustSeal(t, sealer, nil), mustSeal(t, sealer, nil)
	if first == second {
		t.Error("equal answers make equal ballots")
	}
	_, err := sealer.Seal(make([]byte, ballotSize+1))
	wantError(t, err, ErrTooLong)
}

func TestABallotOpensInItsOwnWaveOnly(t *testing.T) {
	t.Parallel()
	own, opener, public := newBox(t)
	if got, err := opener.Open(mustSeal(t, own, []byte("answers"))); err != nil || string(got) != "answers" {
		t.Fatalf("own ballot: %q, %v", got, err)
	}
	labelled, err := NewSealer(public, waveB, ballotSize)
	if err != nil {
		t.Fatal(err)
	}
	_, err = opener.Open(mustSeal(t, labelled, []byte("answers")))
	wantError(t, err, ErrUnreadableBallot)
	otherKey, _, _ := newBox(t)
	_, err = opener.Open(mustSeal(t, otherKey, []byte("answers")))
	wantError(t, err, ErrUnreadableBallot)
}

func TestAChangedBallotDoesNotOpen(t *testing.T) {
	t.Parallel()
	sealer, opener, _ := newBox(t)
	sealed := mustSeal(t, sealer, []byte("answers"))
	for at := 0; at < len(sealed); at += 31 {
		letter := byte('A')
		if sealed[at] == letter {
			letter = 'B'
		}
		_, err := opener.Open(sealed[:at] + string(letter) + sealed[at+1:])
		wantError(t, err, ErrUnreadableBallot)
	}
	for _, text := range []string{"", "!", sealed[4:], sealed[:len(sealed)/2], sealed + "AAAA"} {
		_, err := opener.Open(text)
		wantError(t, err, ErrUnreadableBallot)
	}
}

func TestASealerNeedsARealKeyAndASize(t *testing.T) {
	t.Parallel()
	_, _, public := newBox(t)
	for _, bad := range [][]byte{nil, public[1:], append(bytes.Clone(public), 0)} {
		if _, err := NewSealer(bad, waveA, ballotSize); err == nil {
			t.Errorf("a public key of %d bytes was accepted", len(bad))
		}
	}
	if _, err := NewSealer(public, waveA, 0); err == nil {
		t.Error("a ballot without room was accepted")
	}
}

func TestOneSealerAndOneOpenerServeManyAtOnce(t *testing.T) {
	t.Parallel()
	sealer, opener, _ := newBox(t)
	failed := make([]error, 32)
	var group sync.WaitGroup
	for i := range failed {
		group.Go(func() {
			text := fmt.Appendf(nil, "ballot %d", i)
			sealed, err := sealer.Seal(text)
			if err == nil {
				var got []byte
				if got, err = opener.Open(sealed); err == nil && !bytes.Equal(got, text) {
					err = fmt.Errorf("ballot %d came back as %q", i, got)
				}
			}
			failed[i] = err
		})
	}
	group.Wait()
	for _, err := range failed {
		if err != nil {
			t.Error(err)
		}
	}
}

func FuzzABallotFromAnywhereNeverPanics(f *testing.F) {
	sealer, opener, _ := newBox(f)
	sealed := mustSeal(f, sealer, []byte("answers"))
	f.Add(sealed)
	f.Add("AAAA")
	f.Add(EmptyDraft(2000))
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := opener.Open(text); (err == nil) != (text == sealed) {
			t.Errorf("Open gave %q, %v", got, err)
		}
	})
}

func BenchmarkSealBallot(b *testing.B) {
	sealer, _, _ := newBox(b)
	text := make([]byte, ballotSize)
	for b.Loop() {
		mustSeal(b, sealer, text)
	}
}

func BenchmarkSealBallotOnAllCores(b *testing.B) {
	sealer, _, _ := newBox(b)
	text := make([]byte, ballotSize)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := sealer.Seal(text); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkOpenBallot(b *testing.B) {
	sealer, opener, _ := newBox(b)
	sealed := mustSeal(b, sealer, make([]byte, ballotSize))
	for b.Loop() {
		if _, err := opener.Open(sealed); err != nil {
			b.Fatal(err)
		}
	}
}
