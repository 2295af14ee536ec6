package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// MarkBounced implements campaign.BounceStore.
func (s *Campaign) MarkBounced(ctx context.Context, networkID, messageID, reason string) (campaign.MailKind, error) {
	var kinds []campaign.MailKind
	err := s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		mine := func(q bun.QueryBuilder) bun.QueryBuilder {
			q = q.Where("message_id = ?", messageID).Where("state <> ?", campaign.LetterFailed)
			if networkID != "" {
				q = q.Where("network_id = ?", networkID)
			}
			return q
		}
		kinds = nil
		err := tx.NewSelect().Model((*campaign.Letter)(nil)).Column("kind").ApplyQueryBuilder(mine).Limit(1).Scan(ctx, &kinds)
		if err != nil || len(kinds) == 0 {
			return err
		}
		_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).ApplyQueryBuilder(mine).Where("state <> ?", campaign.LetterBounced).
			Set("state = ?", campaign.LetterBounced).Set("reason = ?", reason).Exec(ctx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("mark letter bounced: %w", err)
	}
	return append(kinds, "")[0], nil
}
