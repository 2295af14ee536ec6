package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/roster"
)

// Crowd implements campaign.CrowdStore.
func (s *Campaign) Crowd(ctx context.Context, networkID string) ([]roster.Person, error) {
	rows, err := s.db.reader.NewSelect().Table("people").
		Column("id", "company_id", "team_id", "email", "language", "representative", "created_at").
		ColumnExpr("CAST(attributes AS TEXT) AS attributes").
		Where("network_id = ? AND left_at IS NULL", networkID).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the people who can be invited: %w", err)
	}
	defer func() { _ = rows.Close() }() // the error of an early end is in rows.Err
	var people []roster.Person
	known := crowdTexts{texts{}, attributeTexts{}}
	for rows.Next() {
		p := roster.Person{NetworkID: networkID}
		if err := known.scan(rows, &p); err != nil {
			return nil, fmt.Errorf("list the people who can be invited: %w", err)
		}
		people = append(people, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the people who can be invited: %w", err)
	}
	return people, nil
}

// crowdTexts are what many of the people share.
type crowdTexts struct {
	texts
	attributes attributeTexts
}

// scan reads a row of Crowd. Of fifty thousand, reflection would take longer
// than the database.
func (t crowdTexts) scan(rows *sql.Rows, p *roster.Person) error {
	var company, team, language sql.RawBytes
	var attributes string
	var created bun.NullTime
	err := rows.Scan(&p.ID, &company, &team, &p.Email, &language, &p.Representative, &created, &attributes)
	if err != nil {
		return err
	}
	p.CompanyID, p.TeamID, p.Language, p.CreatedAt = t.one(company), t.one(team), t.one(language), created.Time
	p.Attributes, err = t.attributes.decode(attributes)
	return err
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
