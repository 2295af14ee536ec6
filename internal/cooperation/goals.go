package cooperation

import (
	"context"
	"strconv"
	"strings"

	"kreislauf/internal/account"
)

// GoalForm creates or edits a goal. Figures have a point or a comma.
type GoalForm struct {
	Title     string `form:"title"`
	Owner     string `form:"owner"`
	CompanyID string `form:"company"` // empty: shared
	ParentID  string `form:"parent"`  // empty: not a sub-goal
	Unit      string `form:"unit"`
	Baseline  string `form:"baseline"`
	Target    string `form:"target"`
	StartsOn  string `form:"starts_on"`
	DueOn     string `form:"due_on"`
	Version   int    `form:"version"`
}

// FormOfGoal returns the form that shows g.
func FormOfGoal(g Goal) GoalForm {
	return GoalForm{
		Title: g.Title, Owner: g.Owner, CompanyID: g.CompanyID, ParentID: g.ParentID, Unit: g.Unit,
		Baseline: figure(g.Baseline), Target: figure(g.Target),
		StartsOn: string(g.StartsOn), DueOn: string(g.DueOn), Version: g.Version,
	}
}

// figure writes a number as forms read it back.
func figure(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (f GoalForm) apply(g *Goal, goals []Goal, members []Member, today Day) error {
	var in input
	g.Title, g.Owner = in.need("title", f.Title, maxName), in.text("owner", f.Owner, maxName)
	g.Unit = in.text("unit", f.Unit, 20)
	g.Baseline, g.Target = in.number("baseline", f.Baseline), in.number("target", f.Target)
	in.unless(g.Baseline != g.Target || in.wrong("baseline"), "target", "error.target_is_baseline")
	g.StartsOn, g.DueOn = in.needDay("starts_on", f.StartsOn), in.needDay("due_on", f.DueOn)
	in.unless(!g.DueOn.Before(g.StartsOn), "due_on", "error.before_start")
	in.unless(f.CompanyID == "" || f.CompanyID == g.CompanyID || takesPart(members, f.CompanyID, today), "company", "error.choice")
	g.CompanyID, g.ParentID, g.Version = f.CompanyID, f.ParentID, f.Version
	parents, siblings := map[string]string{}, map[string]Goal{}
	for _, other := range goals {
		parents[other.ID], siblings[other.ID] = other.ParentID, other
		in.unless(other.ID == g.ID || other.CompanyID != g.CompanyID || !strings.EqualFold(other.Title, g.Title),
			"title", "error.name_taken")
		in.unless(other.ParentID != g.ID || other.CompanyID == g.CompanyID, "company", "error.goal_has_sub_goals")
	}
	checkParent(&in, g.ID, g.ParentID, parents)
	in.unless(g.ParentID == "" || siblings[g.ParentID].CompanyID == g.CompanyID, "parent", "error.parent_other_company")
	return in.err()
}

// GoalState is a goal with its measurements, the oldest first, and the
// sub-goals below it.
type GoalState struct {
	Goal
	Measurements []Measurement
	SubGoals     []GoalState
}

// Latest returns the newest measurement, and whether there is one.
func (g GoalState) Latest() (Measurement, bool) {
	if len(g.Measurements) == 0 {
		return Measurement{}, false
	}
	return g.Measurements[len(g.Measurements)-1], true
}

// Goals returns the goals of a cooperation as a forest: shared ones, and the
// companies' own as far as the viewer manages the network or speaks for the
// company.
func (s *Service) Goals(ctx context.Context, v account.Viewer, cooperationID string) ([]GoalState, error) {
	r := s.store.Read(v.NetworkID)
	if _, _, err := s.open(ctx, v, r, cooperationID); err != nil {
		return nil, err
	}
	goals, err := r.Goals(ctx, cooperationID)
	if err != nil {
		return nil, err
	}
	measurements, err := r.Measurements(ctx, cooperationID)
	if err != nil {
		return nil, err
	}
	byGoal := map[string][]Measurement{}
	for _, m := range measurements {
		byGoal[m.GoalID] = append(byGoal[m.GoalID], m)
	}
	return forest(goals, byGoal, "", func(g Goal) bool { return seesGoal(v, g) }), nil
}

func forest(goals []Goal, measured map[string][]Measurement, parent string, seen func(Goal) bool) []GoalState {
	var found []GoalState
	for _, g := range goals {
		if g.ParentID == parent && seen(g) {
			found = append(found, GoalState{Goal: g, Measurements: measured[g.ID], SubGoals: forest(goals, measured, g.ID, seen)})
		}
	}
	return found
}

func seesGoal(v account.Viewer, g Goal) bool {
	return g.CompanyID == "" || v.NeedCompany(g.CompanyID) == nil
}

// mayWrite reports whether the viewer may write in the name of the company; a
// shared thing (no company) is the managers'. What cannot be seen is not found.
func mayWrite(v account.Viewer, companyID string) error {
	if companyID == "" && !v.Manages() {
		return forbidden()
	}
	if companyID == "" {
		return nil
	}
	return v.NeedCompany(companyID)
}

// Goal returns one goal of a cooperation with its measurements and sub-goals.
func (s *Service) Goal(ctx context.Context, v account.Viewer, cooperationID, id string) (GoalState, error) {
	goals, err := s.Goals(ctx, v, cooperationID)
	if err != nil {
		return GoalState{}, err
	}
	if g, ok := findGoal(goals, id); ok {
		return g, nil
	}
	return GoalState{}, notFound()
}

func findGoal(goals []GoalState, id string) (GoalState, bool) {
	for _, g := range goals {
		if g.ID == id {
			return g, true
		}
		if below, ok := findGoal(g.SubGoals, id); ok {
			return below, true
		}
	}
	return GoalState{}, false
}

// CreateGoal adds a goal: a shared one for managers, one of the own company
// for representatives.
func (s *Service) CreateGoal(ctx context.Context, v account.Viewer, cooperationID string, f GoalForm) (Goal, error) {
	g := Goal{ID: s.newID(), NetworkID: v.NetworkID, CooperationID: cooperationID, CreatedAt: s.now()}
	f.Version = 1
	err := s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if err := s.fillGoal(ctx, v, w, &g, f); err != nil {
			return err
		}
		return w.Insert(ctx, &g)
	})
	return g, err
}

