package cooperation

import (
	"context"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// TeamForm creates or edits a team.
type TeamForm struct {
	Name     string `form:"name"`
	ParentID string `form:"parent"` // empty: directly below the company
	Version  int    `form:"version"`
}

// FormOfTeam returns the form that shows t.
func FormOfTeam(t Team) TeamForm {
	return TeamForm{Name: t.Name, ParentID: t.ParentID, Version: t.Version}
}

func (f TeamForm) apply(t *Team, teams []Team) error {
	var in input
	t.Name, t.ParentID, t.Version = in.need("name", f.Name, maxName), f.ParentID, f.Version
	parents := map[string]string{}
	for _, other := range teams {
		parents[other.ID] = other.ParentID
		in.unless(other.ID == t.ID || other.ParentID != t.ParentID || !strings.EqualFold(other.Name, t.Name),
			"name", "error.name_taken")
	}
	checkParent(&in, t.ID, t.ParentID, parents)
	return in.err()
}

// checkParent refuses a parent that is unknown, the thing itself or below it.
func checkParent(in *input, id, parent string, parents map[string]string) {
	if parent == "" {
		return
	}
	_, known := parents[parent]
	in.unless(known, "parent", "error.choice")
	// The walk is bounded by the number of things, should a circle exist.
	for range len(parents) + 1 {
		if parent == id {
			in.unless(false, "parent", "error.parent_circle")
		}
		if parent = parents[parent]; parent == "" {
			return
		}
	}
}

// Branch is a team with the teams below it.
type Branch struct {
	Team
	Below []Branch
}

// TeamTree orders teams as a tree, siblings in the given order. A team whose
// parent is missing stands at the top.
func TeamTree(teams []Team) []Branch {
	known := map[string]bool{}
	for _, t := range teams {
		known[t.ID] = true
	}
	return branches(teams, func(t Team) bool { return t.ParentID == "" || !known[t.ParentID] })
}

func branches(teams []Team, here func(Team) bool) []Branch {
	var found []Branch
	for _, t := range teams {
		if here(t) {
			found = append(found, Branch{Team: t, Below: branches(teams, func(other Team) bool { return other.ParentID == t.ID })})
		}
	}
	return found
}

// Teams lists the teams of a company that the viewer manages or speaks for.
func (s *Service) Teams(ctx context.Context, v account.Viewer, companyID string) ([]Team, error) {
	if err := v.NeedCompany(companyID); err != nil {
		return nil, err
	}
	r := s.store.Read(v.NetworkID)
	if _, err := r.Company(ctx, companyID); err != nil {
		return nil, err
	}
	return r.Teams(ctx, companyID)
}

// CreateTeam adds a team to a company.
func (s *Service) CreateTeam(ctx context.Context, v account.Viewer, companyID string, f TeamForm) (Team, error) {
	t := Team{ID: s.newID(), NetworkID: v.NetworkID, CompanyID: companyID}
	f.Version = 1
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		if _, err := w.Company(ctx, companyID); err != nil {
			return err
		}
		teams, err := w.Teams(ctx, companyID)
		if err != nil {
			return err
		}
		if err := f.apply(&t, teams); err != nil {
			return err
		}
		return w.Insert(ctx, &t)
	})
	return t, err
}

// EditTeam renames or moves a team within its company.
func (s *Service) EditTeam(ctx context.Context, v account.Viewer, companyID, id string, f TeamForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		t, err := teamOf(ctx, w, companyID, id)
		if err != nil {
			return err
		}
		teams, err := w.Teams(ctx, companyID)
		if err != nil {
			return err
		}
		if err := f.apply(&t, teams); err != nil {
			return err
		}
		return w.Update(ctx, &t)
	})
}

// DeleteTeam removes a team that holds neither people nor other teams, people
// who have left included. Waves that opened keep it.
func (s *Service) DeleteTeam(ctx context.Context, v account.Viewer, companyID, id string, version int) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		t, err := teamOf(ctx, w, companyID, id)
		if err != nil {
			return err
		}
		used, err := w.TeamInUse(ctx, id)
		if err != nil {
			return err
		}
		if used {
			return fault.Conflict("error.team_in_use")
		}
		t.Version = version
		return w.Delete(ctx, &t)
	})
}

func teamOf(ctx context.Context, r Reader, companyID, id string) (Team, error) {
	t, err := r.Team(ctx, id)
	if err != nil {
		return Team{}, err
	}
	if t.CompanyID != companyID {
		return Team{}, notFound()
	}
	return t, nil
}
