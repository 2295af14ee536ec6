package campaign

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// Consent is a company's agreement that an anonymous campaign among the people
// of exactly two companies may show what both have in common: each of them
// could then compute the other's result.
type Consent struct {
	CampaignID string `bun:",pk"`
	CompanyID  string `bun:",pk"`
	NetworkID  string
	UserID     string
	UserName   string
	Terms      string // what was agreed to; it counts for nothing else
	GivenAt    time.Time
}

// ConsentStore keeps consents.
type ConsentStore interface {
	Consents(ctx context.Context, campaignID string) ([]Consent, error)
	// GiveConsent keeps a consent in place of an older one of the company.
	// Once the deadline has passed it is a conflict.
	GiveConsent(ctx context.Context, c Consent, before Deadline, act Act) error
	// WithdrawConsent removes a company's consent before the deadline; without
	// one it does nothing.
	WithdrawConsent(ctx context.Context, campaignID, companyID string, before Deadline, act Act) error
	// Speakers lists who speaks for one of the companies, by user.
	Speakers(ctx context.Context, networkID string, companies []string) ([]account.Membership, error)
}

// Deadline is the opening until which companies decide.
type Deadline struct {
	NetworkID string
	WaveID    string
	Now       time.Time
}

// CompanyConsent is where one of two companies stands.
type CompanyConsent struct {
	ID, Name string
	GivenAt  *time.Time // nil: not given
}

// ConsentState is where the two companies of a campaign stand; without
// companies no consent is needed. A consent given to other terms than the
// present ones counts as not given.
type ConsentState struct {
	Terms     string           // what a consent given now would be about, condensed
	wave      string           // that opens next
	Companies []CompanyConsent // by name
	Opens     *time.Time       // the next opening, until which they decide; nil while none is planned
	Locked    bool             // that opening is being carried out
}

// Needed reports whether two companies have to agree.
func (c ConsentState) Needed() bool { return len(c.Companies) > 0 }

// Complete reports whether both have.
func (c ConsentState) Complete() bool {
	return c.Needed() && !slices.ContainsFunc(c.Companies, func(one CompanyConsent) bool { return one.GivenAt == nil })
}

// Of returns where a company stands, and false where it has nothing to decide.
func (c ConsentState) Of(companyID string) (CompanyConsent, bool) {
	i := slices.IndexFunc(c.Companies, func(one CompanyConsent) bool { return one.ID == companyID })
	if i < 0 {
		return CompanyConsent{}, false
	}
	return c.Companies[i], true
}

