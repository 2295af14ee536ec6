package campaign

import (
	"cmp"
	"context"
	"slices"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Expectation is what the next wave of a campaign would be, judged from the
// roster as it is now.
type Expectation struct {
	People    int
	Companies int            // that have somebody in the audience
	Invited   map[string]int // by company id
	K         int
	Rested    int      // left out because they were asked shortly before
	Silent    []string // ids of companies that are chosen and have nobody left
	Drawn     bool     // a sample: who it takes is decided by the wave
	// Parts are the teams or the people with one value of the attribute that
	// results are split by, company by company.
	Parts []Part
	// Blocks are the groups that an anonymous wave would probably have; empty
	// for attributed campaigns and where nothing could be shown.
	Blocks []analytics.Expected
}

// Part is a team with all below it, or the people of a company who share the
// value of an attribute.
type Part struct {
	CompanyID string
	Name      string // empty: those without a value
	Invited   int
}

// Expect says whom a wave of the campaign that is being entered would ask and
// what it could show if everyone answers with the given rate, between 0 and 1.
// The form need not be complete: without an audience there are no people.
func (s *Service) Expect(ctx context.Context, v account.Viewer, in Input, rate float64) (Expectation, error) {
	if err := v.NeedManager(); err != nil {
		return Expectation{}, err
	}
	c := Campaign{
		ID: in.CampaignID, NetworkID: v.NetworkID, QuestionnaireID: in.QuestionnaireID, Mode: in.Mode,
		Audience: in.Audience.normal(), Rule: in.Rule, SplitBy: in.SplitBy,
	}
	s = s.Reading()
	e, err := s.expectPeople(ctx, &c)
	if err != nil || e.People == 0 || in.Mode != Anonymous {
		return e, err
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return e, err
	}
	content, err := s.contentOf(ctx, v, in.QuestionnaireID)
	if err != nil {
		return e, err
	}
	frozen, err := s.freeze(ctx, c, people, content)
	if err != nil {
		return e, err
	}
	if e.Parts, err = s.parts(ctx, c, people); err != nil {
		return e, err
	}
	e.Blocks, err = analytics.Forecast(frozen, rate)
	return e, err
}

// expectPeople counts whom the next wave of c would ask. Numbers that cannot
// hold are taken from it: their fields say what is wrong with them.
func (s *Service) expectPeople(ctx context.Context, c *Campaign) (Expectation, error) {
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return Expectation{}, err
	}
	if c.Audience.checkNumbers() != nil {
		c.Audience.Sample, c.Audience.RestDays = Sample{}, 0
	}
	got, err := s.countAudience(ctx, *c)
	if err != nil {
		return Expectation{}, err
	}
	e := Expectation{
		People: got.people, Companies: len(got.invited), Invited: got.invited, K: network.K,
		Rested: got.fitted - got.rested, Drawn: c.Audience.Sample != (Sample{}),
	}
	companies, err := s.askedCompanies(ctx, *c)
	e.Silent = slices.DeleteFunc(companies, func(id string) bool { return e.Invited[id] > 0 })
	return e, err
}

// parts counts the people of each team, or of each value of the attribute.
func (s *Service) parts(ctx context.Context, c Campaign, people []roster.Person) ([]Part, error) {
	var parts []Part
	switch c.SplitBy {
	case "":
		return nil, nil
	case SplitTeams:
		teams, err := s.store.Teams(ctx, c.NetworkID)
		if err != nil {
			return nil, err
		}
		parts = teamParts(teams, people)
	default:
		parts = valueParts(c, people)
	}
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.CompanyID, b.CompanyID), cmp.Compare(a.Name, b.Name))
	})
	return parts, nil
}

func teamParts(teams []cooperation.Team, people []roster.Person) []Part {
	var parts []Part
	for _, t := range teams {
		inside := subtrees(teams, []string{t.ID})
		part := Part{CompanyID: t.CompanyID, Name: t.Name}
		for _, p := range people {
			if inside[p.TeamID] == p.CompanyID {
				part.Invited++
			}
		}
		if part.Invited > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

func valueParts(c Campaign, people []roster.Person) []Part {
	count := map[Part]int{}
	for _, p := range people {
		count[Part{CompanyID: p.CompanyID, Name: c.attributeOf(p)}]++
	}
	parts := make([]Part, 0, len(count))
	for part, n := range count {
		part.Invited = n
		parts = append(parts, part)
	}
	return parts
}

// contentOf returns the newest content of a questionnaire, or none where no
// questionnaire has been chosen yet.
func (s *Service) contentOf(ctx context.Context, v account.Viewer, id string) (survey.Content, error) {
	_, version, err := s.questionnaires.Newest(ctx, v.NetworkID, id)
	if fault.KindOf(err) == fault.KindNotFound {
		return survey.Content{}, nil
	}
	return version.Content, err
}
