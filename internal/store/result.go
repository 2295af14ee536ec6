package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Result reads what results are made of. It never reads a ballot or a draft.
type Result struct{ db *DB }

// Result returns the store of results.
func (db *DB) Result() *Result { return &Result{db: db} }

var _ analytics.Store = (*Result)(nil)

// Waves lists the network's waves, the latest opening first.
func (r *Result) Waves(ctx context.Context, networkID string) ([]analytics.Wave, error) {
	var waves []analytics.Wave
	err := r.db.reader.NewSelect().Model((*campaign.Wave)(nil)).
		Column("wave.id", "wave.campaign_id", "wave.number", "wave.version_id", "wave.mode", "wave.opens_at", "wave.closes_at",
			"wave.invited", "wave.opened_at", "wave.closed_at", "wave.tallied_at", "wave.released_at", "wave.missed_at",
			"wave.cancelled_at", "wave.unreadable").
		ColumnExpr("campaign.cooperation_id, campaign.title").
		Join("JOIN campaigns AS campaign ON campaign.id = wave.campaign_id").
		Where("wave.network_id = ?", networkID).
		OrderExpr("wave.opens_at DESC, wave.id").
		Scan(ctx, &waves)
	return waves, orNotFound("list waves with results", err)
}

// Cubes returns the cubes of the named waves, as far as there are any.
func (r *Result) Cubes(ctx context.Context, networkID string, waveIDs []string) (map[string]analytics.Cube, error) {
	cubes := make(map[string]analytics.Cube, len(waveIDs))
	if len(waveIDs) == 0 {
		return cubes, nil
	}
	var rows []struct {
		WaveID string
		Body   analytics.Cube `bun:"type:jsonb"`
	}
	err := r.db.reader.NewSelect().TableExpr("cubes").Column("wave_id", "body").
		Where("network_id = ?", networkID).Where("wave_id IN (?)", bun.List(waveIDs)).Scan(ctx, &rows)
	for _, row := range rows {
		cubes[row.WaveID] = row.Body
	}
	return cubes, orNotFound("read cubes", err)
}

// Contents returns the content of questionnaire versions by id.
func (r *Result) Contents(ctx context.Context, versionIDs []string) (map[string]survey.Content, error) {
	contents := make(map[string]survey.Content, len(versionIDs))
	if len(versionIDs) == 0 {
		return contents, nil
	}
	var rows []struct {
		ID      string
		Content survey.Content `bun:"type:jsonb"`
	}
	err := r.db.reader.NewSelect().TableExpr("questionnaire_versions").Column("id", "content").
		Where("id IN (?)", bun.List(versionIDs)).Scan(ctx, &rows)
	for _, row := range rows {
		contents[row.ID] = row.Content
	}
	return contents, orNotFound("read questionnaire versions", err)
}

// Responses returns the attributed answers of waves, in an order that does
// not follow their submission.
func (r *Result) Responses(ctx context.Context, networkID string, waveIDs []string) ([]analytics.Response, error) {
	if len(waveIDs) == 0 {
		return nil, nil
	}
	var responses []analytics.Response
	err := r.db.reader.NewSelect().TableExpr("responses").Column("wave_id", "company_id", "answers").
		Where("network_id = ?", networkID).Where("wave_id IN (?)", bun.List(waveIDs)).
		Order("wave_id", "company_id", "id").Scan(ctx, &responses)
	return responses, orNotFound("read attributed answers", err)
}

// OpenRatings returns the ids of the attributed waves, open at now, that the
// company's representative with this address was invited to and has not
// answered.
func (r *Result) OpenRatings(ctx context.Context, networkID, companyID, email string, now time.Time) ([]string, error) {
	var ids []string
	err := r.db.reader.NewSelect().Model((*campaign.Wave)(nil)).Column("wave.id").
		Join("JOIN invitations AS invitation ON invitation.wave_id = wave.id").
		Join("JOIN people AS person ON person.id = invitation.person_id").
		Where("wave.network_id = ?", networkID).Where("wave.mode = ?", campaign.Attributed).
		Where("wave.opened_at IS NOT NULL").Where("wave.cancelled_at IS NULL").Where("wave.closes_at > ?", now).
		Where("invitation.participated = ?", false).Where("invitation.revoked = ?", false).
		Where("invitation.company_id = ?", companyID).Where("LOWER(person.email) = LOWER(?)", email).
		Order("wave.closes_at", "wave.id").Scan(ctx, &ids)
	return ids, orNotFound("list open ratings", err)
}

// FirstSteps counts how far a new network has come.
func (r *Result) FirstSteps(ctx context.Context, networkID string) (analytics.FirstSteps, error) {
	var steps analytics.FirstSteps
	of := func(model any) *bun.SelectQuery {
		return r.db.reader.NewSelect().Model(model).Where("network_id = ?", networkID)
	}
	var opened int
	counts := []struct {
		into  *int
		query *bun.SelectQuery
	}{
		{&steps.Companies, of((*cooperation.Company)(nil)).Where("archived_at IS NULL")},
		{&steps.People, of((*roster.Person)(nil)).Where("left_at IS NULL")},
		{&steps.Campaigns, of((*campaign.Campaign)(nil))},
		{&steps.Scheduled, of((*campaign.Campaign)(nil)).Where("state <> ?", campaign.Draft)},
		{&steps.Tested, of((*campaign.Campaign)(nil)).Where("tested_at IS NOT NULL")},
		{&opened, of((*campaign.Wave)(nil)).Where("opened_at IS NOT NULL")},
	}
	for _, c := range counts {
		counted, err := c.query.Count(ctx)
		if err != nil {
			return steps, fmt.Errorf("count first steps: %w", err)
		}
		*c.into = int(counted)
	}
	steps.Opened = opened > 0
	return steps, nil
}
