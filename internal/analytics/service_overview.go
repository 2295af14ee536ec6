package analytics

import (
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
)

// closingSoon is how long before its close a wave is worth a reminder.
const closingSoon = 3 * 24 * time.Hour

// Matter is something that needs the manager's attention today.
type Matter struct {
	Kind          MatterKind
	CooperationID string
	Cooperation   string
	Wave          Wave
	Name          string  // of a company or a milestone
	Rating        float64 // of a losing company; 0: it did not rate below neutral
	Max           int     // of the answer scale
	Balance       float64 // euros, of a losing company
	Since         cooperation.Day
}

// MatterKind says what it is about.
type MatterKind string

// Kinds of matters, the most urgent first.
const (
	MatterLosing  MatterKind = "losing"  // a company puts in more than it gains
	MatterStuck   MatterKind = "stuck"   // ballots could not be read
	MatterRelease MatterKind = "release" // results wait for their release
	MatterLate    MatterKind = "late"    // a milestone
	MatterClosing MatterKind = "closing" // a wave ends soon
)

// Overview is the manager's first page.
type Overview struct {
	Now          time.Time
	Matters      []Matter
	Cooperations []cooperation.Outline
	Next         []Wave // open ones, then planned ones by their opening
	Latest       *Wave  // with results
	Steps        FirstSteps
}

// Overview returns what a manager should know today.
func (s *Service) Overview(ctx context.Context, v account.Viewer) (Overview, error) {
	if err := v.NeedManager(); err != nil {
		return Overview{}, err
	}
	o := Overview{Now: s.now()}
	waves, err := s.store.Waves(ctx, v.NetworkID)
	if err != nil {
		return o, err
	}
	if o.Steps, err = s.store.FirstSteps(ctx, v.NetworkID); err != nil {
		return o, err
	}
	if o.Cooperations, err = s.cooperations.Cooperations(ctx, v); err != nil {
		return o, err
	}
	for _, c := range o.Cooperations {
		matters, err := s.mattersOf(ctx, v, c.Cooperation, waves)
		if err != nil {
			return o, err
		}
		o.Matters = append(o.Matters, matters...)
	}
	o.sortIn(waves)
	order := []MatterKind{MatterLosing, MatterStuck, MatterRelease, MatterLate, MatterClosing}
	slices.SortStableFunc(o.Matters, func(a, b Matter) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return o, nil
}

// sortIn places the waves: what waits for somebody, what comes next, the
// latest results.
func (o *Overview) sortIn(waves []Wave) {
	var planned []Wave
	for _, w := range waves {
		switch w.Stage(o.Now) {
		case StageStuck:
			o.Matters = append(o.Matters, Matter{Kind: MatterStuck, Wave: w})
		case StageTallied:
			o.Matters = append(o.Matters, Matter{Kind: MatterRelease, Wave: w})
		case StageOpen:
			o.Next = append(o.Next, w)
			if w.ClosesAt.Sub(o.Now) <= closingSoon {
				o.Matters = append(o.Matters, Matter{Kind: MatterClosing, Wave: w})
			}
		case StagePlanned:
			planned = append(planned, w)
		}
		if o.Latest == nil && w.TalliedAt != nil && w.CancelledAt == nil && !w.Attributed() {
			o.Latest = &w
		}
	}
	slices.SortStableFunc(planned, func(a, b Wave) int { return a.OpensAt.Compare(b.OpensAt) })
	o.Next = append(o.Next, planned...)
}

// mattersOf returns a running cooperation's losing companies and late
// milestones.
func (s *Service) mattersOf(ctx context.Context, v account.Viewer, c cooperation.Cooperation, waves []Wave) ([]Matter, error) {
	if !c.ConcludedOn.IsZero() {
		return nil, nil
	}
	home, err := s.cooperations.Cooperation(ctx, v, c.ID)
	if err != nil {
		return nil, err
	}
	losing, err := s.losing(ctx, v, home, waves)
	if err != nil {
		return nil, err
	}
	milestones, err := s.cooperations.Milestones(ctx, v, c.ID)
	if err != nil {
		return nil, err
	}
	today := s.today(v)
	for _, m := range milestones {
		if m.ReachedOn.IsZero() && m.Late(today) {
			losing = append(losing, Matter{Kind: MatterLate, CooperationID: c.ID, Cooperation: c.Name, Name: m.Title, Since: m.DueOn})
		}
	}
	return losing, nil
}

// losing returns the companies that see a loss for themselves in the latest
// wave, or reported higher costs than benefits.
func (s *Service) losing(ctx context.Context, v account.Viewer, home cooperation.Home, waves []Wave) ([]Matter, error) {
	c := home.Cooperation
	rated, err := s.ratedWaves(ctx, v, ofCooperation(waves, c.ID))
	if err != nil {
		return nil, err
	}
	r := WinWinReport{Cooperation: home}
	r.fill(rated, "", v)
	entries, err := s.cooperations.Ledger(ctx, v, c.ID)
	if err != nil {
		return nil, err
	}
	accounts := Losing(Accounts(entries))
	var found []Matter
	for _, rating := range r.Losing() {
		found = append(found, Matter{Kind: MatterLosing, Name: r.NameOf(rating.CompanyID), Rating: rating.Value, Max: r.Max, Balance: balanceOf(accounts, rating.CompanyID)})
	}
	for _, a := range accounts {
		if !slices.ContainsFunc(r.Losing(), func(x Rating) bool { return x.CompanyID == a.CompanyID }) {
			found = append(found, Matter{Kind: MatterLosing, Name: r.NameOf(a.CompanyID), Balance: a.Actual.Balance()})
		}
	}
	for i := range found {
		found[i].CooperationID, found[i].Cooperation = c.ID, c.Name
	}
	return found, nil
}

func balanceOf(accounts []Account, companyID string) float64 {
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.CompanyID == companyID })
	if i < 0 {
		return 0
	}
	return accounts[i].Actual.Balance()
}

// today is the calendar day in the viewer's zone.
func (s *Service) today(v account.Viewer) cooperation.Day {
	zone, err := time.LoadLocation(v.Zone)
	if err != nil {
		zone = time.UTC
	}
	return cooperation.DayOf(s.now().In(zone))
}
