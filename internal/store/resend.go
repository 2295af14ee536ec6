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
		q := tx.NewUpdate().Model((*campaign.Letter)(nil)).Where("id IN (?)", resendable(tx, waveID))
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

// Resendable implements campaign.ResendStore.
func (s *Campaign) Resendable(ctx context.Context, waveID string) (int, error) {
	n, err := resendable(s.db.reader, waveID).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count invitations to send again: %w", err)
	}
	return int(n), nil
}

// resendable finds a wave's invitations that were given up and may still go to
// their people.
func resendable(db bun.IDB, waveID string) *bun.SelectQuery {
	return db.NewSelect().Model((*campaign.Letter)(nil)).Column("letter.id").
		Join("JOIN invitations AS i ON i.id = letter.invitation_id").Join("JOIN people AS p ON p.id = i.person_id").
		Where("letter.wave_id = ? AND letter.kind = ? AND letter.number = ''", waveID, campaign.MailInvitation).
		Where("letter.state = ? AND letter.reason = ?", campaign.LetterFailed, campaign.ReasonGivenUp).
		Where("NOT i.revoked AND NOT i.paper AND NOT i.readdressed AND p.left_at IS NULL")
}

// queueAgain makes letters wait that were given up, and no others.
func queueAgain(q *bun.UpdateQuery) *bun.UpdateQuery {
	return q.Set("state = ?", campaign.LetterQueued).Set("reason = ''").Set("message_id = ''").Set("sent_at = NULL").
		Where("state = ? AND reason = ? AND number <> ?", campaign.LetterFailed, campaign.ReasonGivenUp, campaign.NumberReplaced)
}
