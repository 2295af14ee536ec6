package seal

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAProbeLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	store := newStore(t, true)
	if err := store.Probe(); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []folder{store.dir, store.mirror} {
		if names := fileNames(t, dir); len(names) > 0 {
			t.Errorf("%s holds %v", dir, names)
		}
	}
}

func TestAProbeFindsAFolderThatIsGone(t *testing.T) {
	t.Parallel()
	store := newStore(t, false)
	if err := os.RemoveAll(string(store.dir)); err != nil {
		t.Fatal(err)
	}
	if err := store.Probe(); err == nil {
		t.Fatal("no key could be stored, and the probe found nothing wrong")
	}
}

func TestAProbeFindsAMirrorThatIsNoFolder(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	file := filepath.Join(root, "mirror")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(t, openStore(t, filepath.Join(root, "keys"), file).Probe(), ErrMirror)
}
