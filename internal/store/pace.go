package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// paceRow is the one row of a scope; an older minute's counts are overwritten.
type paceRow struct {
	bun.BaseModel `bun:"table:mail_paces,alias:p"`
	campaign.PaceCount
}

// paceAnew keeps the counts of the minute asked for and of the next, in which
// a process whose clock is a little ahead may be; everything else, a clock
// that was set back included, begins anew.
const paceAnew = `p.minute < EXCLUDED.minute OR p.minute > EXCLUDED.minute + 1`

// Pace implements campaign.PaceStore. Letters that ask at the same time share
// a transaction.
func (s *Campaign) Pace(
	ctx context.Context, minute int64, scopes []string, decide func([]campaign.PaceCount) []campaign.PaceCount,
) error {
	return s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		counts, err := lockPaces(ctx, tx, minute, scopes)
		if err != nil {
			return err
		}
		if len(counts) > 0 && counts[0].Sent+counts[0].Turned == 0 {
			if err := s.forgetPaces(ctx, tx, minute); err != nil {
				return err
			}
		}
		return keepPaces(ctx, tx, decide(counts))
	})
}

// minutesOfDay is how long, in minutes, a domain that nobody writes to any
// more keeps its row at most beyond the day.
const minutesOfDay = 24 * 60

// forgetPaces drops what was counted on days before the minute's. Rows that
// another process holds are in use.
func (s *Campaign) forgetPaces(ctx context.Context, tx bun.Tx, minute int64) error {
	old := tx.NewSelect().Model((*paceRow)(nil)).Column("scope").Where("p.minute < ?", minute-minute%minutesOfDay)
	if s.db.kind == postgres {
		old = old.For("UPDATE SKIP LOCKED")
	}
	_, err := tx.NewDelete().Model((*paceRow)(nil)).Where("scope IN (?)", old).Exec(ctx)
	return done("forget counts of letters", nil, err)
}

// lockPaces makes rows that are missing, begins others anew, and returns them
// locked, in the order of scopes.
func lockPaces(ctx context.Context, tx bun.Tx, minute int64, scopes []string) ([]campaign.PaceCount, error) {
	rows := make([]paceRow, len(scopes))
	for i, scope := range scopes {
		rows[i].Scope, rows[i].Minute = scope, minute
	}
	var found []campaign.PaceCount
	err := tx.NewInsert().Model(&rows).On("CONFLICT (scope) DO UPDATE").
		Set("sent = CASE WHEN "+paceAnew+" THEN 0 ELSE p.sent END").
		Set("turned = CASE WHEN "+paceAnew+" THEN 0 ELSE p.turned END").
		Set("minute = CASE WHEN "+paceAnew+" THEN EXCLUDED.minute ELSE p.minute END").
		Returning("scope, minute, sent, turned").Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("count letters of a minute: %w", err)
	}
	byScope := make(map[string]campaign.PaceCount, len(found))
	for _, c := range found {
		byScope[c.Scope] = c
	}
	counts := make([]campaign.PaceCount, len(scopes))
	for i, scope := range scopes {
		counts[i] = byScope[scope]
	}
	return counts, nil
}

func keepPaces(ctx context.Context, tx bun.Tx, counts []campaign.PaceCount) error {
	for _, c := range counts {
		_, err := tx.NewUpdate().Model(&paceRow{PaceCount: c}).Column("sent", "turned").WherePK().Exec(ctx)
		if err != nil {
			return fmt.Errorf("count letter: %w", err)
		}
	}
	return nil
}
