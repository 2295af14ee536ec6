package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	sqlitedriver "modernc.org/sqlite"

	"kreislauf/internal/fault"
)

type kind int

const (
	sqlite kind = iota
	postgres
)

// uniqueViolation is PostgreSQL's SQLSTATE for a duplicate key.
const uniqueViolation = "23505"

// SQLite's extended result codes for a duplicate key.
const (
	sqliteConstraintPrimaryKey = 1555
	sqliteConstraintUnique     = 2067
)

// postgresConnections bounds the pool: enough for two cores' worth of work,
// few enough that several replicas fit a small server.
const postgresConnections = 20

func openSQLite(ctx context.Context, path string) (*DB, error) {
	writer, err := sql.Open("sqlite", sqliteAddress(path, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1)
	if err := writer.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	reader, err := sql.Open("sqlite", sqliteAddress(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	readers := max(4, 2*runtime.NumCPU())
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers) // an opened file and its prepared statements are worth keeping
	return &DB{
		writer: bun.NewDB(writer, sqlitedialect.New()),
		reader: bun.NewDB(reader, sqlitedialect.New()),
		kind:   sqlite,
	}, nil
}

func sqliteAddress(path, extra string) string {
	pragmas := []string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(1)", "secure_delete(1)", "temp_store(MEMORY)",
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=") + "&" + extra
}

func openPostgres(ctx context.Context, address string) (*DB, error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open PostgreSQL: %w", withoutAddress(err)), pool.Close())
	}
	db := bun.NewDB(pool, pgdialect.New())
	return &DB{writer: db, reader: db, kind: postgres}, nil
}

// withoutAddress keeps user, host and password of the connection URL out of
// messages; the driver's own text repeats them.
func withoutAddress(err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return fmt.Errorf("%s (SQLSTATE %s)", server.Message, server.Code)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return errors.New("the server cannot be reached with KREISLAUF_DATABASE")
	}
	return err
}

// holdNetwork lets one transaction at a time, of those that ask for it, go on
// for a network. Rows that refer to the network can be added meanwhile. The
// embedded database has one writer anyway.
func (db *DB) holdNetwork(ctx context.Context, tx bun.Tx, networkID string) error {
	if db.kind == sqlite {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "SELECT id FROM networks WHERE id = ? FOR NO KEY UPDATE", networkID); err != nil {
		return fmt.Errorf("hold network: %w", err)
	}
	return nil
}

// holdCampaign keeps a campaign from being changed until tx ends.
func (db *DB) holdCampaign(ctx context.Context, tx bun.Tx, id string) error {
	if db.kind == sqlite {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "SELECT id FROM campaigns WHERE id = ? FOR SHARE", id); err != nil {
		return fmt.Errorf("hold campaign: %w", err)
	}
	return nil
}

// holdPerson lets one transaction at a time go on that changes or deletes a
// person.
func (db *DB) holdPerson(ctx context.Context, tx bun.Tx, id string) error {
	if db.kind == sqlite {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "SELECT id FROM people WHERE id = ? FOR UPDATE", id); err != nil {
		return fmt.Errorf("hold person: %w", err)
	}
	return nil
}

// translate turns a duplicate key into a conflict; other errors pass.
func translate(err error) error {
	if isDuplicate(err) {
		return fault.Conflict("error.duplicate")
	}
	return err
}

func isDuplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == uniqueViolation
	}
	var lite *sqlitedriver.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqliteConstraintPrimaryKey || lite.Code() == sqliteConstraintUnique
	}
	return false
}
