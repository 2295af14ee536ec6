// Package storetest owns the loop that runs a test on both databases, each
// empty and migrated. It refuses to skip one: without PostgreSQL the test
// fails. The product never imports it.
package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"kreislauf/internal/store"
	"kreislauf/internal/testenv"
)

// Each runs test as two parallel subtests, "SQLite" and "PostgreSQL", with a
// database of their own.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, filepath.Join(t.TempDir(), "kreislauf.db")))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, testenv.Postgres(t)))
	})
}

// SQLite returns an empty SQLite database, for tests in which the database
// does not matter.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, filepath.Join(t.TempDir(), "kreislauf.db"))
}

// Open opens the database at address until the test ends.
func Open(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.WithoutCancel(t.Context()), address)
	if err != nil {
		t.Fatalf("open test database: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close test database: %v", err)
		}
	})
	return db
}
