package cooperation

import (
	"context"

	"kreislauf/internal/account"
)

// MeasurementForm enters a goal's value on a day.
type MeasurementForm struct {
	Value      string `form:"value"`
	MeasuredOn string `form:"measured_on"`
	Note       string `form:"note"`
}

func (f MeasurementForm) apply(m *Measurement, today Day) error {
	var in input
	m.Value, m.MeasuredOn = in.number("value", f.Value), in.needDay("measured_on", f.MeasuredOn)
	in.unless(!today.Before(m.MeasuredOn), "measured_on", "error.in_the_future")
	m.Note = in.text("note", f.Note, maxLine)
	return in.err()
}

// Measure enters a value of a goal: of shared ones by managers, of a
// company's own by its representatives too.
func (s *Service) Measure(ctx context.Context, v account.Viewer, cooperationID, goalID string, f MeasurementForm) (Measurement, error) {
	m := Measurement{ID: s.newID(), NetworkID: v.NetworkID, GoalID: goalID, CreatedAt: s.now()}
	err := s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if _, err := s.ownGoal(ctx, v, w, cooperationID, goalID); err != nil {
			return err
		}
		if err := f.apply(&m, s.today(v)); err != nil {
			return err
		}
		return w.Insert(ctx, &m)
	})
	return m, err
}

// TakeBackMeasurement deletes a value that was entered wrongly.
func (s *Service) TakeBackMeasurement(ctx context.Context, v account.Viewer, cooperationID, goalID, id string) error {
	return s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if _, err := s.ownGoal(ctx, v, w, cooperationID, goalID); err != nil {
			return err
		}
		m, err := w.Measurement(ctx, id)
		if err != nil {
			return err
		}
		if m.GoalID != goalID {
			return notFound()
		}
		return w.Delete(ctx, &m)
	})
}
