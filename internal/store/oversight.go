package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
)

var _ campaign.OversightStore = (*Campaign)(nil)

// keepHeartbeats is how long the last tick of a process that ended is kept.
const keepHeartbeats = 7 * 24 * time.Hour

// Beat keeps the last tick of a process and forgets those of long ago.
func (db *DB) Beat(ctx context.Context, h campaign.Heartbeat) error {
	return db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(&h).On("CONFLICT (worker) DO UPDATE").
			Set("at = EXCLUDED.at").Set("took_ms = EXCLUDED.took_ms").Set("failure = EXCLUDED.failure").Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep heartbeat: %w", err)
		}
		_, err = tx.NewDelete().Model((*campaign.Heartbeat)(nil)).Where("at < ?", h.At.Add(-keepHeartbeats)).Exec(ctx)
		return done("forget heartbeats", nil, err)
	})
}

// Heartbeats implements campaign.OversightStore.
func (s *Campaign) Heartbeats(ctx context.Context, since time.Time) ([]campaign.Heartbeat, error) {
	var all []campaign.Heartbeat
	if err := s.db.reader.NewSelect().Model(&all).Where("at > ?", since).OrderExpr("at DESC, worker").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list heartbeats: %w", err)
	}
	return all, nil
}

// JobCounts implements campaign.OversightStore.
func (s *Campaign) JobCounts(ctx context.Context) ([]campaign.JobCount, error) {
	var counts []campaign.JobCount
	err := s.db.reader.NewSelect().TableExpr("river_job").ColumnExpr("kind, state, COUNT(*) AS n").
		Where("kind NOT IN (?)", bun.List([]campaign.JobKind{campaign.JobMail, campaign.JobPost})).
		GroupExpr("kind, state").OrderExpr("kind, state").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return counts, nil
}

// MailQueue implements campaign.OversightStore.
func (s *Campaign) MailQueue(ctx context.Context) (campaign.MailQueue, error) {
	var q campaign.MailQueue
	queued := func() *bun.SelectQuery {
		return s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).Where("state = ?", campaign.LetterQueued)
	}
	waiting, err := queued().Count(ctx)
	if err != nil {
		return q, fmt.Errorf("count letters: %w", err)
	}
	q.Waiting = int(waiting)
	var oldest time.Time
	err = orNotFound("find oldest letter", queued().Column("created_at").Order("created_at").Limit(1).Scan(ctx, &oldest))
	if isNotFound(err) {
		return q, nil
	}
	q.Oldest = &oldest
	return q, err
}

// Ahead implements campaign.OversightStore.
func (s *Campaign) Ahead(ctx context.Context, limit int) ([]campaign.Wave, error) {
	var waves []campaign.Wave
	scheduled := s.db.reader.NewSelect().Model((*campaign.Campaign)(nil)).Column("id").Where("state = ?", campaign.Scheduled)
	err := s.db.reader.NewSelect().Model(&waves).ExcludeColumn("frozen").
		WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where(stillPlanned).Where("campaign_id IN (?)", scheduled)
		}).
		WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("opened_at IS NOT NULL").Where("keys_destroyed_at IS NULL")
		}).
		Order("opens_at", "id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list waves ahead: %w", err)
	}
	return waves, nil
}

// CampaignsByID implements campaign.OversightStore.
func (s *Campaign) CampaignsByID(ctx context.Context, ids []string) ([]campaign.Campaign, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var all []campaign.Campaign
	if err := s.db.reader.NewSelect().Model(&all).Where("id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return all, nil
}

// NetworksOf implements campaign.OversightStore.
func (s *Campaign) NetworksOf(ctx context.Context, userID string) ([]string, error) {
	var ids []string
	err := s.db.reader.NewSelect().Model((*account.Membership)(nil)).Column("network_id").Where("user_id = ?", userID).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list networks of a user: %w", err)
	}
	return ids, nil
}

// GivenUp implements campaign.OversightStore.
func (s *Campaign) GivenUp(ctx context.Context, letterIDs []string) ([]string, error) {
	var all []string
	for chunk := range slices.Chunk(letterIDs, insertChunk) {
		var ids []string
		err := s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).Column("id").
			Where("id IN (?)", bun.List(chunk)).Where("state = ? AND reason = ? AND number <> ?", campaign.LetterFailed, campaign.ReasonGivenUp, campaign.NumberReplaced).Scan(ctx, &ids)
		if err != nil {
			return nil, fmt.Errorf("list letters given up: %w", err)
		}
		all = append(all, ids...)
	}
	return all, nil
}

// Requeue implements campaign.OversightStore. State and job change together: a
// letter that waits without a job would get a second one from elsewhere.
func (s *Campaign) Requeue(ctx context.Context, letterIDs []string) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var jobs []campaign.Job
		for chunk := range slices.Chunk(letterIDs, insertChunk) {
			var ids []string
			err := queueAgain(tx.NewUpdate().Model((*campaign.Letter)(nil)).Where("id IN (?)", bun.List(chunk))).
				Returning("id").Scan(ctx, &ids)
			if err != nil {
				return fmt.Errorf("queue letters again: %w", err)
			}
			for _, id := range ids {
				jobs = append(jobs, campaign.Job{Kind: campaign.JobMail, ID: id})
			}
		}
		return s.db.enqueue(ctx, tx, jobs)
	})
}
