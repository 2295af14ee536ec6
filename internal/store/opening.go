package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// shown narrows to the waves of campaign.LineupStore.Shown.
func shown(q *bun.SelectQuery, networkID string, since time.Time) *bun.SelectQuery {
	return q.Where("network_id = ? AND mode = ? AND closes_at >= ?", networkID, campaign.Anonymous, since).
		Where("opened_at IS NOT NULL AND (cancelled_at IS NULL OR tallied_at IS NOT NULL)")
}

// Shown implements campaign.LineupStore.
func (s *Campaign) Shown(ctx context.Context, networkID string, since time.Time) ([]campaign.Wave, error) {
	var waves []campaign.Wave
	err := shown(s.db.reader.NewSelect().Model(&waves), networkID, since).OrderExpr("opens_at DESC, id DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list waves to compare with: %w", err)
	}
	return waves, nil
}

// Seats implements campaign.LineupStore.
func (s *Campaign) Seats(ctx context.Context, waveIDs []string, fn func(campaign.Invitation)) error {
	known := texts{}
	for _, wave := range waveIDs {
		if err := s.seatsOf(ctx, wave, known, fn); err != nil {
			return fmt.Errorf("list who was asked: %w", err)
		}
	}
	return nil
}

func (s *Campaign) seatsOf(ctx context.Context, waveID string, known texts, fn func(campaign.Invitation)) error {
	rows, err := s.db.reader.NewSelect().Model((*campaign.Invitation)(nil)).Column("person_id", "company_id", "team_id", "attribute").
		Where("wave_id = ?", waveID).Rows(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // the error of an early end is in rows.Err
	var person, company, team, attribute sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&person, &company, &team, &attribute); err != nil {
			return err
		}
		fn(campaign.Invitation{
			WaveID: waveID, PersonID: known.one(person), CompanyID: known.one(company), TeamID: known.one(team), Attribute: known.one(attribute),
		})
	}
	return rows.Err()
}

// texts keeps one copy of each text that comes again and again.
type texts map[string]string

func (t texts) one(text []byte) string {
	if known, ok := t[string(text)]; ok {
		return known
	}
	fresh := string(text)
	t[fresh] = fresh
	return fresh
}

// asPrepared verifies, while no other wave of the network can open, no company
// can decide, nobody can be deleted and the campaign cannot be changed, that
// what an opening was computed from still holds; errStale when it does not.
func (s *Campaign) asPrepared(ctx context.Context, tx bun.Tx, o campaign.Opening) error {
	if err := s.db.holdNetwork(ctx, tx, o.Wave.NetworkID); err != nil {
		return err
	}
	if err := s.db.holdCampaign(ctx, tx, o.Wave.CampaignID); err != nil {
		return err
	}
	if o.Wave.Mode == campaign.Anonymous {
		further := shown(tx.NewSelect().Model((*campaign.Wave)(nil)), o.Wave.NetworkID, o.Since)
		if len(o.Seen) > 0 {
			further = further.Where("id NOT IN (?)", bun.List(o.Seen))
		}
		if found, err := further.Exists(ctx); err != nil || found {
			return staleOr("look for further openings", err)
		}
	}
	if len(o.Consents) == 0 {
		return nil
	}
	n, err := tx.NewSelect().Model((*campaign.Consent)(nil)).
		Where("campaign_id = ? AND company_id IN (?)", o.Wave.CampaignID, bun.List(o.Consents)).Count(ctx)
	if err != nil || int(n) < len(o.Consents) {
		return staleOr("look for consents", err)
	}
	return nil
}

// allExist verifies that nobody was deleted who has just been invited; errStale
// when somebody was.
func allExist(ctx context.Context, tx bun.Tx, waveID string) error {
	missing, err := tx.NewSelect().Model((*campaign.Invitation)(nil)).Where("wave_id = ?", waveID).
		Where("NOT EXISTS (SELECT 1 FROM people AS p WHERE p.id = invitation.person_id)").Exists(ctx)
	if err != nil || missing {
		return staleOr("look for deleted people", err)
	}
	return nil
}

func staleOr(operation string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return errStale
}

// stillToDecide refuses a decision about a wave whose opening has come, and
// keeps it from coming until tx ends.
func (db *DB) stillToDecide(ctx context.Context, tx bun.Tx, before campaign.Deadline) error {
	if err := db.holdNetwork(ctx, tx, before.NetworkID); err != nil {
		return err
	}
	planned, err := tx.NewSelect().Model((*campaign.Wave)(nil)).
		Where("id = ? AND opens_at > ?", before.WaveID, before.Now).Where(stillPlanned).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look for the opening: %w", err)
	}
	if !planned {
		return fault.Conflict("error.consent_late")
	}
	return nil
}
