package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// Roster keeps people, teams, groups and lists that wait for their import.
type Roster struct{ db *DB }

// Roster returns the store of the roster.
func (db *DB) Roster() *Roster { return &Roster{db: db} }

var _ roster.Store = (*Roster)(nil)

// People implements roster.Reader.
func (s *Roster) People(ctx context.Context, networkID, companyID string) ([]roster.Person, error) {
	var people []roster.Person
	q := s.db.reader.NewSelect().Model(&people).Where("network_id = ?", networkID).Order("name", "id")
	if companyID != "" {
		q = q.Where("company_id = ?", companyID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// Person implements roster.Store.
func (s *Roster) Person(ctx context.Context, networkID, id string) (roster.Person, error) {
	var p roster.Person
	err := s.db.reader.NewSelect().Model(&p).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return p, orNotFound("find person", err)
}

// Teams implements roster.Reader.
func (s *Roster) Teams(ctx context.Context, networkID string) ([]cooperation.Team, error) {
	var teams []cooperation.Team
	err := s.db.reader.NewSelect().Model(&teams).Where("network_id = ?", networkID).Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list teams: %w", err)
	}
	return teams, nil
}

// Companies implements roster.Reader.
func (s *Roster) Companies(ctx context.Context, networkID string) ([]cooperation.Company, error) {
	var companies []cooperation.Company
	err := s.db.reader.NewSelect().Model(&companies).Where("network_id = ? AND archived_at IS NULL", networkID).
		Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list companies: %w", err)
	}
	return companies, nil
}

// SaveRoster implements roster.Store.
func (s *Roster) SaveRoster(ctx context.Context, c roster.Change) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return changeRoster(ctx, tx, c) })
}

func changeRoster(ctx context.Context, tx bun.Tx, c roster.Change) error {
	if err := insertAll(ctx, tx, c.Teams); err != nil {
		return err
	}
	// An address that somebody gives up here is free for somebody new.
	if err := changePeople(ctx, tx, c.Changed); err != nil {
		return err
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
	return endMemberships(ctx, tx, c.Ungrouped)
}
