package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// ErasePerson implements campaign.ErasureStore.
func (s *Campaign) ErasePerson(ctx context.Context, e campaign.Erasure) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		// No wave opens, and no letter is added for the person, until this ends.
		if err := s.db.holdNetwork(ctx, tx, e.NetworkID); err != nil {
			return err
		}
		if err := s.db.holdPerson(ctx, tx, e.PersonID); err != nil {
			return err
		}
		var invited []campaign.Invitation
		err := tx.NewSelect().Model(&invited).Where("person_id = ? AND network_id = ?", e.PersonID, e.NetworkID).Scan(ctx)
		if err != nil {
			return fmt.Errorf("list invitations of a person: %w", err)
		}
		for _, i := range invited {
			if err := eraseInvitation(ctx, tx, i, e); err != nil {
				return err
			}
			if err := eraseFromLetters(ctx, tx, i, e); err != nil {
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
		_, err = tx.NewDelete().Model((*roster.Upload)(nil)).Where("network_id = ?", e.NetworkID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("drop uploads: %w", err)
		}
		res, err := tx.NewDelete().Model((*roster.Person)(nil)).
			Where("id = ? AND network_id = ?", e.PersonID, e.NetworkID).Exec(ctx)
		if err := changedOne("delete person", res, err); err != nil {
			return err
		}
		return s.db.enqueue(ctx, tx, e.Jobs)
	})
}

// eraseInvitation takes the person out of one invitation.
func eraseInvitation(ctx context.Context, tx bun.Tx, i campaign.Invitation, e campaign.Erasure) error {
	var size int
	err := tx.NewSelect().Model((*campaign.Wave)(nil)).Column("ballot_size").Where("id = ?", i.WaveID).Scan(ctx, &size)
	if err != nil {
		return fmt.Errorf("read size of drafts: %w", err)
	}
	// A submission under way holds the draft's row until it commits, and one
	// that comes later finds another body: after this no ballot changes any more.
	_, err = tx.NewUpdate().Model((*survey.Draft)(nil)).Set("body = ?", e.Empty(size)).Where("invitation_id = ?", i.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("empty draft: %w", err)
	}
	stranger := e.NewID()
	_, err = tx.NewUpdate().Model((*survey.Response)(nil)).Set("person_id = ?", stranger).Where("invitation_id = ?", i.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("take a person out of answers: %w", err)
	}
	_, err = tx.NewUpdate().Model((*campaign.Invitation)(nil)).Where("id = ?", i.ID).
		Set("person_id = ?", stranger).Set("revoked = TRUE").Set("unreminded = TRUE").Exec(ctx)
	if err != nil {
		return fmt.Errorf("take a person out of an invitation: %w", err)
	}
	return nil
}

// eraseFromLetters leaves of letters that they were sent, and to which
// invitation: their keys name the person, and their Message-IDs are made of
// the keys.
func eraseFromLetters(ctx context.Context, tx bun.Tx, i campaign.Invitation, e campaign.Erasure) error {
	ofInvitation := func(q bun.QueryBuilder) bun.QueryBuilder {
		return q.Where("wave_id = ? AND invitation_id = ?", i.WaveID, i.ID)
	}
	var ids []string
	err := tx.NewSelect().Model((*campaign.Letter)(nil)).Column("id").ApplyQueryBuilder(ofInvitation).Scan(ctx, &ids)
	if err != nil {
		return fmt.Errorf("list letters to a person: %w", err)
	}
	for _, id := range ids {
		_, err := tx.NewUpdate().Model((*campaign.Letter)(nil)).Where("id = ?", id).
			Set("address = ''").Set("message_id = ''").Set("effect_key = ?", e.NewID()).Exec(ctx)
		if err != nil {
			return fmt.Errorf("take a person out of letters: %w", err)
		}
	}
	_, err = tx.NewUpdate().Model((*campaign.Letter)(nil)).Set("state = ?", campaign.LetterFailed).Set("reason = ?", e.Reason).
		ApplyQueryBuilder(ofInvitation).Where("state = ?", campaign.LetterQueued).Exec(ctx)
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
