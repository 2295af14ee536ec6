package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// Waves implements campaign.WaveStore.
func (s *Campaign) Waves(ctx context.Context, campaignID string) ([]campaign.Wave, error) {
	var waves []campaign.Wave
	err := s.db.reader.NewSelect().Model(&waves).Where("campaign_id = ?", campaignID).Order("number").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list waves: %w", err)
	}
	return waves, nil
}

// Wave implements campaign.WaveStore.
func (s *Campaign) Wave(ctx context.Context, networkID, id string) (campaign.Wave, error) {
	var w campaign.Wave
	err := s.db.reader.NewSelect().Model(&w).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return w, orNotFound("find wave", err)
}

// WaveByID implements campaign.WaveStore.
func (s *Campaign) WaveByID(ctx context.Context, id string) (campaign.Wave, error) {
	var w campaign.Wave
	err := s.db.reader.NewSelect().Model(&w).Where("id = ?", id).Scan(ctx)
	return w, orNotFound("find wave", err)
}

// Unfinished implements campaign.WaveStore.
func (s *Campaign) Unfinished(ctx context.Context, now time.Time) ([]campaign.Wave, error) {
	var waves []campaign.Wave
	scheduled := s.db.reader.NewSelect().Model((*campaign.Campaign)(nil)).Column("id").Where("state = ?", campaign.Scheduled)
	err := s.db.reader.NewSelect().Model(&waves).
		WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where(stillPlanned).Where("opens_at <= ?", now).Where("campaign_id IN (?)", scheduled)
		}).
		WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("opened_at IS NOT NULL").Where("keys_destroyed_at IS NULL")
		}).
		Order("opens_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list unfinished waves: %w", err)
	}
	return waves, nil
}

// Invitations implements campaign.WaveStore.
func (s *Campaign) Invitations(ctx context.Context, waveID string) ([]campaign.Invitation, error) {
	var all []campaign.Invitation
	err := s.db.reader.NewSelect().Model(&all).ColumnExpr("invitation.*").ColumnExpr("p.email").
		Join("JOIN people AS p ON p.id = invitation.person_id").
		Where("invitation.wave_id = ?", waveID).Order("invitation.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	return all, nil
}

// Ballots implements campaign.WaveStore.
func (s *Campaign) Ballots(ctx context.Context, waveID string, fn func(place analytics.Place, ciphertext string) error) error {
	rows, err := s.db.reader.NewSelect().Model((*survey.Ballot)(nil)).
		ColumnExpr("i.company_id, i.team_id, i.attribute, ballot.ciphertext").
		Join("JOIN invitations AS i ON i.id = ballot.invitation_id").
		Where("ballot.wave_id = ?", waveID).Order("ballot.invitation_id").Rows(ctx)
	if err != nil {
		return fmt.Errorf("read ballots: %w", err)
	}
	defer func() { _ = rows.Close() }() // the error of an early end is in rows.Err
	for rows.Next() {
		var place analytics.Place
		var ciphertext string
		if err := rows.Scan(&place.CompanyID, &place.TeamID, &place.Attribute, &ciphertext); err != nil {
			return fmt.Errorf("read ballots: %w", err)
		}
		if err := fn(place, ciphertext); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read ballots: %w", err)
	}
	return nil
}

// HasCube implements campaign.WaveStore. The connection is one of its own, so
// that only what was committed is seen.
func (s *Campaign) HasCube(ctx context.Context, waveID string) (bool, error) {
	conn, err := s.db.reader.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("read back cube: %w", err)
	}
	defer func() { _ = conn.Close() }() // returns to the pool
	var row cube
	err = orNotFound("read back cube", conn.NewSelect().Model(&row).Where("wave_id = ?", waveID).Scan(ctx))
	if isNotFound(err) {
		return false, nil
	}
	return err == nil && row.Body.Version > 0, err
}

// Acts implements campaign.WaveStore.
func (s *Campaign) Acts(ctx context.Context, campaignID, waveID string) ([]campaign.Act, error) {
	var acts []campaign.Act
	q := s.db.reader.NewSelect().Model(&acts).Where("campaign_id = ?", campaignID).OrderExpr("at DESC, id DESC")
	if waveID != "" {
		q = q.Where("wave_id = ?", waveID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list acts: %w", err)
	}
	return acts, nil
}

// Counts implements campaign.WaveStore.
func (s *Campaign) Counts(ctx context.Context, waveID string) ([]campaign.Count, error) {
	var counts []campaign.Count
	err := s.db.reader.NewSelect().Model((*campaign.Invitation)(nil)).
		ColumnExpr("company_id, COUNT(*) AS invited, SUM(CASE WHEN participated THEN 1 ELSE 0 END) AS participated").
		Where("wave_id = ?", waveID).Group("company_id").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("count participation: %w", err)
	}
	return counts, nil
}

// Turnout implements campaign.WaveStore.
func (s *Campaign) Turnout(ctx context.Context, waveID string) (campaign.Turnout, error) {
	var t campaign.Turnout
	err := s.db.reader.NewSelect().Model(&t).Where("wave_id = ?", waveID).Scan(ctx)
	return t, orNotFound("find turnout", err)
}
