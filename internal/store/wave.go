package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// Opened implements campaign.WaveStore.
func (s *Campaign) Opened(ctx context.Context, o campaign.Opening) (bool, error) {
	err := s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.asPrepared(ctx, tx, o); err != nil {
			return err
		}
		if err := openRow(ctx, tx, o); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, o.Invitations); err != nil {
			return err
		}
		if err := allExist(ctx, tx, o.Wave.ID); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, o.Drafts); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, []campaign.Act{o.Act}); err != nil {
			return err
		}
		return s.addLetters(ctx, tx, o.Letters)
	})
	if errors.Is(err, errStale) {
		return false, nil
	}
	return err == nil, err
}

// openRow records the opening; errStale when it took place before, or the wave
// was moved, cancelled or missed, or its campaign changed or stopped.
func openRow(ctx context.Context, tx bun.Tx, o campaign.Opening) error {
	w := o.Wave
	first, err := once(ctx, tx, effect{Key: o.Effect, NetworkID: w.NetworkID, CreatedAt: *w.OpenedAt})
	if err != nil {
		return err
	}
	if !first {
		return errStale
	}
	scheduled := tx.NewSelect().Model((*campaign.Campaign)(nil)).Column("id").
		Where("state = ? AND version = ?", campaign.Scheduled, o.CampaignVersion)
	res, err := tx.NewUpdate().Model(&w).
		Column("version_id", "mode", "frozen", "public_key", "ballot_size", "invited", "opened_at").
		Set("version = version + 1").
		WherePK().Where(stillPlanned).Where("opens_at = ?", w.OpensAt).Where("campaign_id IN (?)", scheduled).Exec(ctx)
	if err != nil {
		return fmt.Errorf("open wave: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("open wave: %w", err)
	}
	if n == 0 {
		return errStale
	}
	return nil
}

// Mark implements campaign.WaveStore.
func (s *Campaign) Mark(ctx context.Context, m campaign.Mark) (bool, error) {
	return s.mark(ctx, m, func(context.Context, bun.Tx) error { return nil })
}

// cube is the row of a wave's published cells.
type cube struct {
	bun.BaseModel `bun:"table:cubes"`
	WaveID        string `bun:",pk"`
	NetworkID     string
	Body          analytics.Cube `bun:"type:jsonb"`
	CreatedAt     time.Time
}

// SaveTally implements campaign.WaveStore.
func (s *Campaign) SaveTally(ctx context.Context, m campaign.Mark, body analytics.Cube) (bool, error) {
	row := cube{WaveID: m.Wave.ID, NetworkID: m.Wave.NetworkID, Body: body, CreatedAt: *m.Wave.TalliedAt}
	return s.mark(ctx, m, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewInsert().Model(&row).Exec(ctx)
		return done("keep cube", res, err)
	})
}

func (s *Campaign) mark(ctx context.Context, m campaign.Mark, also func(ctx context.Context, tx bun.Tx) error) (bool, error) {
	err := s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		letters, err := s.deliverable(ctx, tx, m)
		if err != nil {
			return err
		}
		if err := claim(ctx, tx, m); err != nil {
			return err
		}
		if err := changeWave(ctx, tx, m.Wave); err != nil {
			return err
		}
		if m.DropDrafts {
			if err := dropDrafts(ctx, tx, m.Wave.ID); err != nil {
				return err
			}
		}
		if m.DropResults {
			if err := dropResults(ctx, tx, m.Wave.ID); err != nil {
				return err
			}
		}
		if err := insertAll(ctx, tx, m.Acts); err != nil {
			return err
		}
		if err := s.addLetters(ctx, tx, letters); err != nil {
			return err
		}
		if err := also(ctx, tx); err != nil {
			return err
		}
		return s.db.enqueue(ctx, tx, m.Jobs)
	})
	if errors.Is(err, errStale) {
		return false, nil
	}
	return err == nil, err
}

// claim keeps the mark's effect keys; stale when the effect took place before.
func claim(ctx context.Context, tx bun.Tx, m campaign.Mark) error {
	if m.Effect != "" {
		first, err := once(ctx, tx, effect{Key: m.Effect, NetworkID: m.Wave.NetworkID, CreatedAt: m.At})
		if err != nil {
			return err
		}
		if !first {
			return errStale
		}
	}
	if m.Kept == "" {
		return nil
	}
	_, err := once(ctx, tx, effect{Key: m.Kept, NetworkID: m.Wave.NetworkID, CreatedAt: m.At})
	return err
}

