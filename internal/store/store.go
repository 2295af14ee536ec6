// Package store owns all SQL: one file per aggregate, the same queries on
// SQLite and PostgreSQL, the few differences in dialect.go. It refuses
// permission checks and rules; sql.ErrNoRows never leaves it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// DB is one open database. On SQLite writes go through a single connection
// and reads through a pool of their own; on PostgreSQL both are one pool.
type DB struct {
	writer *bun.DB
	reader *bun.DB
	kind   kind
	batch  *batcher
	queue  Queue

	attending attendance
}

// Queue takes background work into the caller's transaction, so that a row
// and its job commit together.
type Queue interface {
	Enqueue(ctx context.Context, tx *sql.Tx, jobs []campaign.Job) error
}

// Open opens the database named by address: a postgres:// URL, or a file path
// for SQLite, whose folder must exist. The schema is brought up to date.
func Open(ctx context.Context, address string) (*DB, error) {
	open := openSQLite
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		open = openPostgres
	}
	db, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.batch = newBatcher(db.writer)
	return db, nil
}

// UseQueue installs the queue that transactions enqueue into; without one,
// background work is found by the next tick alone.
func (db *DB) UseQueue(q Queue) { db.queue = q }

// SQL returns the writing pool, for libraries that bring their own tables.
func (db *DB) SQL() *sql.DB { return db.writer.DB }

// IsPostgres reports which database this is.
func (db *DB) IsPostgres() bool { return db.kind == postgres }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.reader.PingContext(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Now returns the database's clock on PostgreSQL, so that replicas agree, and
// the process's clock on SQLite, which has no other.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	if db.kind == sqlite {
		return time.Now().UTC(), nil
	}
	var now time.Time
	if err := db.reader.NewRaw("SELECT clock_timestamp()").Scan(ctx, &now); err != nil {
		return time.Time{}, fmt.Errorf("read database clock: %w", err)
	}
	return now.UTC(), nil
}

// Close finishes writes under way and closes the pools.
func (db *DB) Close() error {
	if db.batch != nil {
		db.batch.close()
	}
	err := errors.Join(db.attending.leave(), db.writer.Close())
	if db.reader != db.writer {
		err = errors.Join(err, db.reader.Close())
	}
	if err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// inTx runs fn in one writing transaction.
func (db *DB) inTx(ctx context.Context, fn func(ctx context.Context, tx bun.Tx) error) error {
	return db.writer.RunInTx(ctx, nil, fn)
}

// orNotFound turns a missing row into the fault for it and wraps the rest.
func orNotFound(operation string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.NotFound("error.not_found")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// changedOne turns "no row matched id and version" into a conflict.
func changedOne(operation string, res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", operation, translate(err))
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if n == 0 {
		return fault.Conflict("error.changed_meanwhile")
	}
	return nil
}

// done wraps the error of a statement whose result does not matter.
func done(operation string, _ sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", operation, translate(err))
	}
	return nil
}
