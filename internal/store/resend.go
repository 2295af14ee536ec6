package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// Resend implements campaign.ResendStore.
func (s *Campaign) Resend(ctx context.Context, waveID string, act campaign.Act) (int, error) {
	n := 0
	err := s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var ids []string
		q := tx.NewUpdate().Model((*campaign.Letter)(nil)).
			Where("wave_id = ? AND kind = ? AND number = ''", waveID, campaign.MailInvitation)
		if err := queueAgain(q).Returning("id").Scan(ctx, &ids); err != nil {
			return fmt.Errorf("queue invitations again: %w", err)
		}
		if n = len(ids); n == 0 {
			return nil
		}
		if err := insertAll(ctx, tx, []campaign.Act{act}); err != nil {
			return err
		}
		return s.post(ctx, tx, ids)
	})
	return n, err
}

// queueAgain makes letters wait that were given up, and no others.
func queueAgain(q *bun.UpdateQuery) *bun.UpdateQuery {
	return q.Set("state = ?", campaign.LetterQueued).Set("reason = ''").Set("message_id = ''").Set("sent_at = NULL").
		Where("state = ? AND reason = ?", campaign.LetterFailed, campaign.ReasonGivenUp)
}
