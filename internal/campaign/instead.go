package campaign

import (
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/calendar"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Way is one way of asking two companies whose consent is not there.
type Way struct {
	Kind     WayKind
	Company  string               // WayThird: the company that would be asked too
	Expected []analytics.Expected // empty: nothing could be shown
	Speakers int                  // WayAttributed: representatives on the rosters of the two companies
}

// WayKind names a way.
type WayKind string

// Ways, in the order in which they are offered.
const (
	WayConsent    WayKind = "consent"    // both agree before the opening
	WayAsItIs     WayKind = "as_it_is"   // without
	WayUndivided  WayKind = "undivided"  // companies only, no teams and attributes
	WayThird      WayKind = "third"      // a third company joins
	WayAttributed WayKind = "attributed" // the representatives rate by name
	WayWorkshop   WayKind = "workshop"   // talk instead of asking
)

// mostThirds bounds how many third companies are tried.
const mostThirds = 3

// LaunchPlan is everything the page before the launch shows besides the form.
type LaunchPlan struct {
	Campaign Campaign
	Checks   []Check
	Windows  []calendar.Window // the next ones
	K        int
	People   int
	Version  int // of the questionnaire
	Consent  ConsentState
	Ways     []Way // of two companies that have not both agreed
}

// LaunchPlan returns what a manager reads before a campaign starts.
func (s *Service) LaunchPlan(ctx context.Context, v account.Viewer, id string) (LaunchPlan, error) {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return LaunchPlan{}, err
	}
	s = s.Reading()
	p := LaunchPlan{Campaign: c}
	if p.Checks, err = s.checklist(ctx, c); err != nil {
		return p, err
	}
	if p.Windows, _, err = s.nextWindows(ctx, c); err != nil {
		return p, err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return p, err
	}
	p.K = network.K
	people, err := s.audience(ctx, c)
	if err != nil {
		return p, err
	}
	p.People = len(people)
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return p, err
	}
	p.Version = version.Number
	if p.Consent, err = s.consentState(ctx, c, people); err != nil || !p.Consent.Needed() || p.Consent.Complete() {
		return p, err
	}
	p.Ways, err = s.ways(ctx, c, people, version.Content)
	return p, err
}

// nextWindows returns the windows that would be planned next, none where the
// rule has none, and the reading of the clock that they follow from.
func (s *Service) nextWindows(ctx context.Context, c Campaign) ([]calendar.Window, time.Time, error) {
	now, err := s.clock.Now(ctx)
	if err != nil || c.Rule.Validate(now) != nil {
		return nil, now, err
	}
	windows, err := c.Rule.Next(now, planned)
	return windows, now, err
}

// ways lists what two companies can do, each with what it would probably show.
func (s *Service) ways(ctx context.Context, c Campaign, people []roster.Person, content survey.Content) ([]Way, error) {
	frozen, err := s.freeze(ctx, c, people, content)
	if err != nil {
		return nil, err
	}
	ways := make([]Way, 0, 4+mostThirds)
	for _, one := range []struct {
		kind    WayKind
		consent bool
	}{{WayConsent, true}, {WayAsItIs, false}} {
		frozen.CompanyConsent = one.consent
		expected, err := analytics.Forecast(frozen, expectedRate)
		if err != nil {
			return nil, err
		}
		ways = append(ways, Way{Kind: one.kind, Expected: expected})
	}
	if c.SplitBy != "" {
		whole := c
		whole.SplitBy = ""
		expected, err := s.forecast(ctx, whole, people, content, expectedRate)
		if err != nil {
			return nil, err
		}
		ways = append(ways, Way{Kind: WayUndivided, Expected: expected})
	}
	thirds, err := s.thirds(ctx, c, people, content)
	if err != nil {
		return nil, err
	}
	speakers, err := s.speakers(ctx, c, people)
	if err != nil {
		return nil, err
	}
	return append(append(ways, thirds...), Way{Kind: WayAttributed, Speakers: speakers}, Way{Kind: WayWorkshop}), nil
}

// thirds tries the network's other companies, the first ones by name with
// which something can be shown for all together.
func (s *Service) thirds(ctx context.Context, c Campaign, people []roster.Person, content survey.Content) ([]Way, error) {
	companies, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	two := pair(c, people)
	var ways []Way
	for _, company := range companies {
		if slices.Contains(two, company.ID) || len(ways) == mostThirds {
			continue
		}
		wider := c
		wider.Audience.Companies = append(slices.Clone(two), company.ID)
		three, err := s.audience(ctx, wider)
		if err != nil {
			return nil, err
		}
		if countCompanies(three) != 3 {
			continue // nobody of it would be asked
		}
		expected, err := s.forecast(ctx, wider, three, content, expectedRate)
		if err != nil {
			return nil, err
		}
		if len(expected) > 0 && expected[0].Block.Whole {
			ways = append(ways, Way{Kind: WayThird, Company: company.Name, Expected: expected})
		}
	}
	return ways, nil
}

// speakers counts the representatives of the two companies.
func (s *Service) speakers(ctx context.Context, c Campaign, people []roster.Person) (int, error) {
	named := c
	named.Mode = Attributed
	named.Audience = Audience{Companies: pair(c, people)}
	speaking, err := s.countAudience(ctx, named)
	return speaking.people, err
}
