package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

func TestADatabaseIsReadWithoutBeingMadeOrChanged(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, address := range map[string]string{"SQLite": filepath.Join(folder, "kreislauf.db"), "PostgreSQL": testenv.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			if _, err := store.OpenReadOnly(ctx, address); !errors.Is(err, store.ErrNoDatabase) {
				t.Fatalf("an empty place: got %v, want %v", err, store.ErrNoDatabase)
			}
			if left, err := os.ReadDir(folder); err != nil || name == "SQLite" && len(left) > 0 {
				t.Fatalf("looking made %v (%v)", left, err)
			}
			written := storetest.Open(t, address)
			_, err := written.SQL().ExecContext(ctx, "INSERT INTO networks (id, name, zone, languages, k, created_at, version) VALUES ('n', 'Nord', 'UTC', '[]', 5, '2027-01-01 00:00:00', 1)")
			if err != nil {
				t.Fatal(err)
			}
			db, err := store.OpenReadOnly(ctx, address) // while another process has it open
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			networks, err := db.Networks(ctx)
			if err != nil || len(networks) != 1 || networks[0].Name != "Nord" {
				t.Errorf("networks %v, %v", networks, err)
			}
			if _, err := db.SQL().ExecContext(ctx, "DELETE FROM networks"); err == nil {
				t.Error("a row could be deleted")
			}
		})
	}
}
