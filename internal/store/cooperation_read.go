package store

import (
	"context"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// Network returns the network itself.
func (s *shelf) Network(ctx context.Context) (cooperation.Network, error) {
	var n cooperation.Network
	err := s.db.NewSelect().Model(&n).Where("id = ?", s.network).Scan(ctx)
	return n, orNotFound("read network", err)
}

// Company returns one company.
func (s *shelf) Company(ctx context.Context, id string) (cooperation.Company, error) {
	return row[cooperation.Company](ctx, s, "read company", id)
}

// Companies lists all companies by name.
func (s *shelf) Companies(ctx context.Context) ([]cooperation.Company, error) {
	var list []cooperation.Company
	err := s.rows(&list).Order("name", "id").Scan(ctx)
	return list, orNotFound("list companies", err)
}

// Team returns one team.
func (s *shelf) Team(ctx context.Context, id string) (cooperation.Team, error) {
	return row[cooperation.Team](ctx, s, "read team", id)
}

// Teams lists a company's teams by name.
func (s *shelf) Teams(ctx context.Context, companyID string) ([]cooperation.Team, error) {
	var list []cooperation.Team
	err := s.rows(&list).Where("company_id = ?", companyID).Order("name", "id").Scan(ctx)
	return list, orNotFound("list teams", err)
}

// TeamInUse reports whether a team holds people or other teams.
func (s *shelf) TeamInUse(ctx context.Context, id string) (bool, error) {
	below, err := s.rows((*cooperation.Team)(nil)).Where("parent_id = ?", id).Exists(ctx)
	if err != nil || below {
		return below, orNotFound("look below team", err)
	}
	people, err := s.rows((*roster.Person)(nil)).Where("team_id = ?", id).Exists(ctx)
	return people, orNotFound("look into team", err)
}

// Cooperation returns one cooperation.
func (s *shelf) Cooperation(ctx context.Context, id string) (cooperation.Cooperation, error) {
	return row[cooperation.Cooperation](ctx, s, "read cooperation", id)
}

// Cooperations lists all cooperations by name.
func (s *shelf) Cooperations(ctx context.Context) ([]cooperation.Cooperation, error) {
	var list []cooperation.Cooperation
	err := s.rows(&list).Order("name", "id").Scan(ctx)
	return list, orNotFound("list cooperations", err)
}

// Members lists who takes or took part, by day of joining.
func (s *shelf) Members(ctx context.Context, cooperationID string) ([]cooperation.Member, error) {
	var list []cooperation.Member
	err := ofCooperation(s.rows(&list), cooperationID).Order("joined_on", "company_id").Scan(ctx)
	return list, orNotFound("list members", err)
}

// Cycle returns one cycle.
func (s *shelf) Cycle(ctx context.Context, id string) (cooperation.Cycle, error) {
	return row[cooperation.Cycle](ctx, s, "read cycle", id)
}

// Cycles lists cycles, the newest first.
func (s *shelf) Cycles(ctx context.Context, cooperationID string) ([]cooperation.Cycle, error) {
	var list []cooperation.Cycle
	err := ofCooperation(s.rows(&list), cooperationID).Order("cooperation_id").OrderExpr("number DESC").Scan(ctx)
	return list, orNotFound("list cycles", err)
}

// Goal returns one goal.
func (s *shelf) Goal(ctx context.Context, id string) (cooperation.Goal, error) {
	return row[cooperation.Goal](ctx, s, "read goal", id)
}

// Goals lists goals by due day.
func (s *shelf) Goals(ctx context.Context, cooperationID string) ([]cooperation.Goal, error) {
	var list []cooperation.Goal
	err := ofCooperation(s.rows(&list), cooperationID).Order("due_on", "created_at", "id").Scan(ctx)
	return list, orNotFound("list goals", err)
}

// Measurement returns one measurement.
func (s *shelf) Measurement(ctx context.Context, id string) (cooperation.Measurement, error) {
	return row[cooperation.Measurement](ctx, s, "read measurement", id)
}

// Measurements lists the measurements of a cooperation's goals by day.
func (s *shelf) Measurements(ctx context.Context, cooperationID string) ([]cooperation.Measurement, error) {
	var list []cooperation.Measurement
	goals := ofCooperation(s.rows((*cooperation.Goal)(nil)), cooperationID).Column("id")
	err := s.rows(&list).Where("goal_id IN (?)", goals).Order("measured_on", "created_at", "id").Scan(ctx)
	return list, orNotFound("list measurements", err)
}

// Milestone returns one milestone.
func (s *shelf) Milestone(ctx context.Context, id string) (cooperation.Milestone, error) {
	return row[cooperation.Milestone](ctx, s, "read milestone", id)
}

// Milestones lists milestones by due day.
func (s *shelf) Milestones(ctx context.Context, cooperationID string) ([]cooperation.Milestone, error) {
	var list []cooperation.Milestone
	err := ofCooperation(s.rows(&list), cooperationID).Order("due_on", "created_at", "id").Scan(ctx)
	return list, orNotFound("list milestones", err)
}

// Entry returns one cost or benefit.
func (s *shelf) Entry(ctx context.Context, id string) (cooperation.Entry, error) {
	return row[cooperation.Entry](ctx, s, "read entry", id)
}

// Entries lists costs and benefits of one company or all, the newest quarter
// first.
func (s *shelf) Entries(ctx context.Context, cooperationID, companyID string) ([]cooperation.Entry, error) {
	var list []cooperation.Entry
	query := ofCooperation(s.rows(&list), cooperationID)
	if companyID != "" {
		query = query.Where("company_id = ?", companyID)
	}
	err := query.OrderExpr("period DESC").Order("company_id").OrderExpr("kind DESC").Order("created_at", "id").Scan(ctx)
	return list, orNotFound("list entries", err)
}

// Agreement returns one version of an agreement.
func (s *shelf) Agreement(ctx context.Context, id string) (cooperation.Agreement, error) {
	return row[cooperation.Agreement](ctx, s, "read agreement", id)
}

// Agreements lists versions, the newest first.
func (s *shelf) Agreements(ctx context.Context, cooperationID string) ([]cooperation.Agreement, error) {
	var list []cooperation.Agreement
	err := ofCooperation(s.rows(&list), cooperationID).Order("cooperation_id").OrderExpr("number DESC").Scan(ctx)
	return list, orNotFound("list agreements", err)
}

// Acceptances lists who accepted which version of a cooperation's agreement,
// in the order they did.
func (s *shelf) Acceptances(ctx context.Context, cooperationID string) ([]cooperation.Acceptance, error) {
	var list []cooperation.Acceptance
	versions := ofCooperation(s.rows((*cooperation.Agreement)(nil)), cooperationID).Column("id")
	err := s.rows(&list).Where("agreement_id IN (?)", versions).Order("accepted_at", "company_id").Scan(ctx)
	return list, orNotFound("list acceptances", err)
}
