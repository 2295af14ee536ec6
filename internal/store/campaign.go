package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// Campaign keeps campaigns, waves and letters, and reads the roster.
type Campaign struct{ Roster }

// Campaign returns the store of campaigns.
func (db *DB) Campaign() *Campaign { return &Campaign{Roster{db: db}} }

var _ campaign.Store = (*Campaign)(nil)

// Campaigns implements campaign.PlanStore.
func (s *Campaign) Campaigns(ctx context.Context, networkID string) ([]campaign.Campaign, error) {
	var all []campaign.Campaign
	err := s.db.reader.NewSelect().Model(&all).Where("network_id = ?", networkID).OrderExpr("created_at DESC, id DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return all, nil
}

// Campaign implements campaign.PlanStore.
func (s *Campaign) Campaign(ctx context.Context, networkID, id string) (campaign.Campaign, error) {
	var c campaign.Campaign
	err := s.db.reader.NewSelect().Model(&c).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return c, orNotFound("find campaign", err)
}

// ScheduledCampaigns implements campaign.PlanStore.
func (s *Campaign) ScheduledCampaigns(ctx context.Context) ([]campaign.Campaign, error) {
	var all []campaign.Campaign
	err := s.db.reader.NewSelect().Model(&all).Where("state = ?", campaign.Scheduled).Order("id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list scheduled campaigns: %w", err)
	}
	return all, nil
}

// SaveCampaign implements campaign.PlanStore.
func (s *Campaign) SaveCampaign(ctx context.Context, change campaign.Change) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := putCampaign(ctx, tx, change.Campaign); err != nil {
			return err
		}
		if err := stillUnopened(ctx, tx, change.Unopened); err != nil {
			return err
		}
		if err := carryOut(ctx, tx, change.Plan); err != nil {
			return err
		}
		for _, key := range change.Effects {
			if _, err := once(ctx, tx, effect{Key: key, NetworkID: change.Campaign.NetworkID, CreatedAt: change.At}); err != nil {
				return err
			}
		}
		if err := insertAll(ctx, tx, change.Acts); err != nil {
			return err
		}
		if err := dropConsents(ctx, tx, change); err != nil {
			return err
		}
		return s.addLetters(ctx, tx, change.Letters)
	})
}

func putCampaign(ctx context.Context, tx bun.Tx, c campaign.Campaign) error {
	version := c.Version
	c.Version++
	if version == 0 {
		res, err := tx.NewInsert().Model(&c).Exec(ctx)
		return done("add campaign", res, err)
	}
	res, err := tx.NewUpdate().Model(&c).ExcludeColumn("created_at", "network_id").
		Where("id = ? AND network_id = ? AND version = ?", c.ID, c.NetworkID, version).Exec(ctx)
	return changedOne("change campaign", res, err)
}

// stillUnopened refuses a change that took waves for unopened which have opened
// since. The caller has changed the campaign's row, which an opening holds.
func stillUnopened(ctx context.Context, tx bun.Tx, waves []string) error {
	if len(waves) == 0 {
		return nil
	}
	opened, err := tx.NewSelect().Model((*campaign.Wave)(nil)).Where("id IN (?)", bun.List(waves)).Where("opened_at IS NOT NULL").Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for opened waves: %w", err)
	}
	if opened {
		return fault.Conflict("error.changed_meanwhile")
	}
	return nil
}

// stillPlanned keeps a plan away from waves that something happened to.
const stillPlanned = "opened_at IS NULL AND missed_at IS NULL AND cancelled_at IS NULL"

func carryOut(ctx context.Context, tx bun.Tx, p campaign.Plan) error {
	if len(p.Remove) > 0 {
		_, err := tx.NewDelete().Model((*campaign.Wave)(nil)).Where("id IN (?)", bun.List(p.Remove)).Where(stillPlanned).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove planned waves: %w", err)
		}
	}
	// Numbers are unique: each moved wave steps aside before it takes its new one.
	for _, w := range p.Move {
		_, err := tx.NewUpdate().Model((*campaign.Wave)(nil)).Set("number = -number").Where("id = ?", w.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("move planned wave: %w", err)
		}
	}
	for _, w := range p.Move {
		version := w.Version
		w.Version++
		res, err := tx.NewUpdate().Model(&w).
			Column("number", "mode", "opens_local", "closes_local", "zone", "opens_at", "closes_at", "version").
			WherePK().Where("version = ?", version).Where(stillPlanned).Exec(ctx)
		if err := changedOne("move planned wave", res, err); err != nil {
			return err
		}
	}
	for i := range p.Add {
		p.Add[i].Version = 1
	}
	return insertAll(ctx, tx, p.Add)
}

// Network implements campaign.PlanStore.
func (s *Campaign) Network(ctx context.Context, id string) (cooperation.Network, error) {
	var n cooperation.Network
	err := s.db.reader.NewSelect().Model(&n).Where("id = ?", id).Scan(ctx)
	return n, orNotFound("find network", err)
}

// MemberCompanies implements campaign.PlanStore.
func (s *Campaign) MemberCompanies(ctx context.Context, networkID, cooperationID string) ([]string, error) {
	var ids []string
	err := s.db.reader.NewSelect().Model((*cooperation.Member)(nil)).Column("company_id").
		Where("network_id = ? AND cooperation_id = ? AND left_on = ''", networkID, cooperationID).
		Order("company_id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return ids, nil
}

// Managers implements campaign.WaveStore.
func (s *Campaign) Managers(ctx context.Context, networkID string) ([]string, error) {
	var ids []string
	err := s.db.reader.NewSelect().Table("memberships").Column("user_id").
		Where("network_id = ? AND role = 'manager'", networkID).Order("user_id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list managers: %w", err)
	}
	return ids, nil
}
