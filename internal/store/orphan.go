package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// attendance is how a process that works shows that it lives: advisory locks
// on a connection of its own, which ends with the process however that ends.
type attendance struct {
	mu    sync.Mutex
	conn  *bun.Conn       // PostgreSQL
	names map[string]bool // under which this process is present
}

// attendanceLocks is the first key of the locks; the second is the name's hash.
const attendanceLocks = 0x4b7267

// TakeBack makes jobs available again whose process ended in the midst of
// them, so that they wait neither for River's time limit nor for a person. The
// caller is present under its name from the first call until the database is
// closed; it must call before it begins to work. A run that was cut short so
// does not count as an attempt. It returns how many jobs were taken back.
func (db *DB) TakeBack(ctx context.Context, name string) (int64, error) {
	db.attending.mu.Lock()
	defer db.attending.mu.Unlock()
	if db.kind == postgres {
		return db.takeBackOrphans(ctx, name)
	}
	if db.attending.names != nil {
		return 0, nil // the embedded database has one process, and this is it
	}
	db.attending.names = map[string]bool{name: true}
	return db.takeBack(ctx, "UPDATE river_job SET state = 'available', attempt = attempt - 1 WHERE state = 'running'")
}

// takeBackOrphans finds the dead by their locks being free. A job that another
// process took back and began meanwhile was attempted at another time.
func (db *DB) takeBackOrphans(ctx context.Context, name string) (int64, error) {
	if err := db.attend(ctx, name); err != nil {
		return 0, fmt.Errorf("show presence: %w", err)
	}
	return db.takeBack(ctx, `WITH running AS MATERIALIZED (
			SELECT id, attempted_at, attempted_by[array_upper(attempted_by, 1)] AS owner
			FROM river_job WHERE state = 'running'
		), owners AS MATERIALIZED (
			SELECT DISTINCT owner FROM running
		), dead AS MATERIALIZED (
			SELECT owner FROM owners WHERE pg_try_advisory_xact_lock(?, hashtext(owner))
		)
		UPDATE river_job SET state = 'available', attempt = river_job.attempt - 1
		FROM running JOIN dead ON dead.owner = running.owner
		WHERE river_job.id = running.id AND river_job.state = 'running' AND river_job.attempted_at = running.attempted_at`, attendanceLocks)
}

func (db *DB) takeBack(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := db.writer.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("take back jobs: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("take back jobs: %w", err)
	}
	return n, nil
}

// BringForward makes jobs run now that wait longer than any is ever put off: a
// clock that was ahead has set their time. Letters may be put off by up to
// letters, other jobs by up to others. It returns how many were brought forward.
func (db *DB) BringForward(ctx context.Context, letters, others time.Duration) (int64, error) {
	now, later := "now()", "now() + ? * interval '1 second'"
	if db.kind == sqlite {
		now, later = "datetime('now', 'subsec')", "datetime('now', 'subsec', ? || ' seconds')"
	}
	res, err := db.writer.ExecContext(ctx, `UPDATE river_job SET scheduled_at = `+now+`
		WHERE state IN ('available', 'retryable', 'scheduled')
		AND scheduled_at > CASE WHEN kind = ? THEN `+later+` ELSE `+later+` END`,
		campaign.JobMail, int(letters.Seconds()), int(others.Seconds()))
	if err != nil {
		return 0, fmt.Errorf("bring jobs forward: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("bring jobs forward: %w", err)
	}
	return n, nil
}

// attend makes sure that the locks are held, anew when their connection broke.
func (db *DB) attend(ctx context.Context, name string) error {
	a := &db.attending
	if a.conn != nil && a.conn.PingContext(ctx) != nil {
		_ = a.conn.Close() // it is broken
		a.conn = nil
	}
	if a.conn == nil {
		conn, err := db.writer.Conn(ctx)
		if err != nil {
			return err
		}
		a.conn, a.names = &conn, map[string]bool{}
	}
	if a.names[name] {
		return nil
	}
	if _, err := a.conn.ExecContext(ctx, "SELECT pg_advisory_lock(?, hashtext(?))", attendanceLocks, name); err != nil {
		return err
	}
	a.names[name] = true
	return nil
}

// leave gives the connection with its locks back, so that the pool can close.
func (a *attendance) leave() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return nil
	}
	// A connection that returned to the pool would keep its locks until the
	// pool closes; that follows at once.
	err := a.conn.Close()
	a.conn = nil
	return err
}
