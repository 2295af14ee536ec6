package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
)

// crowdRow is what choosing an audience needs of a person.
type crowdRow struct {
	ID, CompanyID, TeamID string
	Email, Language       string
	Attributes            string
	Representative        bool
	CreatedAt             time.Time
}

// Crowd implements campaign.CrowdStore.
func (s *Campaign) Crowd(ctx context.Context, networkID string) ([]roster.Person, error) {
	var rows []crowdRow
	err := s.db.reader.NewSelect().Table("people").
		Column("id", "company_id", "team_id", "email", "language", "representative", "created_at").
		ColumnExpr("CAST(attributes AS TEXT) AS attributes").
		Where("network_id = ? AND left_at IS NULL", networkID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list the people who can be invited: %w", err)
	}
	people, known := make([]roster.Person, len(rows)), attributeTexts{}
	for i, r := range rows {
		attributes, err := known.decode(r.Attributes)
		if err != nil {
			return nil, err
		}
		people[i] = roster.Person{
			ID: r.ID, NetworkID: networkID, CompanyID: r.CompanyID, TeamID: r.TeamID, Email: r.Email, Language: r.Language,
			Attributes: attributes, Representative: r.Representative, CreatedAt: r.CreatedAt,
		}
	}
	return people, nil
}

// Headcounts implements campaign.CrowdStore.
func (s *Campaign) Headcounts(ctx context.Context, networkID string) ([]campaign.Headcount, error) {
	// Grouped by teams first: what differs early is compared quickly.
	var rows []struct {
		CompanyID, TeamID string
		Language          string
		Attributes        string
		Representative    bool
		People            int
	}
	err := s.db.reader.NewSelect().Table("people").
		Column("company_id", "team_id", "language", "representative").
		ColumnExpr("CAST(attributes AS TEXT) AS attributes").ColumnExpr("COUNT(*) AS people").
		Where("network_id = ? AND left_at IS NULL", networkID).
		Group("team_id", "attributes", "language", "representative", "company_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count the people who can be invited: %w", err)
	}
	counts, known := make([]campaign.Headcount, len(rows)), attributeTexts{}
	for i, r := range rows {
		attributes, err := known.decode(r.Attributes)
		if err != nil {
			return nil, err
		}
		counts[i] = campaign.Headcount{
			CompanyID: r.CompanyID, TeamID: r.TeamID, Representative: r.Representative, Language: r.Language,
			Attributes: attributes, People: r.People,
		}
	}
	return counts, nil
}

// attributeTexts are the stored attributes met so far: few people have ones
// that nobody else has.
type attributeTexts map[string]map[string]string

func (t attributeTexts) decode(text string) (map[string]string, error) {
	if attributes, known := t[text]; known {
		return attributes, nil
	}
	attributes := map[string]string{}
	if err := json.Unmarshal([]byte(text), &attributes); err != nil {
		return nil, fmt.Errorf("read attributes of a person: %w", err)
	}
	t[text] = attributes
	return attributes, nil
}
