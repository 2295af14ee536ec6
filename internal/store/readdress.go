package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// LinkLetters implements campaign.ReaddressStore.
func (s *Campaign) LinkLetters(ctx context.Context, i campaign.Invitation) ([]campaign.Letter, error) {
	var letters []campaign.Letter
	err := s.db.reader.NewSelect().Model(&letters).
		Where("wave_id = ? AND invitation_id = ?", i.WaveID, i.ID).
		Where("kind IN (?)", bun.List([]campaign.MailKind{campaign.MailInvitation, campaign.MailReminder})).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list letters of an invitation: %w", err)
	}
	return letters, nil
}

// redeliver lets mails go to these invitations again and marks what was lost
// on its way to them as replaced.
func redeliver(ctx context.Context, tx bun.Tx, invitations []string) error {
	if len(invitations) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Model((*campaign.Invitation)(nil)).Set("readdressed = FALSE").
		Where("id IN (?)", bun.List(invitations)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("let mails go again: %w", err)
	}
	_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("number = ?", campaign.NumberReplaced).
		Where("invitation_id IN (?) AND kind = ?", bun.List(invitations), campaign.MailInvitation).Exec(ctx)
	if err != nil {
		return fmt.Errorf("mark lost letters: %w", err)
	}
	return nil
}
