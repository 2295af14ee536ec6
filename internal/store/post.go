package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// directLetters is how many letters of one transaction get their jobs in it.
// More are left to one job that queues them afterwards in small transactions,
// so that the embedded database is not held for seconds.
const directLetters = 100

// post queues what sends the letters that a transaction has added.
func (s *Campaign) post(ctx context.Context, tx bun.Tx, added []string) error {
	if len(added) > directLetters {
		return s.db.enqueue(ctx, tx, []campaign.Job{{Kind: campaign.JobPost, ID: slices.Min(added)}})
	}
	jobs := make([]campaign.Job, len(added))
	for i, id := range added {
		jobs[i] = campaign.Job{Kind: campaign.JobMail, ID: id}
	}
	return s.db.enqueue(ctx, tx, jobs)
}

// Unposted implements campaign.PostStore.
func (s *Campaign) Unposted(ctx context.Context, firstID, after string, limit int) ([]string, error) {
	var ids []string
	wave := s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).Column("wave_id").Where("id = ?", firstID)
	err := s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).Column("id").
		Where("state = ? AND id >= ? AND id > ?", campaign.LetterQueued, firstID, after).Where("wave_id = (?)", wave).
		Order("id").Limit(int64(limit)).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list letters to post: %w", err)
	}
	return ids, nil
}
