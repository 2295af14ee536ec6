package linkage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// image is what an attacker has copied at one moment: every row of every
// table with its hidden columns, and raw bytes.
type image struct {
	name  string
	rows  []row
	files map[string][]byte
	// shared are raw bytes that other databases of the same server write into
	// as well; only whole answer sets can be told apart there.
	shared []byte
}

// row is one row as text. places are orders that the database keeps without
// being asked: "row" is rowid or ctid, "xmin" the number of the transaction.
type row struct {
	table   string
	columns []string
	cells   []string
	places  map[string]int64
}

// copier takes images of one database.
type copier interface {
	take(t testing.TB, name string) image
}

// sqliteFile copies the files of a database that is in use.
type sqliteFile string

func (path sqliteFile) take(t testing.TB, name string) image {
	t.Helper()
	taken := image{name: name, files: map[string][]byte{}}
	target := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(string(path) + suffix)
		if errors.Is(err, fs.ErrNotExist) && suffix != "" {
			continue
		}
		must(t, err)
		taken.files["file"+suffix] = data
		if suffix != "-shm" {
			must(t, os.WriteFile(target+suffix, data, 0o600))
		}
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: target}).EscapedPath())
	must(t, err)
	defer func() { must(t, db.Close()) }()
	tables := column(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	for _, table := range tables {
		taken.rows = append(taken.rows, tableRows(t, db, table, "SELECT rowid, 0, * FROM "+table)...)
	}
	return taken
}

// postgresServer copies a database as a superuser sees it, and the server's
// write-ahead log since the last copy.
type postgresServer struct {
	db    *sql.DB
	since string // place in the write-ahead log
}

func newPostgresServer(t testing.TB, address string) *postgresServer {
	t.Helper()
	db, err := sql.Open("pgx", address)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return &postgresServer{db: db, since: column(t, db, "SELECT pg_walfile_name(pg_current_wal_lsn())")[0]}
}

func (s *postgresServer) take(t testing.TB, name string) image {
	t.Helper()
	taken := image{name: name, files: map[string][]byte{}, shared: s.log(t)}
	_, err := s.db.ExecContext(t.Context(), "CHECKPOINT") // brings the files up to date
	must(t, err)
	for _, table := range column(t, s.db, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1") {
		taken.rows = append(taken.rows, tableRows(t, s.db, table, "SELECT ctid::text, xmin::text::bigint, t.* FROM "+table+" t")...)
	}
	const relations = `SELECT c.relname || ' ' || pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'i', 't') AND n.nspname IN ('public', 'pg_toast') AND pg_relation_size(c.oid) > 0`
	for _, found := range column(t, s.db, relations) {
		relation, path, _ := strings.Cut(found, " ")
		var data []byte
		must(t, s.db.QueryRowContext(t.Context(), "SELECT pg_read_binary_file($1)", path).Scan(&data))
		taken.files[relation] = data
	}
	return taken
}

// log reads the segments written since the last copy.
func (s *postgresServer) log(t testing.TB) []byte {
	t.Helper()
	const segments = `SELECT name FROM pg_ls_waldir() WHERE length(name) = 24
		AND name BETWEEN $1 AND pg_walfile_name(pg_current_wal_lsn()) ORDER BY name`
	var all []byte
	found := column(t, s.db, segments, s.since)
	if len(found) == 0 || found[0] != s.since {
		t.Fatalf("of the write-ahead log since %s there is only %v", s.since, found)
	}
	for _, segment := range found {
		var data []byte
		must(t, s.db.QueryRowContext(t.Context(), "SELECT pg_read_binary_file('pg_wal/' || $1)", segment).Scan(&data))
		all, s.since = append(all, data...), segment
	}
	return all
}

func column(t testing.TB, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	must(t, err)
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var value string
		must(t, rows.Scan(&value))
		all = append(all, value)
	}
	must(t, rows.Err())
	return all
}

// tableRows reads a table in its physical order. The query's first column is
// the place of the row, the second its transaction or 0.
func tableRows(t testing.TB, db *sql.DB, table, query string) []row {
	t.Helper()
	rows, err := db.QueryContext(context.WithoutCancel(t.Context()), query)
	must(t, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(t, err)
	var all []row
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		must(t, rows.Scan(targets...))
		read := row{table: table, columns: columns[2:], places: map[string]int64{"row": placeOf(t, values[0])}}
		if xmin := placeOf(t, values[1]); xmin > 0 {
			read.places["xmin"] = xmin
		}
		for _, value := range values[2:] {
			read.cells = append(read.cells, cellText(value))
		}
		all = append(all, read)
	}
	must(t, rows.Err())
	return all
}

// placeOf reads a rowid, a transaction, or a ctid as "(page,line)".
func placeOf(t testing.TB, value any) int64 {
	t.Helper()
	if number, ok := value.(int64); ok {
		return number
	}
	var page, line int64
	if _, err := fmt.Sscanf(cellText(value), "(%d,%d)", &page, &line); err != nil {
		t.Fatalf("place %v: %v", value, err)
	}
	return page<<16 | line
}

func cellText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	default:
		return fmt.Sprint(v)
	}
}
