package analytics

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
)

// Task is something that a representative is asked to do.
type Task struct {
	Kind          TaskKind
	CooperationID string
	Cooperation   string
	Wave          Wave                // to rate
	Quarter       cooperation.Quarter // to fill in
	Missing, All  int                 // entries of the quarter
	AgreementID   string
	Number        int       // of the agreement's version
	Due           time.Time // zero: none
}

// TaskKind says what is to be done.
type TaskKind string

// Kinds of tasks.
const (
	TaskRate   TaskKind = "rate"   // answer an open wave for the company
	TaskLedger TaskKind = "ledger" // enter actual costs and benefits of a past quarter
	TaskAccept TaskKind = "accept" // read a proposed agreement and accept it
)

// Tasks returns what the representative's company is asked to do, dated tasks
// first.
func (s *Service) Tasks(ctx context.Context, v account.Viewer) ([]Task, error) {
	if v.Role != account.Partner {
		return nil, notFound()
	}
	tasks, err := s.ratingsToGive(ctx, v)
	if err != nil {
		return nil, err
	}
	outlines, err := s.cooperations.Cooperations(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, o := range outlines {
		more, err := s.tasksOf(ctx, v, o.Cooperation)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, more...)
	}
	for i, t := range tasks {
		for _, o := range outlines {
			if o.Cooperation.ID == t.CooperationID {
				tasks[i].Cooperation = o.Cooperation.Name
			}
		}
	}
	slices.SortStableFunc(tasks, func(a, b Task) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return cmp.Compare(btoi(a.Due.IsZero()), btoi(b.Due.IsZero()))
		}
		return a.Due.Compare(b.Due)
	})
	return tasks, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Service) ratingsToGive(ctx context.Context, v account.Viewer) ([]Task, error) {
	open, err := s.store.OpenRatings(ctx, v.NetworkID, v.CompanyID, v.Email, s.now())
	if err != nil || len(open) == 0 {
		return nil, err
	}
	waves, err := s.store.Waves(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, w := range waves {
		if slices.Contains(open, w.ID) {
			tasks = append(tasks, Task{Kind: TaskRate, CooperationID: w.CooperationID, Wave: w, Due: w.ClosesAt})
		}
	}
	return tasks, nil
}

func (s *Service) tasksOf(ctx context.Context, v account.Viewer, c cooperation.Cooperation) ([]Task, error) {
	agreements, err := s.cooperations.Agreements(ctx, v, c.ID)
	if err != nil {
		return nil, err
	}
	entries, err := s.cooperations.Ledger(ctx, v, c.ID)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, a := range agreements {
		if _, accepted := a.AcceptedBy(v.CompanyID); a.State == cooperation.AgreementProposed && !accepted {
			tasks = append(tasks, Task{Kind: TaskAccept, AgreementID: a.ID, Number: a.Number})
		}
	}
	tasks = append(tasks, missingEntries(entries, cooperation.QuarterOf(s.today(v).Time()))...)
	for i := range tasks {
		tasks[i].CooperationID = c.ID
	}
	return tasks, nil
}

// missingEntries returns one task for each quarter before now that has planned
// entries without an actual figure.
func missingEntries(entries []cooperation.Entry, now cooperation.Quarter) []Task {
	byQuarter := map[cooperation.Quarter]*Task{}
	var order []cooperation.Quarter
	for _, e := range entries {
		if e.Period >= now {
			continue
		}
		t := byQuarter[e.Period]
		if t == nil {
			t = &Task{Kind: TaskLedger, Quarter: e.Period}
			byQuarter[e.Period] = t
			order = append(order, e.Period)
		}
		t.All++
		if e.Actual == nil {
			t.Missing++
		}
	}
	slices.Sort(order)
	var tasks []Task
	for _, q := range order {
		if byQuarter[q].Missing > 0 {
			tasks = append(tasks, *byQuarter[q])
		}
	}
	return tasks
}
