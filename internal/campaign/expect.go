package campaign

import (
	"context"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// Expectation is what the next wave of a campaign would be, judged from the
// roster as it is now.
type Expectation struct {
	People    int
	Companies int            // that have somebody in the audience
	Invited   map[string]int // by company id
	K         int
	// Blocks are the groups that an anonymous wave would probably have; empty
	// for attributed campaigns and where nothing could be shown.
	Blocks []analytics.Expected
}

// Expect says whom a wave of the campaign that is being entered would ask and
// what it could show if everyone answers with the given rate, between 0 and 1.
// The form need not be complete: without an audience there are no people.
func (s *Service) Expect(ctx context.Context, v account.Viewer, in Input, rate float64) (Expectation, error) {
	if err := v.NeedManager(); err != nil {
		return Expectation{}, err
	}
	c := Campaign{NetworkID: v.NetworkID, Mode: in.Mode, Audience: in.Audience, SplitBy: in.SplitBy}
	network, err := s.store.Network(ctx, v.NetworkID)
	if err != nil {
		return Expectation{}, err
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return Expectation{}, err
	}
	e := Expectation{People: len(people), Invited: map[string]int{}, K: network.K}
	for _, p := range people {
		e.Invited[p.CompanyID]++
	}
	e.Companies = len(e.Invited)
	if len(people) == 0 || in.Mode != Anonymous {
		return e, nil
	}
	content, err := s.contentOf(ctx, v, in.QuestionnaireID)
	if err != nil {
		return e, err
	}
	frozen, err := s.freeze(ctx, c, people, content)
	if err != nil {
		return e, err
	}
	e.Blocks, err = analytics.Forecast(frozen, rate)
	return e, err
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
