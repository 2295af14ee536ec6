package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun/migrate"

	"kreislauf/migrations"
)

// migrationLock is the advisory lock that lets one replica migrate at a time;
// PostgreSQL releases it when a crashed process's connection closes.
const migrationLock = 0x4b7265 // "Kre"

// migrate brings the schema up to date. On SQLite the single writing
// connection and the immediate transactions keep processes apart.
func (db *DB) migrate(ctx context.Context) error {
	if db.kind == postgres {
		conn, err := db.writer.Conn(ctx)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		defer func() { _ = conn.Close() }() // returns to the pool; the lock is released above it
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(?)", migrationLock); err != nil {
			return fmt.Errorf("lock migrations: %w", err)
		}
		defer func() {
			// A lock that cannot be released goes with its connection.
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(?)", migrationLock)
		}()
	}
	found := migrate.NewMigrations()
	if err := found.Discover(migrations.Files); err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	migrator := migrate.NewMigrator(db.writer, found, migrate.WithMarkAppliedOnSuccess(true))
	if err := migrator.Init(ctx); err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if _, err := migrator.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
