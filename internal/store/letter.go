package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func isNotFound(err error) bool { return fault.KindOf(err) == fault.KindNotFound }

// SaveLetters implements campaign.LetterStore.
func (s *Campaign) SaveLetters(ctx context.Context, letters []campaign.Letter) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return s.addLetters(ctx, tx, letters)
	})
}

// addLetters keeps letters whose effect did not take place before, with the
// jobs that send them.
func (s *Campaign) addLetters(ctx context.Context, tx bun.Tx, letters []campaign.Letter) error {
	var added []string
	for chunk := range slices.Chunk(letters, insertChunk) {
		var ids []string
		err := tx.NewInsert().Model(&chunk).On("CONFLICT (effect_key) DO NOTHING").Returning("id").Scan(ctx, &ids)
		if err != nil {
			return fmt.Errorf("add letters: %w", err)
		}
		added = append(added, ids...)
	}
	return s.post(ctx, tx, added)
}

// Waiting implements campaign.LetterStore.
func (s *Campaign) Waiting(ctx context.Context, before time.Time, limit int) ([]string, error) {
	var ids []string
	err := s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).Column("id").
		Where("state = ? AND created_at < ?", campaign.LetterQueued, before).
		Order("created_at", "id").Limit(int64(limit)).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list waiting letters: %w", err)
	}
	return ids, nil
}

// MarkLetter implements campaign.LetterStore. A former address goes with the
// letter's end.
func (s *Campaign) MarkLetter(ctx context.Context, id string, state campaign.LetterState, messageID, reason string, at time.Time) error {
	return s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		q := tx.NewUpdate().Model((*campaign.Letter)(nil)).
			Set("state = ?", state).Set("message_id = ?", messageID).Set("reason = ?", reason).
			Set("attempts = attempts + 1").Set("address = ''").
			Where("id = ? AND state = ?", id, campaign.LetterQueued)
		if state == campaign.LetterSent {
			q = q.Set("sent_at = ?", at)
		}
		res, err := q.Exec(ctx)
		return done("mark letter", res, err)
	})
}

// LetterStates implements campaign.LetterStore.
func (s *Campaign) LetterStates(ctx context.Context, waveID string) ([]campaign.LetterCount, error) {
	var counts []campaign.LetterCount
	err := s.db.reader.NewSelect().Model((*campaign.Letter)(nil)).
		ColumnExpr("kind, number").
		ColumnExpr("CASE WHEN reason = ? THEN ? ELSE state END AS state", campaign.ReasonStopped, campaign.LetterSent).
		ColumnExpr("CASE WHEN reason = ? THEN '' ELSE reason END AS reason", campaign.ReasonStopped).
		ColumnExpr("COUNT(*) AS n").
		Where("wave_id = ?", waveID).GroupExpr("1, 2, 3, 4").OrderExpr("1, 2, 3, 4").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("count letters: %w", err)
	}
	return counts, nil
}

// Envelope implements campaign.LetterStore.
func (s *Campaign) Envelope(ctx context.Context, letterID string) (campaign.Envelope, error) {
	var e campaign.Envelope
	err := s.db.reader.NewSelect().Model(&e.Letter).Where("id = ?", letterID).Scan(ctx)
	if err := orNotFound("find letter", err); err != nil {
		return e, err
	}
	for _, fill := range []func(context.Context, *campaign.Envelope) error{
		s.fillNetwork, s.fillCampaign, s.fillWave, s.fillInvited, s.fillUser, s.fillNotice,
	} {
		if err := fill(ctx, &e); err != nil {
			return e, err
		}
	}
	if e.Letter.Address != "" {
		e.Address = e.Letter.Address
	}
	return e, nil
}

func (s *Campaign) fillNetwork(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.NetworkID == "" {
		return nil
	}
	n, err := s.Network(ctx, e.Letter.NetworkID)
	e.NetworkName, e.Zone, e.K = n.Name, n.Zone, n.K
	return err
}

func (s *Campaign) fillCampaign(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.CampaignID == "" {
		return nil
	}
	c, err := s.Campaign(ctx, e.Letter.NetworkID, e.Letter.CampaignID)
	e.Title, e.Mode, e.OnlyMissing = c.Title, c.Mode, c.Reminders.OnlyMissing
	e.Message, e.Reminder, e.Sender, e.ReplyTo, e.Hours = c.Invitation, c.Reminder, c.Sender, c.ReplyTo, c.Reminders
	return err
}

func (s *Campaign) fillWave(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.WaveID == "" {
		return nil
	}
	w, err := s.WaveByID(ctx, e.Letter.WaveID)
	e.Mode, e.Number, e.OpensAt, e.ClosesAt, e.Zone = w.Mode, w.Number, w.OpensAt, w.ClosesAt, w.Zone
	e.WaveVersion, e.WaveSettled = w.Version, w.ClosedAt != nil || w.CancelledAt != nil
	e.Decided = w.ReleasedAt != nil || w.CancelledAt != nil
	if w.OpenedAt != nil {
		e.K = w.Frozen.K
	}
	return err
}

func (s *Campaign) fillInvited(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.InvitationID == "" {
		return nil
	}
	var i campaign.Invitation
	err := s.db.reader.NewSelect().Model(&i).Where("id = ?", e.Letter.InvitationID).Scan(ctx)
	if err := orNotFound("find invitation", err); err != nil {
		return err
	}
	p, err := s.Person(ctx, i.NetworkID, i.PersonID)
	if isNotFound(err) { // deleted on request: nobody to write to
		e.Invited, e.MailStopped = true, true
		return nil
	}
	if err != nil {
		return err
	}
	var company cooperation.Company
	err = s.db.reader.NewSelect().Model(&company).Where("id = ?", i.CompanyID).Scan(ctx)
	e.Name, e.Address, e.Language, e.CompanyName = p.Name, p.Email, p.Language, company.Name
	e.Answered = i.Participated
	// The address of somebody who left may belong to somebody else by now.
	e.Invited, e.Unreminded, e.MailStopped = true, i.Unreminded, i.Revoked || i.Paper || i.Readdressed || p.LeftAt != nil
	return orNotFound("find company", err)
}

func (s *Campaign) fillUser(ctx context.Context, e *campaign.Envelope) error {
	if e.Letter.UserID == "" {
		return nil
	}
	var u account.User
	err := s.db.reader.NewSelect().Model(&u).Where("id = ?", e.Letter.UserID).Scan(ctx)
	e.Name, e.Address, e.Language = u.Name, u.Email, u.Language
	return orNotFound("find user", err)
}