// deliverable leaves out letters of invitations that were revoked since the
// mark was made: the effect keys of a deleted person's letters name the person.
// Nobody else is deleted until tx ends.
func (s *Campaign) deliverable(ctx context.Context, tx bun.Tx, m campaign.Mark) ([]campaign.Letter, error) {
	if !slices.ContainsFunc(m.Letters, func(l campaign.Letter) bool { return l.InvitationID != "" }) {
		return m.Letters, nil
	}
	if err := s.db.holdNetwork(ctx, tx, m.Wave.NetworkID); err != nil {
		return nil, err
	}
	var revoked []string
	err := tx.NewSelect().Model((*campaign.Invitation)(nil)).Column("id").Where("wave_id = ? AND revoked", m.Wave.ID).Scan(ctx, &revoked)
	if err != nil {
		return nil, fmt.Errorf("list revoked invitations: %w", err)
	}
	return slices.DeleteFunc(m.Letters, func(l campaign.Letter) bool { return slices.Contains(revoked, l.InvitationID) }), nil
}

func changeWave(ctx context.Context, tx bun.Tx, w campaign.Wave) error {
	version := w.Version
	w.Version++
	res, err := tx.NewUpdate().Model(&w).ExcludeColumn("network_id", "campaign_id", "number").
		WherePK().Where("version = ?", version).Exec(ctx)
	return changedOne("change wave", res, err)
}

func dropDrafts(ctx context.Context, tx bun.Tx, waveID string) error {
	_, err := tx.NewDelete().Model((*survey.Draft)(nil)).Where("wave_id = ?", waveID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("drop drafts: %w", err)
	}
	return nil
}

func dropResults(ctx context.Context, tx bun.Tx, waveID string) error {
	for _, model := range []any{(*cube)(nil), (*survey.Response)(nil)} {
		if _, err := tx.NewDelete().Model(model).Where("wave_id = ?", waveID).Exec(ctx); err != nil {
			return fmt.Errorf("drop results: %w", err)
		}
	}
	return nil
}

// DropBallots implements campaign.WaveStore.
func (s *Campaign) DropBallots(ctx context.Context, waveID string) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewDelete().Model((*survey.Ballot)(nil)).Where("wave_id = ?", waveID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("drop ballots: %w", err)
		}
		return dropDrafts(ctx, tx, waveID)
	})
}

// Scrub implements campaign.WaveStore: the write-ahead log is emptied, and
// unless a wave is open the file is rewritten, so that neither order nor bytes
// of deleted rows remain. On PostgreSQL the product does nothing: dead rows stay in the
// server's files until its autovacuum and in its log until that is recycled.
// Nobody without the server's files can read them.
func (s *Campaign) Scrub(ctx context.Context, now time.Time) error {
	if s.db.kind == postgres {
		return nil
	}
	open, err := s.db.reader.NewSelect().Model((*campaign.Wave)(nil)).
		Where("opened_at IS NOT NULL AND cancelled_at IS NULL AND closes_at > ?", now).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for open waves: %w", err)
	}
	if !open {
		if _, err := s.db.writer.ExecContext(ctx, "VACUUM"); err != nil {
			return fmt.Errorf("rewrite database file: %w", err)
		}
	}
	var busy, pages, moved int
	err = s.db.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	if busy != 0 {
		return errors.New("empty the write-ahead log: a reader holds it")
	}
	return nil
}

// SaveTurnout implements campaign.WaveStore.
func (s *Campaign) SaveTurnout(ctx context.Context, key string, t campaign.Turnout) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		first, err := once(ctx, tx, effect{Key: key, NetworkID: t.NetworkID, CreatedAt: t.TakenAt})
		if err != nil || !first {
			return err
		}
		res, err := tx.NewInsert().Model(&t).On("CONFLICT (wave_id) DO UPDATE").
			Set("companies = EXCLUDED.companies").Set("total = EXCLUDED.total").Set("taken_at = EXCLUDED.taken_at").Exec(ctx)
		return done("keep turnout", res, err)
	})
}
