package seal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	waveA = "0192f0c4-7d1e-7a3b-8c55-0a1b2c3d4e5f"
	waveB = "0192f0c4-7d1e-7a3b-8c55-0a1b2c3d4e60"
)

// newStore returns an empty store in a folder of its own, with a mirror that the first key creates where it is mirrored.
func newStore(t *testing.T, mirrored bool) *KeyStore {
	t.Helper()
	root := t.TempDir()
	mirror := ""
	if mirrored {
		mirror = filepath.Join(root, "mirror")
	}
	return openStore(t, filepath.Join(root, "keys"), mirror)
}

func openStore(t *testing.T, dir, mirror string) *KeyStore {
	t.Helper()
	store, err := OpenKeyStore(dir, mirror)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func mustCreate(t *testing.T, store *KeyStore, waveID string) []byte {
	t.Helper()
	public, err := store.Create(waveID)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

func fileNames(t *testing.T, dir folder) []string {
	t.Helper()
	entries, err := os.ReadDir(string(dir))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func wantFiles(t *testing.T, dir folder, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), fileNames(t, dir)); diff != "" {
		t.Fatalf("files of %s (-want +got):\n%s", filepath.Base(string(dir)), diff)
	}
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
