package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
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
		if err := s.readdressStarted(ctx, tx, r.Roster.Changed); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, r.Acts); err != nil {
			return err
		}
		return s.addLetters(ctx, tx, r.Letters)
	})
}

// LetterUnderWay implements campaign.LetterStore. The letter's row is changed,
// and held, before the address is read: see readdressStarted.
func (s *Campaign) LetterUnderWay(ctx context.Context, id, messageID, address string) (bool, error) {
	var begun bool
	err := s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		begun = false
		var was []string
		held := tx.NewSelect().Model((*campaign.Letter)(nil)).Column("message_id").Where("id = ? AND state = ?", id, campaign.LetterQueued)
		if s.db.kind == postgres {
			held = held.For("UPDATE")
		}
		if err := held.Scan(ctx, &was); err != nil || len(was) == 0 {
			return err
		}
		var present []string
		err := tx.NewSelect().Model((*campaign.Letter)(nil)).ColumnExpr("p.email").
			Join("JOIN invitations AS i ON i.id = letter.invitation_id").Join("JOIN people AS p ON p.id = i.person_id").
			Where("letter.id = ?", id).Scan(ctx, &present)
		if err != nil || len(present) == 0 || present[0] != address {
			return err
		}
		_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("message_id = ?", messageID).Where("id = ?", id).Exec(ctx)
		begun = err == nil
		return err
	})
	return begun, err
}

// LetterNotTaken implements campaign.LetterStore.
func (s *Campaign) LetterNotTaken(ctx context.Context, id string) error {
	return s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("message_id = ''").
			Where("id = ? AND state = ?", id, campaign.LetterQueued).Exec(ctx)
		return err
	})
}

// readdressStarted stops further mails of invitations whose letter was sent, or
// is under way, to an address that the change replaces, also where it saw no
// such letter. The addresses are changed already: a letter either sets out for
// the former one before its row is held here, or sees the new one.
func (s *Campaign) readdressStarted(ctx context.Context, tx bun.Tx, moved []roster.Person) error {
	if len(moved) == 0 {
		return nil
	}
	ids := make([]string, len(moved))
	for i, p := range moved {
		ids[i] = p.ID
	}
	var letters []campaign.Letter
	held := tx.NewSelect().Model(&letters).Column("id", "invitation_id", "kind", "state", "reason", "message_id").
		Where("(wave_id, invitation_id) IN (?)", tx.NewSelect().Model((*campaign.Invitation)(nil)).Column("invitation.wave_id", "invitation.id").
			Join("JOIN waves AS w ON w.id = invitation.wave_id").Where("invitation.person_id IN (?)", bun.List(ids)).
			Where("w.closed_at IS NULL AND w.cancelled_at IS NULL")).
		Where("kind IN (?)", bun.List([]campaign.MailKind{campaign.MailInvitation, campaign.MailReminder})).Order("id")
	if s.db.kind == postgres {
		held = held.For("UPDATE")
	}
	if err := held.Scan(ctx); err != nil {
		return fmt.Errorf("hold letters: %w", err)
	}
	var started []string
	for _, l := range letters {
		if l.MayHaveArrived() {
			started = append(started, l.InvitationID)
		}
	}
	if len(started) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Model((*campaign.Invitation)(nil)).Set("readdressed = TRUE").Where("id IN (?)", bun.List(started)).Exec(ctx)
	return done("note new addresses", nil, err)
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
