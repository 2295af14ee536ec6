package cooperation

import (
	"context"
	"slices"

	"kreislauf/internal/account"
)

// EntryForm creates or edits a cost or a benefit. Amounts are euros, with a
// point or a comma before the cents.
type EntryForm struct {
	CompanyID string    `form:"company"`
	Period    string    `form:"period"` // "2027-Q1"
	Kind      EntryKind `form:"kind"`
	Category  Category  `form:"category"`
	Title     string    `form:"title"`
	Planned   string    `form:"planned"`
	Actual    string    `form:"actual"` // empty: not known yet
	Estimated bool      `form:"estimated"`
	Version   int       `form:"version"`
}

// FormOfEntry returns the form that shows e.
func FormOfEntry(e Entry) EntryForm {
	f := EntryForm{
		CompanyID: e.CompanyID, Period: string(e.Period), Kind: e.Kind, Category: e.Category,
		Title: e.Title, Planned: figure(e.Planned), Estimated: e.Estimated, Version: e.Version,
	}
	if e.Actual != nil {
		f.Actual = figure(*e.Actual)
	}
	return f
}

func (f EntryForm) apply(e *Entry, members []Member, today Day) error {
	var in input
	in.unless(f.CompanyID == e.CompanyID && e.CompanyID != "" || takesPart(members, f.CompanyID, today), "company", "error.choice")
	period, err := ParseQuarter(f.Period)
	in.unless(err == nil, "period", "error.quarter")
	in.unless(f.Kind == Contribution || f.Kind == Benefit, "kind", "error.choice")
	in.unless(slices.Contains(f.Kind.Categories(), f.Category), "category", "error.category")
	e.CompanyID, e.Period, e.Kind, e.Category = f.CompanyID, period, f.Kind, f.Category
	e.Title = in.need("title", f.Title, maxName)
	e.Planned, e.Actual = in.amount("planned", f.Planned), nil
	if f.Actual != "" {
		actual := in.amount("actual", f.Actual)
		e.Actual = &actual
	}
	e.Estimated = f.Estimated && e.Actual != nil
	e.Version = f.Version
	return in.err()
}

// Ledger lists the costs and benefits of a cooperation: managers see those of
// all companies, representatives those of their own, readers none.
func (s *Service) Ledger(ctx context.Context, v account.Viewer, cooperationID string) ([]Entry, error) {
	r := s.store.Read(v.NetworkID)
	if err := s.openLedger(ctx, v, r, cooperationID); err != nil {
		return nil, err
	}
	return r.Entries(ctx, cooperationID, ownCompany(v))
}

// Entry returns one cost or benefit that the viewer may see.
func (s *Service) Entry(ctx context.Context, v account.Viewer, cooperationID, id string) (Entry, error) {
	r := s.store.Read(v.NetworkID)
	if err := s.openLedger(ctx, v, r, cooperationID); err != nil {
		return Entry{}, err
	}
	return ownEntry(ctx, v, r, cooperationID, id)
}

// ownCompany is the only company whose figures the viewer sees, "" for all.
func ownCompany(v account.Viewer) string {
	if v.Manages() {
		return ""
	}
	return v.CompanyID
}

func (s *Service) openLedger(ctx context.Context, v account.Viewer, r Reader, cooperationID string) error {
	if v.Role == account.Reader {
		return notFound()
	}
	_, _, err := s.open(ctx, v, r, cooperationID)
	return err
}

func ownEntry(ctx context.Context, v account.Viewer, r Reader, cooperationID, id string) (Entry, error) {
	e, err := r.Entry(ctx, id)
	if err != nil {
		return Entry{}, err
	}
	if e.CooperationID != cooperationID {
		return Entry{}, notFound()
	}
	if err := v.NeedCompany(e.CompanyID); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// CreateEntry adds a cost or a benefit of a company that the viewer manages or
// speaks for.
func (s *Service) CreateEntry(ctx context.Context, v account.Viewer, cooperationID string, f EntryForm) (Entry, error) {
	e := Entry{ID: s.newID(), NetworkID: v.NetworkID, CooperationID: cooperationID, CreatedAt: s.now()}
	f.Version = 1
	err := s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if err := s.fillEntry(ctx, v, w, &e, f); err != nil {
			return err
		}
		return w.Insert(ctx, &e)
	})
	return e, err
}

// EditEntry changes a cost or a benefit.
func (s *Service) EditEntry(ctx context.Context, v account.Viewer, cooperationID, id string, f EntryForm) error {
	return s.write(ctx, v, func(ctx context.Context, w Writer) error {
		e, err := ownEntry(ctx, v, w, cooperationID, id)
		if err != nil {
			return err
		}
		if err := s.fillEntry(ctx, v, w, &e, f); err != nil {
			return err
		}
		return w.Update(ctx, &e)
	})
}

// DeleteEntry takes a cost or a benefit back.
func (s *Service) DeleteEntry(ctx context.Context, v account.Viewer, cooperationID, id string, version int) error {
	return s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if err := s.openLedger(ctx, v, w, cooperationID); err != nil {
			return err
		}
		e, err := ownEntry(ctx, v, w, cooperationID, id)
		if err != nil {
			return err
		}
		e.Version = version
		return w.Delete(ctx, &e)
	})
}

func (s *Service) fillEntry(ctx context.Context, v account.Viewer, w Writer, e *Entry, f EntryForm) error {
	_, members, err := s.open(ctx, v, w, e.CooperationID)
	if err != nil {
		return err
	}
	// A form without a company is a fault of its field for managers, and
	// nobody else's for everybody else.
	if f.CompanyID != "" || !v.Manages() {
		if err := v.NeedCompany(f.CompanyID); err != nil {
			return err
		}
	}
	return f.apply(e, members, s.today(v))
}
