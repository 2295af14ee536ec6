package seal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAKeyAndItsFoldersAreReadableByTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	mustCreate(t, store, waveA)
	want := map[string]fs.FileMode{
		string(store.dir):                     0o700,
		string(store.mirror):                  0o700,
		store.dir.path(keyName(waveA)):        0o600,
		store.mirror.path(keyName(waveA)):     0o600,
		store.mirror.path("kreislauf-mirror"): 0o600,
	}
	got := map[string]fs.FileMode{}
	for path := range want {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		got[path] = info.Mode().Perm()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("modes (-want +got):\n%s", diff)
	}
	wantFiles(t, store.dir, keyName(waveA))
	wantFiles(t, store.mirror, keyName(waveA), "kreislauf-mirror")
}

func TestAFolderThatEveryoneMayWriteToIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeyStore(dir, ""); err == nil {
		t.Error("the folder was accepted")
	}
}

func TestAnOpeningThatResumesFindsTheSameKey(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	first := mustCreate(t, store, waveA)
	again := openStore(t, string(store.dir), string(store.mirror))
	if diff := cmp.Diff(first, mustCreate(t, again, waveA)); diff != "" {
		t.Errorf("the key changed:\n%s", diff)
	}
	public, err := again.PublicKey(waveA)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, public); diff != "" {
		t.Errorf("PublicKey differs:\n%s", diff)
	}
	if cmp.Equal(first, mustCreate(t, store, waveB)) {
		t.Error("two waves share a key")
	}
}

func TestAnOpeningThatEndedBeforeTheCopyCompletesIt(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	public := mustCreate(t, store, waveA)
	if err := os.Remove(store.mirror.path(keyName(waveA))); err != nil {
		t.Fatal(err)
	}
	wantError(t, store.Check(waveA), ErrMirror)
	if diff := cmp.Diff(public, mustCreate(t, store, waveA)); diff != "" {
		t.Errorf("the key changed:\n%s", diff)
	}
	if err := store.Check(waveA); err != nil {
		t.Error(err)
	}
}

func TestATemporaryFileOfACrashNeitherStopsTheOpeningNorSurvivesTheKey(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	if _, err := store.dir.stage(keyName(waveA), []byte("half a k")); err != nil {
		t.Fatal(err)
	}
	_, err := store.PublicKey(waveA)
	wantError(t, err, ErrNoKey)
	mustCreate(t, store, waveA)
	// A crash between link and removal leaves a second name of the key itself.
	leftover := store.dir.path(tempPrefix(keyName(waveA)) + "1")
	if err := os.Link(store.dir.path(keyName(waveA)), leftover); err != nil {
		t.Fatal(err)
	}
	mustCreate(t, store, waveB)
	if err := store.Destroy(waveA); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, store.dir, keyName(waveB))
}

func TestProcessesThatOpenAWaveTogetherAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	first := newStore(t, true)
	keys := make([]string, 8)
	failed := make([]error, len(keys))
	var group sync.WaitGroup
	for i := range keys {
		store := openStore(t, string(first.dir), string(first.mirror))
		group.Go(func() {
			public, err := store.Create(waveA)
			keys[i], failed[i] = string(public), err
		})
	}
	group.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if key != keys[0] {
			t.Fatal("two processes hold different keys")
		}
	}
	if err := first.Check(waveA); err != nil {
		t.Error(err)
	}
	wantFiles(t, first.dir, keyName(waveA))
	wantFiles(t, first.mirror, keyName(waveA), markerName)
}

func TestAnOpeningFailsWithoutATraceWhereTheMirrorCannotBeWritten(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "file"), nil)
	store := openStore(t, filepath.Join(root, "keys"), filepath.Join(root, "file", "mirror"))
	_, err := store.Create(waveA)
	wantError(t, err, ErrMirror)
	wantFiles(t, store.dir)
}

func TestAKeyWhoseCopyFailsIsTakenBack(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	id, err := store.prepareMirror()
	if err != nil {
		t.Fatal(err)
	}
	key, err := newWaveKey(waveA, id)
	if err != nil {
		t.Fatal(err)
	}
	// The mirror disappears between the marker's check and the copy.
	if err := os.Rename(string(store.mirror), string(store.mirror)+"-away"); err != nil {
		t.Fatal(err)
	}
	_, err = store.store(key)
	wantError(t, err, ErrMirror)
	wantFiles(t, store.dir)
}

