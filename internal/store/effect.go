package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// effect is the permanent record that something took place.
type effect struct {
	bun.BaseModel `bun:"table:effects"`
	Key           string `bun:",pk"`
	NetworkID     string
	CreatedAt     time.Time
}

// errStale rolls a transaction back whose effect must not take place any more.
var errStale = errors.New("the effect has become void")

// once records an effect and reports false when it took place before. A
// concurrent transaction with the same key waits for this one's end.
func once(ctx context.Context, tx bun.Tx, e effect) (bool, error) {
	res, err := tx.NewInsert().Model(&e).On("CONFLICT (key) DO NOTHING").Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("record effect: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("record effect: %w", err)
	}
	return n == 1, nil
}

// Done implements campaign.WaveStore.
func (s *Campaign) Done(ctx context.Context, keys []string) (map[string]bool, error) {
	var found []string
	err := s.db.reader.NewSelect().Model((*effect)(nil)).Column("key").Where("key IN (?)", bun.List(keys)).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("look for effects: %w", err)
	}
	done := make(map[string]bool, len(found))
	for _, key := range found {
		done[key] = true
	}
	return done, nil
}

// Enqueue implements campaign.WaveStore.
func (s *Campaign) Enqueue(ctx context.Context, jobs []campaign.Job) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return s.db.enqueue(ctx, tx, jobs)
	})
}

func (db *DB) enqueue(ctx context.Context, tx bun.Tx, jobs []campaign.Job) error {
	if db.queue == nil || len(jobs) == 0 {
		return nil
	}
	return db.queue.Enqueue(ctx, tx.Tx, jobs)
}

// insertChunk is how many rows one statement carries at most.
const insertChunk = 200

func insertAll[T any](ctx context.Context, tx bun.Tx, rows []T) error {
	for len(rows) > 0 {
		chunk := rows[:min(insertChunk, len(rows))]
		rows = rows[len(chunk):]
		if _, err := tx.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return fmt.Errorf("insert rows: %w", translate(err))
		}
	}
	return nil
}

// exclusiveLock is the advisory lock behind Exclusively.
const exclusiveLock = 0x4b7266

// Exclusively runs fn while no other process that shares the database runs
// one. The embedded database has one process only.
func (db *DB) Exclusively(ctx context.Context, fn func(ctx context.Context) error) error {
	if db.kind == sqlite {
		return fn(ctx)
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("lock database: %w", err)
	}
	defer func() { _ = conn.Close() }() // returns to the pool; the lock is released above it
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(?)", exclusiveLock); err != nil {
		return fmt.Errorf("lock database: %w", err)
	}
	defer func() {
		// A lock that cannot be released goes with its connection.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(?)", exclusiveLock)
	}()
	return fn(ctx)
}
