package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
)

// People implements campaign.RosterStore.
func (s *Campaign) People(ctx context.Context, networkID, companyID string) ([]campaign.Person, error) {
	var people []campaign.Person
	q := s.db.reader.NewSelect().Model(&people).Where("network_id = ?", networkID).Order("name", "id")
	if companyID != "" {
		q = q.Where("company_id = ?", companyID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// Person implements campaign.RosterStore.
func (s *Campaign) Person(ctx context.Context, networkID, id string) (campaign.Person, error) {
	var p campaign.Person
	err := s.db.reader.NewSelect().Model(&p).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return p, orNotFound("find person", err)
}

// Teams implements campaign.RosterStore.
func (s *Campaign) Teams(ctx context.Context, networkID string) ([]cooperation.Team, error) {
	var teams []cooperation.Team
	err := s.db.reader.NewSelect().Model(&teams).Where("network_id = ?", networkID).Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list teams: %w", err)
	}
	return teams, nil
}

// Companies implements campaign.RosterStore.
func (s *Campaign) Companies(ctx context.Context, networkID string) ([]cooperation.Company, error) {
	var companies []cooperation.Company
	err := s.db.reader.NewSelect().Model(&companies).Where("network_id = ? AND archived_at IS NULL", networkID).
		Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list companies: %w", err)
	}
	return companies, nil
}

// OpenInvitations implements campaign.RosterStore.
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

// SaveRoster implements campaign.RosterStore.
func (s *Campaign) SaveRoster(ctx context.Context, c campaign.RosterChange) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := insertAll(ctx, tx, c.Teams); err != nil {
			return err
		}
		// An address that somebody gives up here is free for somebody new.
		for _, p := range c.Changed {
			if err := changePerson(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := addPeople(ctx, tx, c.Added); err != nil {
			return err
		}
		if err := addGroups(ctx, tx, c.Groups); err != nil {
			return err
		}
		if err := addMembers(ctx, tx, c.GroupMembers); err != nil {
			return err
		}
		if err := endMemberships(ctx, tx, c.Ungrouped); err != nil {
			return err
		}
		if len(c.Readdressed) > 0 {
			_, err := tx.NewUpdate().Model((*campaign.Invitation)(nil)).Set("readdressed = TRUE").
				Where("id IN (?)", bun.List(c.Readdressed)).Exec(ctx)
			if err != nil {
				return fmt.Errorf("note new addresses: %w", err)
			}
		}
		if err := redeliver(ctx, tx, c.Redelivered); err != nil {
			return err
		}
		if err := insertAll(ctx, tx, c.Acts); err != nil {
			return err
		}
		return s.addLetters(ctx, tx, c.Letters)
	})
}

// Network implements campaign.CampaignStore.
func (s *Campaign) Network(ctx context.Context, id string) (cooperation.Network, error) {
	var n cooperation.Network
	err := s.db.reader.NewSelect().Model(&n).Where("id = ?", id).Scan(ctx)
	return n, orNotFound("find network", err)
}

// MemberCompanies implements campaign.CampaignStore.
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
