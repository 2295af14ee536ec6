package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// linkWorks is the condition on an invitation for its link to be one, as the
// respondents' pages have it.
const linkWorks = "link_hash = ? AND NOT revoked AND wave_id NOT IN (SELECT id FROM waves WHERE cancelled_at IS NOT NULL)"

// Unreminded implements campaign.UnremindStore.
func (s *Campaign) Unreminded(ctx context.Context, linkHash string) (bool, error) {
	var unreminded bool
	err := s.db.reader.NewSelect().Model((*campaign.Invitation)(nil)).Column("unreminded").Where(linkWorks, linkHash).Scan(ctx, &unreminded)
	return unreminded, orNotFound("find invitation", err)
}

// SetUnreminded implements campaign.UnremindStore.
func (s *Campaign) SetUnreminded(ctx context.Context, linkHash string, unreminded bool) error {
	var found bool
	err := s.db.batch.do(ctx, func(ctx context.Context, tx bun.Tx) error {
		n, err := affected(tx.NewUpdate().Model((*campaign.Invitation)(nil)).Set("unreminded = ?", unreminded).Where(linkWorks, linkHash).Exec(ctx))
		found = n > 0
		return err
	})
	if err != nil {
		return fmt.Errorf("change reminders: %w", err)
	}
	if !found {
		return fault.NotFound("error.not_found")
	}
	return nil
}
