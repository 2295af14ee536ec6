package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
)

// OpenInvitations implements campaign.ReaddressStore.
func (s *Campaign) OpenInvitations(ctx context.Context, personID string, now time.Time) ([]campaign.Invitation, error) {
	var open []campaign.Invitation
	err := s.db.reader.NewSelect().Model(&open).
		Join("JOIN waves AS w ON w.id = invitation.wave_id").
		Where("invitation.person_id = ?", personID).
		Where("w.closed_at IS NULL AND w.cancelled_at IS NULL AND w.closes_at > ?", now).
		Order("invitation.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list open invitations: %w", err)
	}
	return open, nil
}

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

// SaveReaddressing implements campaign.ReaddressStore.
func (s *Campaign) SaveReaddressing(ctx context.Context, r campaign.Readdressing) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := changeRoster(ctx, tx, r.Roster); err != nil {
			return err
		}
		if len(r.Readdressed) > 0 {
			_, err := tx.NewUpdate().Model((*campaign.Invitation)(nil)).Set("readdressed = TRUE").
				Where("id IN (?)", bun.List(r.Readdressed)).Exec(ctx)
			if err != nil {
				return fmt.Errorf("note new addresses: %w", err)
			}
		}
		if err := redeliver(ctx, tx, r.Redelivered); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, r.Acts); err != nil {
			return err
		}
		return s.addLetters(ctx, tx, r.Letters)
	})
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
		Where("wave_id IN (SELECT wave_id FROM invitations WHERE id IN (?))", bun.List(invitations)). // letters are found by wave
		Where("invitation_id IN (?) AND kind = ?", bun.List(invitations), campaign.MailInvitation).Exec(ctx)
	if err != nil {
		return fmt.Errorf("mark lost letters: %w", err)
	}
	return nil
}
