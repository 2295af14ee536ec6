package campaign

import (
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/roster"
)

// Prospect is a campaign whose open or next wave asks the viewer's company.
type Prospect struct {
	Campaign Campaign
	Wave     Wave
	Open     bool
	Decide   *time.Time // until when the company has to decide, and has not; nil: nothing to decide
}

// Prospects lists what is ahead for a representative's company, the earliest
// first.
func (s *Service) Prospects(ctx context.Context, v account.Viewer) ([]Prospect, error) {
	if v.Role != account.Partner {
		return nil, nil
	}
	campaigns, err := s.store.Campaigns(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	waves, err := s.store.WavesOf(ctx, campaigns)
	if err != nil {
		return nil, err
	}
	s = s.Reading()
	var all []Prospect
	for _, c := range campaigns {
		if c.State == Draft {
			continue
		}
		one, ok, err := s.prospect(ctx, c, waves[c.ID], v.CompanyID)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b Prospect) int { return a.Wave.OpensAt.Compare(b.Wave.OpensAt) })
	return all, nil
}

// prospect judges one campaign, and reports false where it holds nothing for
// the company.
func (s *Service) prospect(ctx context.Context, c Campaign, waves []Wave, companyID string) (Prospect, bool, error) {
	p := Prospect{Campaign: c}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return p, false, err
	}
	for _, w := range waves {
		if w.State(now) != WaveOpen {
			continue
		}
		if w, err = s.store.Wave(ctx, w.NetworkID, w.ID); err != nil { // with what was frozen
			return p, false, err
		}
		if invited(w.Frozen, companyID) > 0 {
			p.Wave, p.Open = w, true
		}
	}
	waves = slices.DeleteFunc(waves, func(w Wave) bool { return w.State(now) != WavePlanned })
	next, planned := nextPlanned(waves)
	if !planned {
		return p, p.Open, nil
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return p, false, err
	}
	asked := slices.ContainsFunc(people, func(one roster.Person) bool { return one.CompanyID == companyID })
	if !p.Open {
		p.Wave = next
	}
	state, err := s.consentState(ctx, c, people)
	if own, decides := state.Of(companyID); decides && own.GivenAt == nil {
		p.Decide = &next.OpensAt
	}
	return p, p.Open || asked, err
}
