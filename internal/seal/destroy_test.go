package seal

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func wantPending(t *testing.T, store *KeyStore, want ...string) {
	t.Helper()
	got, err := store.Pending()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("pending deletions (-want +got):\n%s", diff)
	}
}

func TestADestroyedKeyIsGoneFromBothFoldersHoweverOftenItIsDestroyed(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	mustCreate(t, store, waveA)
	mustCreate(t, store, waveB)
	for range 3 {
		if err := store.Destroy(waveA); err != nil {
			t.Fatal(err)
		}
		wantError(t, store.Check(waveA), ErrNoKey)
		wantFiles(t, store.dir, keyName(waveB))
		wantFiles(t, store.mirror, keyName(waveB), markerName)
		wantPending(t, store)
	}
	if err := store.Check(waveB); err != nil {
		t.Errorf("the other wave's key suffered: %v", err)
	}
}

func TestADestroyedKeyIsOverwrittenBeforeItsNameGoes(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	mustCreate(t, store, waveA)
	witness := store.dir.path("witness") // a second name for the same blocks
	if err := os.Link(store.dir.path(keyName(waveA)), witness); err != nil {
		t.Fatal(err)
	}
	size := len(readFile(t, witness))
	if err := store.Destroy(waveA); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readFile(t, witness), make([]byte, size)) {
		t.Error("the key's bytes are still there")
	}
}

func TestADamagedKeyCanBeDestroyed(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	mustCreate(t, store, waveA)
	writeFile(t, store.dir.path(keyName(waveA)), []byte("damaged"))
	if err := store.Destroy(waveA); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, store.dir)
	wantFiles(t, store.mirror, markerName)
}

func TestAMirrorThatCannotBeReachedStaysAPendingDeletionUntilItIsBack(t *testing.T) {
	t.Parallel()
	for name, unmount := range map[string]func(t *testing.T, store *KeyStore) *KeyStore{
		"folder gone": func(_ *testing.T, store *KeyStore) *KeyStore { return store },
		"empty mount point": func(t *testing.T, store *KeyStore) *KeyStore {
			if err := os.Mkdir(string(store.mirror), 0o700); err != nil {
				t.Fatal(err)
			}
			return store
		},
		"another disk": func(t *testing.T, store *KeyStore) *KeyStore {
			mustCreate(t, openStore(t, t.TempDir(), string(store.mirror)), waveB)
			return store
		},
		"no longer configured": func(t *testing.T, store *KeyStore) *KeyStore {
			return openStore(t, string(store.dir), "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newStore(t, true)
			mustCreate(t, store, waveA)
			away := string(store.mirror) + "-away"
			if err := os.Rename(string(store.mirror), away); err != nil {
				t.Fatal(err)
			}
			cutOff := unmount(t, store)
			wantError(t, cutOff.Check(waveA), ErrMirror)
			for range 2 {
				wantError(t, cutOff.Destroy(waveA), ErrPendingDeletion)
				wantError(t, cutOff.Check(waveA), ErrNoKey)
				wantPending(t, cutOff, waveA)
			}
			_, err := cutOff.Create(waveA)
			wantError(t, err, ErrPendingDeletion)

			if err := os.RemoveAll(string(store.mirror)); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(away, string(store.mirror)); err != nil {
				t.Fatal(err)
			}
			if err := store.Destroy(waveA); err != nil {
				t.Fatal(err)
			}
			wantPending(t, store)
			wantFiles(t, store.mirror, markerName)
		})
	}
}

func TestADestructionThatWasInterruptedIsCompleted(t *testing.T) {
	t.Parallel()
	for name, interrupt := range map[string]func(store *KeyStore) error{
		"after the note": func(*KeyStore) error { return nil },
		"after the key":  func(store *KeyStore) error { return store.dir.erase(keyName(waveA)) },
		"after the copy": func(store *KeyStore) error { return store.mirror.erase(keyName(waveA)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newStore(t, true)
			mustCreate(t, store, waveA)
			if err := store.notePending(waveA); err != nil {
				t.Fatal(err)
			}
			if err := interrupt(store); err != nil {
				t.Fatal(err)
			}
			wantPending(t, store, waveA)
			if err := store.Destroy(waveA); err != nil {
				t.Fatal(err)
			}
			wantFiles(t, store.dir)
			wantFiles(t, store.mirror, markerName)
		})
	}
}

func TestAKeyThatCannotBeRemovedIsNotReportedAsPendingOnly(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	path := store.dir.path(keyName(waveA))
	if err := os.MkdirAll(path+"/held", 0o700); err != nil {
		t.Fatal(err)
	}
	err := store.Destroy(waveA)
	if err == nil {
		t.Fatal("a key that is still there counts as destroyed")
	}
	if _, statErr := os.Stat(path); statErr != nil {
		t.Fatal(statErr)
	}
}
