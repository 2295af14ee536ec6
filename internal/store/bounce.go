package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// MarkBounced implements campaign.BounceStore.
func (s *Campaign) MarkBounced(ctx context.Context, networkID, messageID, reason string) (bool, error) {
	var known bool
	err := s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		mine := func(q bun.QueryBuilder) bun.QueryBuilder {
			q = q.Where("message_id = ?", messageID).Where("state IN (?)", bun.List([]campaign.LetterState{campaign.LetterSent, campaign.LetterBounced}))
			if networkID != "" {
				q = q.Where("network_id = ?", networkID)
			}
			return q
		}
		n, err := tx.NewSelect().Model((*campaign.Letter)(nil)).ApplyQueryBuilder(mine).Count(ctx)
		if known = n > 0; err != nil || !known {
			return err
		}
		_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).ApplyQueryBuilder(mine).Where("state = ?", campaign.LetterSent).
			Set("state = ?", campaign.LetterBounced).Set("reason = ?", reason).Exec(ctx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("mark letter bounced: %w", err)
	}
	return known, nil
}