// GiveConsent agrees on behalf of the viewer's company to the terms that the
// viewer has seen; where others hold by now it is a conflict. It can be
// withdrawn until the opening; a wave that has opened keeps what held at that
// moment.
func (s *Service) GiveConsent(ctx context.Context, v account.Viewer, id, seen string) error {
	c, state, terms, err := s.toDecide(ctx, v, id)
	if err != nil {
		return err
	}
	if terms != seen {
		return fault.Conflict("error.consent_terms")
	}
	if own, _ := state.Of(v.CompanyID); own.GivenAt != nil {
		return nil
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	return s.store.GiveConsent(ctx, Consent{
		CampaignID: c.ID, CompanyID: v.CompanyID, NetworkID: c.NetworkID, UserID: v.UserID, UserName: v.Name, Terms: terms, GivenAt: now,
	}, Deadline{c.NetworkID, state.wave, now}, s.consentAct(c, "consent_given", v, state, now))
}

// WithdrawConsent takes the company's consent back.
func (s *Service) WithdrawConsent(ctx context.Context, v account.Viewer, id string) error {
	c, state, _, err := s.toDecide(ctx, v, id)
	if err != nil {
		return err
	}
	if own, _ := state.Of(v.CompanyID); own.GivenAt == nil {
		return nil
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	return s.store.WithdrawConsent(ctx, c.ID, v.CompanyID, Deadline{c.NetworkID, state.wave, now}, s.consentAct(c, "consent_withdrawn", v, state, now))
}

func (s *Service) consentAct(c Campaign, kind string, v account.Viewer, state ConsentState, now time.Time) Act {
	own, _ := state.Of(v.CompanyID)
	return s.act(Wave{NetworkID: c.NetworkID, CampaignID: c.ID}, kind, v.Name, now, "company", own.Name)
}

// toDecide returns a campaign about which the viewer's company decides at this
// moment. From the minute of the opening on nothing changes any more, so that
// what freezes is what everybody saw.
func (s *Service) toDecide(ctx context.Context, v account.Viewer, id string) (Campaign, ConsentState, string, error) {
	if v.Role != account.Partner {
		return Campaign{}, ConsentState{}, "", fault.NotFound("error.not_found")
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, id)
	if err != nil {
		return c, ConsentState{}, "", err
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return c, ConsentState{}, "", err
	}
	state, err := s.consentState(ctx, c, people)
	if err != nil {
		return c, state, "", err
	}
	if _, asked := state.Of(v.CompanyID); !asked || c.State == Draft {
		return c, state, "", fault.NotFound("error.not_found")
	}
	if state.Opens == nil || state.Locked {
		return c, state, "", fault.Conflict("error.consent_late")
	}
	return c, state, state.Terms, nil
}

// pair returns the two companies that have to agree, in the order of their
// ids; none where the campaign is not anonymous or asks another number.
func pair(c Campaign, people []roster.Person) []string {
	if c.Mode != Anonymous {
		return nil
	}
	asked := map[string]bool{}
	for _, p := range people {
		asked[p.CompanyID] = true
	}
	if len(asked) != 2 {
		return nil
	}
	return slices.Sorted(maps.Keys(asked))
}

// consentState tells where the two companies stand.
func (s *Service) consentState(ctx context.Context, c Campaign, people []roster.Person) (ConsentState, error) {
	companies := pair(c, people)
	if len(companies) == 0 || c.ID == "" {
		return ConsentState{}, nil
	}
	consents, err := s.store.Consents(ctx, c.ID)
	if err != nil {
		return ConsentState{}, err
	}
	names, err := s.companyNames(ctx, c.NetworkID)
	if err != nil {
		return ConsentState{}, err
	}
	var state ConsentState
	if state.Terms, err = s.terms(ctx, c, people); err != nil {
		return state, err
	}
	for _, id := range companies {
		one := CompanyConsent{ID: id, Name: names[id]}
		for _, given := range consents {
			if given.CompanyID == id && given.Terms == state.Terms {
				one.GivenAt = new(given.GivenAt)
			}
		}
		state.Companies = append(state.Companies, one)
	}
	slices.SortFunc(state.Companies, func(a, b CompanyConsent) int { return strings.Compare(a.Name, b.Name) })
	return state, s.placeOpening(ctx, c, &state)
}

// placeOpening says until when the companies decide.
func (s *Service) placeOpening(ctx context.Context, c Campaign, state *ConsentState) error {
	waves, err := s.store.Waves(ctx, c.ID)
	if err != nil {
		return err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	waves = slices.DeleteFunc(waves, func(w Wave) bool {
		at := w.State(now)
		return at != WavePlanned && at != WaveOpening
	})
	if w, ok := nextPlanned(waves); ok {
		state.wave, state.Opens, state.Locked = w.ID, &w.OpensAt, w.State(now) == WaveOpening
	}
	return nil
}

// consented reports whether the opening may show what both of two companies
// have in common.
func (s *Service) consented(ctx context.Context, c Campaign, people []roster.Person) (bool, error) {
	state, err := s.consentState(ctx, c, people)
	return state.Complete(), err
}

// companyNames maps the companies that are not archived to their names.
func (s *Service) companyNames(ctx context.Context, networkID string) (map[string]string, error) {
	companies, err := s.store.Companies(ctx, networkID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(companies))
	for _, c := range companies {
		names[c.ID] = c.Name
	}
	return names, nil
}

// ConsentState tells a manager where the two companies of a campaign stand.
func (s *Service) ConsentState(ctx context.Context, v account.Viewer, id string) (ConsentState, error) {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return ConsentState{}, err
	}
	if c.Mode != Anonymous || c.State == Ended {
		return ConsentState{}, nil
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return ConsentState{}, err
	}
	return s.consentState(ctx, c, people)
}
