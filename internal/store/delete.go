package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// ErasePerson implements campaign.ErasureStore.
func (s *Campaign) ErasePerson(ctx context.Context, e campaign.Erasure) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var invited []campaign.Invitation
		err := tx.NewSelect().Model(&invited).Where("person_id = ? AND network_id = ?", e.PersonID, e.NetworkID).Scan(ctx)
		if err != nil {
			return fmt.Errorf("list invitations of a person: %w", err)
		}
		for _, i := range invited {
			if err := eraseInvitation(ctx, tx, i, e.NewID()); err != nil {
				return err
			}
			if err := eraseFromLetters(ctx, tx, i.ID, e.Reason); err != nil {
				return err
			}
			if err := eraseFromActs(ctx, tx, i.WaveID, e); err != nil {
				return err
			}
		}
		_, err = tx.NewDelete().Model((*memberRow)(nil)).Where("person_id = ?", e.PersonID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("take a person out of groups: %w", err)
		}
		res, err := tx.NewDelete().Model((*campaign.Person)(nil)).
			Where("id = ? AND network_id = ?", e.PersonID, e.NetworkID).Exec(ctx)
		if err := changedOne("delete person", res, err); err != nil {
			return err
		}
		return s.db.enqueue(ctx, tx, e.Jobs)
	})
}

// eraseInvitation takes the person out of one invitation. What an anonymous
// wave has not tallied goes with its owner; attributed answers are the
// company's.
func eraseInvitation(ctx context.Context, tx bun.Tx, i campaign.Invitation, stranger string) error {
	// A submission under way holds the draft's row until it commits, and one
	// that comes later finds none: after this no ballot appears any more.
	if _, err := tx.NewDelete().Model((*survey.Draft)(nil)).Where("invitation_id = ?", i.ID).Exec(ctx); err != nil {
		return fmt.Errorf("delete draft: %w", err)
	}
	q := tx.NewUpdate().Model((*campaign.Invitation)(nil)).Where("id = ?", i.ID).
		Set("person_id = ?", stranger).Set("revoked = TRUE").Set("unreminded = TRUE")
	sealed, err := tx.NewSelect().Model((*campaign.Wave)(nil)).
		Where("id = ? AND mode = ? AND tallied_at IS NULL", i.WaveID, campaign.Anonymous).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for a tally: %w", err)
	}
	if sealed {
		q = q.Set("participated = FALSE")
		if _, err := tx.NewDelete().Model((*survey.Ballot)(nil)).Where("invitation_id = ?", i.ID).Exec(ctx); err != nil {
			return fmt.Errorf("delete ballot: %w", err)
		}
	}
	_, err = tx.NewUpdate().Model((*survey.Response)(nil)).Set("person_id = ?", stranger).Where("invitation_id = ?", i.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take a person out of answers: %w", err)
	}
	if _, err := q.Exec(ctx); err != nil {
		return fmt.Errorf("take a person out of an invitation: %w", err)
	}
	return nil
}

func eraseFromLetters(ctx context.Context, tx bun.Tx, invitationID, reason string) error {
	_, err := tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("address = ''").Where("invitation_id = ?", invitationID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take addresses out of letters: %w", err)
	}
	_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("state = ?", campaign.LetterFailed).Set("reason = ?", reason).
		Where("invitation_id = ? AND state = ?", invitationID, campaign.LetterQueued).Exec(ctx)
	if err != nil {
		return fmt.Errorf("stop letters: %w", err)
	}
	return nil
}

// eraseFromActs finds a person's acts by id, and those of the time before acts
// held one by name: a namesake's sentence then loses the name too.
func eraseFromActs(ctx context.Context, tx bun.Tx, waveID string, e campaign.Erasure) error {
	var acts []campaign.Act
	if err := tx.NewSelect().Model(&acts).Where("wave_id = ? AND kind = ?", waveID, e.ActOld).Scan(ctx); err != nil {
		return fmt.Errorf("list acts about a person: %w", err)
	}
	for _, act := range acts {
		person, known := act.Detail["person"]
		if known && person != e.PersonID || !known && act.Detail["name"] != e.Name {
			continue
		}
		act.Kind, act.Detail = e.ActNew, map[string]string{}
		if _, err := tx.NewUpdate().Model(&act).Column("kind", "detail").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("take a person out of an act: %w", err)
		}
	}
	return nil
}