// EditGoal changes a goal.
func (s *Service) EditGoal(ctx context.Context, v account.Viewer, cooperationID, id string, f GoalForm) error {
	return s.write(ctx, v, func(ctx context.Context, w Writer) error {
		g, err := s.ownGoal(ctx, v, w, cooperationID, id)
		if err != nil {
			return err
		}
		if err := s.fillGoal(ctx, v, w, &g, f); err != nil {
			return err
		}
		return w.Update(ctx, &g)
	})
}

func (s *Service) fillGoal(ctx context.Context, v account.Viewer, w Writer, g *Goal, f GoalForm) error {
	_, members, err := s.open(ctx, v, w, g.CooperationID)
	if err != nil {
		return err
	}
	if err := mayWrite(v, f.CompanyID); err != nil {
		return err
	}
	goals, err := w.Goals(ctx, g.CooperationID)
	if err != nil {
		return err
	}
	return f.apply(g, goals, members, s.today(v))
}

// ownGoal returns a goal of the cooperation that the viewer may change.
func (s *Service) ownGoal(ctx context.Context, v account.Viewer, r Reader, cooperationID, id string) (Goal, error) {
	if _, _, err := s.open(ctx, v, r, cooperationID); err != nil {
		return Goal{}, err
	}
	g, err := r.Goal(ctx, id)
	if err != nil {
		return Goal{}, err
	}
	if g.CooperationID != cooperationID {
		return Goal{}, notFound()
	}
	return g, mayWrite(v, g.CompanyID)
}
