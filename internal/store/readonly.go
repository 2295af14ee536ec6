package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"kreislauf/internal/cooperation"
)

// ErrNoDatabase means that nothing has been stored at the address yet.
var ErrNoDatabase = errors.New("there is no database")

// OpenReadOnly opens a database like Open, but changes nothing: no file, no
// schema, no row. ErrNoDatabase when there is none.
func OpenReadOnly(ctx context.Context, address string) (*DB, error) {
	db, err := openReadOnly(ctx, address)
	if err != nil {
		return nil, err
	}
	known, err := db.hasTable(ctx, "networks")
	if err == nil && !known {
		err = ErrNoDatabase
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func openReadOnly(ctx context.Context, address string) (*DB, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		db, err := openPostgres(ctx, address)
		if err != nil {
			return nil, err
		}
		db.writer.SetMaxOpenConns(1) // the setting below is the connection's
		if _, err := db.writer.ExecContext(ctx, "SET default_transaction_read_only = on"); err != nil {
			return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", err), db.Close())
		}
		return db, nil
	}
	if _, err := os.Stat(address); errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoDatabase
	}
	// Without a log beside it nobody writes to the file, and reading it as an
	// unchanging one leaves no log behind either.
	options := []string{"mode=ro&immutable=1", "mode=ro", ""}
	if _, err := os.Stat(address + "-wal"); err == nil {
		options = options[1:] // what a crash has left can be read by a connection that may mend it only
	}
	var failed error
	for _, option := range options {
		db, err := openReader(ctx, address, option)
		if err == nil {
			return db, nil
		}
		failed = errors.Join(failed, err)
	}
	return nil, fmt.Errorf("open %s: %w", address, failed)
}

func openReader(ctx context.Context, path, option string) (*DB, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=query_only(1)&" + option
	pool, err := sql.Open("sqlite", strings.TrimSuffix(dsn, "&"))
	if err != nil {
		return nil, err
	}
	var tables int
	if err := pool.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&tables); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	db := bun.NewDB(pool, sqlitedialect.New())
	return &DB{writer: db, reader: db, kind: sqlite}, nil
}

func (db *DB) hasTable(ctx context.Context, name string) (bool, error) {
	query := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if db.kind == postgres {
		query = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ANY (current_schemas(false)) AND table_name = ?"
	}
	var n int
	if err := db.reader.NewRaw(query, name).Scan(ctx, &n); err != nil {
		return false, fmt.Errorf("look for tables: %w", err)
	}
	return n > 0, nil
}

// Networks lists the networks of the database by name, for the operator.
func (db *DB) Networks(ctx context.Context) ([]cooperation.Network, error) {
	var networks []cooperation.Network
	if err := db.reader.NewSelect().Model(&networks).Column("id", "name").Order("name", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	return networks, nil
}
