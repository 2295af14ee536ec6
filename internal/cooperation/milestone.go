package cooperation

import (
	"context"

	"kreislauf/internal/account"
)

// MilestoneForm creates or edits a milestone.
type MilestoneForm struct {
	Title      string `form:"title"`
	Owner      string `form:"owner"`
	StartsOn   string `form:"starts_on"` // empty: a single day
	DueOn      string `form:"due_on"`
	ExpectedOn string `form:"expected_on"` // empty: as promised
	ReachedOn  string `form:"reached_on"`  // empty: not yet
	Version    int    `form:"version"`
}

// FormOfMilestone returns the form that shows m.
func FormOfMilestone(m Milestone) MilestoneForm {
	return MilestoneForm{
		Title: m.Title, Owner: m.Owner, StartsOn: string(m.StartsOn), DueOn: string(m.DueOn),
		ExpectedOn: string(m.ExpectedOn), ReachedOn: string(m.ReachedOn), Version: m.Version,
	}
}

func (f MilestoneForm) apply(m *Milestone, today Day) error {
	var in input
	m.Title, m.Owner = in.need("title", f.Title, maxName), in.text("owner", f.Owner, maxName)
	m.StartsOn, m.DueOn = in.day("starts_on", f.StartsOn), in.needDay("due_on", f.DueOn)
	m.ExpectedOn, m.ReachedOn = in.day("expected_on", f.ExpectedOn), in.day("reached_on", f.ReachedOn)
	in.unless(!m.DueOn.Before(m.StartsOn), "due_on", "error.before_start")
	in.unless(m.ExpectedOn.IsZero() || !m.ExpectedOn.Before(m.StartsOn), "expected_on", "error.before_start")
	in.unless(m.ReachedOn.IsZero() || !m.ReachedOn.Before(m.StartsOn), "reached_on", "error.before_start")
	in.unless(!today.Before(m.ReachedOn), "reached_on", "error.in_the_future")
	m.Version = f.Version
	return in.err()
}

// Milestones lists the milestones of a cooperation by due day.
func (s *Service) Milestones(ctx context.Context, v account.Viewer, cooperationID string) ([]Milestone, error) {
	r := s.store.Read(v.NetworkID)
	if _, _, err := s.open(ctx, v, r, cooperationID); err != nil {
		return nil, err
	}
	return r.Milestones(ctx, cooperationID)
}

// Milestone returns one milestone of a cooperation.
func (s *Service) Milestone(ctx context.Context, v account.Viewer, cooperationID, id string) (Milestone, error) {
	r := s.store.Read(v.NetworkID)
	if _, _, err := s.open(ctx, v, r, cooperationID); err != nil {
		return Milestone{}, err
	}
	return milestoneOf(ctx, r, cooperationID, id)
}

func milestoneOf(ctx context.Context, r Reader, cooperationID, id string) (Milestone, error) {
	m, err := r.Milestone(ctx, id)
	if err != nil {
		return Milestone{}, err
	}
	if m.CooperationID != cooperationID {
		return Milestone{}, notFound()
	}
	return m, nil
}

// CreateMilestone adds a milestone.
func (s *Service) CreateMilestone(ctx context.Context, v account.Viewer, cooperationID string, f MilestoneForm) (Milestone, error) {
	m := Milestone{ID: s.newID(), NetworkID: v.NetworkID, CooperationID: cooperationID, CreatedAt: s.now()}
	f.Version = 1
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		if _, err := w.Cooperation(ctx, cooperationID); err != nil {
			return err
		}
		if err := f.apply(&m, s.today(v)); err != nil {
			return err
		}
		return w.Insert(ctx, &m)
	})
	return m, err
}

// EditMilestone changes a milestone.
func (s *Service) EditMilestone(ctx context.Context, v account.Viewer, cooperationID, id string, f MilestoneForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		m, err := milestoneOf(ctx, w, cooperationID, id)
		if err != nil {
			return err
		}
		if err := f.apply(&m, s.today(v)); err != nil {
			return err
		}
		return w.Update(ctx, &m)
	})
}