func TestAnOpeningFailsWhereTheFolderIsGone(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	mustCreate(t, store, waveA)
	if err := os.RemoveAll(string(store.dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Create(waveB); err == nil {
		t.Error("a key was created in a folder that does not exist")
	}
	// Keys that cannot be seen are not keys that were destroyed.
	err := store.Check(waveA)
	wantError(t, err, ErrUnreadableKey)
	if errors.Is(err, ErrNoKey) {
		t.Error("a missing folder passes for a missing key")
	}
}

func TestALostKeyWithACopyInTheMirrorIsNotReplacedByANewOne(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	mustCreate(t, store, waveA)
	kept := readFile(t, store.mirror.path(keyName(waveA)))
	if err := os.Remove(store.dir.path(keyName(waveA))); err != nil {
		t.Fatal(err)
	}
	_, err := store.Create(waveA)
	wantError(t, err, ErrMirror)
	writeFile(t, store.dir.path(keyName(waveA)), kept)
	if err := store.Check(waveA); err != nil {
		t.Errorf("the copy does not restore the key: %v", err)
	}
}

func TestAnOpeningDoesNotResumeWithAKeyThatHasNoCopyInThisMirror(t *testing.T) {
	t.Parallel()
	bare, mirrored := newStore(t, false), newStore(t, true)
	mustCreate(t, bare, waveA)
	mustCreate(t, mirrored, waveA)
	for name, store := range map[string]*KeyStore{
		"mirror added":    openStore(t, string(bare.dir), filepath.Join(t.TempDir(), "mirror")),
		"mirror removed":  openStore(t, string(mirrored.dir), ""),
		"mirror replaced": openStore(t, string(mirrored.dir), filepath.Join(t.TempDir(), "mirror")),
	} {
		_, err := store.Create(waveA)
		if !errors.Is(err, ErrMirror) {
			t.Errorf("%s: error is %v, want %v", name, err, ErrMirror)
		}
		if _, err := store.PublicKey(waveA); err != nil {
			t.Errorf("%s: the refusal cost the key: %v", name, err)
		}
	}
}

func TestADamagedKeyIsReportedByEveryReader(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(t *testing.T, store *KeyStore, path string){
		"empty":     func(t *testing.T, _ *KeyStore, path string) { writeFile(t, path, nil) },
		"cut short": func(t *testing.T, _ *KeyStore, path string) { writeFile(t, path, readFile(t, path)[:40]) },
		"one letter": func(t *testing.T, _ *KeyStore, path string) {
			text := string(readFile(t, path))
			at := strings.Index(text, `"private":"`) + len(`"private":"`)
			letter := "A"
			if text[at] == 'A' {
				letter = "B"
			}
			writeFile(t, path, []byte(text[:at]+letter+text[at+1:]))
		},
		"another wave's": func(t *testing.T, store *KeyStore, path string) {
			mustCreate(t, store, waveB)
			writeFile(t, path, readFile(t, store.dir.path(keyName(waveB))))
		},
		"a folder": func(t *testing.T, _ *KeyStore, path string) {
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := newStore(t, false)
			mustCreate(t, store, waveA)
			damage(t, store, store.dir.path(keyName(waveA)))
			_, created := store.Create(waveA)
			_, public := store.PublicKey(waveA)
			_, opener := store.Opener(waveA)
			_, link := store.LinkSecret(waveA, "invitation")
			for _, err := range []error{store.Check(waveA), created, public, opener, link} {
				wantError(t, err, ErrUnreadableKey)
			}
		})
	}
}

func TestAMissingKeyIsReportedByEveryReader(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	_, public := store.PublicKey(waveA)
	_, opener := store.Opener(waveA)
	_, link := store.LinkSecret(waveA, "invitation")
	for _, err := range []error{store.Check(waveA), public, opener, link} {
		wantError(t, err, ErrNoKey)
	}
}

func TestAWaveIDThatIsNoUUIDReachesNoFile(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	for _, id := range []string{
		"", "../" + waveA, "../../../../../../../../etc/passwd----", strings.ToUpper(waveA), waveA + "\n", waveA + "0",
		waveA[:35], strings.Repeat(".", 36), strings.Repeat("/", 36), waveA[:35] + "\x00", waveA[:35] + "é",
	} {
		_, created := store.Create(id)
		_, public := store.PublicKey(id)
		_, opener := store.Opener(id)
		_, link := store.LinkSecret(id, "invitation")
		_, sealer := NewSealer(nil, id, 10)
		for _, err := range []error{created, public, opener, link, sealer, store.Check(id), store.Destroy(id)} {
			wantError(t, err, ErrWaveID)
		}
	}
	wantFiles(t, store.dir)
}
