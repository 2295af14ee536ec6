package campaign

import (
	"context"
	"maps"
	"slices"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// Bounds of an audience.
const (
	maxSample   = 10_000 // people of each company
	maxRestDays = 365
)

// normal returns the audience in one form, so that equal choices are equal
// values: in order, without empty and repeated entries.
func (a Audience) normal() Audience {
	a.Companies, a.Teams, a.Groups = orderly(a.Companies), orderly(a.Teams), orderly(a.Groups)
	accepted := map[string][]string{}
	for name, values := range a.Attributes {
		if len(values) > 0 {
			accepted[name] = slices.Compact(slices.Sorted(slices.Values(values)))
		}
	}
	if a.Attributes = accepted; len(accepted) == 0 {
		a.Attributes = nil
	}
	return a
}

func orderly(ids []string) []string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// alike reports whether two audiences choose alike.
func (a Audience) alike(b Audience) bool {
	a, b = a.normal(), b.normal()
	return slices.Equal(a.Companies, b.Companies) && a.CooperationID == b.CooperationID &&
		slices.Equal(a.Teams, b.Teams) && slices.Equal(a.Groups, b.Groups) &&
		maps.EqualFunc(a.Attributes, b.Attributes, slices.Equal[[]string]) &&
		a.Sample == b.Sample && a.RestDays == b.RestDays
}

// checkAudience refuses what is not the network's own, numbers outside their
// bounds, and a choice that asks nobody.
func (s *Service) checkAudience(ctx context.Context, c Campaign) error {
	var errs fault.Errors
	for _, check := range []func() error{
		func() error { return s.checkCompanies(ctx, c) },
		func() error { return s.checkTeams(ctx, c) },
		func() error { return s.checkGroups(ctx, c) },
		func() error { return s.checkAttributes(ctx, c) },
		c.Audience.checkNumbers,
	} {
		if err := errs.Join(check()); err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return errs
	}
	return s.checkAnybody(ctx, c)
}

func (s *Service) checkCompanies(ctx context.Context, c Campaign) error {
	companies, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	for _, id := range c.Audience.Companies {
		if !slices.ContainsFunc(companies, func(known cooperation.Company) bool { return known.ID == id }) {
			return fault.Invalid("audience", "error.campaign_audience_unknown")
		}
	}
	for _, id := range []string{c.CooperationID, c.Audience.CooperationID} {
		if id == "" {
			continue
		}
		members, err := s.store.MemberCompanies(ctx, c.NetworkID, id)
		if err != nil {
			return err
		}
		if len(members) == 0 {
			return fault.Invalid("cooperation", "error.campaign_cooperation_unknown")
		}
	}
	return nil
}

func (s *Service) checkTeams(ctx context.Context, c Campaign) error {
	if len(c.Audience.Teams) == 0 {
		return nil
	}
	teams, err := s.store.Teams(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	companies, err := s.askedCompanies(ctx, c)
	if err != nil {
		return err
	}
	for _, id := range c.Audience.Teams {
		at := slices.IndexFunc(teams, func(known cooperation.Team) bool { return known.ID == id })
		if at < 0 {
			return fault.Invalid("audience.teams", "error.campaign_team_unknown")
		}
		if !slices.Contains(companies, teams[at].CompanyID) {
			return fault.Invalid("audience.teams", "error.campaign_team_outside", "team", teams[at].Name)
		}
	}
	return nil
}

func (s *Service) checkGroups(ctx context.Context, c Campaign) error {
	if len(c.Audience.Groups) == 0 {
		return nil
	}
	groups, err := s.store.Groups(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	for _, id := range c.Audience.Groups {
		if !slices.ContainsFunc(groups, func(known roster.Group) bool { return known.ID == id }) {
			return fault.Invalid("audience.groups", "error.campaign_group_unknown")
		}
	}
	return nil
}

// checkAttributes accepts values that somebody on the network's roster has.
func (s *Service) checkAttributes(ctx context.Context, c Campaign) error {
	if len(c.Audience.Attributes) == 0 {
		return nil
	}
	counts, err := s.store.Headcounts(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	present := map[string][]string{}
	for _, one := range attributes(counts) {
		present[one.Name] = one.Values
	}
	if _, _, missing := c.Audience.beyond(present); !missing {
		return nil
	}
	// Perhaps only people who left have it: then it is known, and asks nobody.
	people, err := s.store.People(ctx, c.NetworkID, "")
	if err != nil {
		return err
	}
	for _, p := range people {
		for name, value := range p.Attributes {
			present[name] = append(present[name], value)
		}
	}
	if name, value, missing := c.Audience.beyond(present); missing {
		return fault.Invalid("audience.attributes", "error.campaign_attribute_unknown", "name", name, "value", value)
	}
	return nil
}

// beyond finds an accepted value that is none of the known ones.
func (a Audience) beyond(known map[string][]string) (name, value string, found bool) {
	for _, name := range slices.Sorted(maps.Keys(a.Attributes)) {
		for _, value := range a.Attributes[name] {
			if !slices.Contains(known[name], value) {
				return name, value, true
			}
		}
	}
	return "", "", false
}

func (a Audience) checkNumbers() error {
	var errs fault.Errors
	switch s := a.Sample; {
	case s.Count != 0 && s.Percent != 0:
		errs.Add("audience.sample", "error.campaign_sample_both")
	case s.Count < 0 || s.Count > maxSample || s.Percent < 0 || s.Percent > 100:
		errs.Add("audience.sample", "error.campaign_sample", "max", maxSample)
	}
	if a.RestDays < 0 || a.RestDays > maxRestDays {
		errs.Add("audience.rest_days", "error.campaign_rest_days", "max", maxRestDays)
	}
	return errs.Err()
}

// checkAnybody says which step left nobody to ask.
func (s *Service) checkAnybody(ctx context.Context, c Campaign) error {
	got, err := s.countAudience(ctx, c)
	switch {
	case err != nil || got.people > 0:
		return err
	case got.listed == 0 && len(c.Audience.Companies) == 0 && c.Audience.CooperationID == "":
		return fault.Invalid("audience", "error.campaign_audience_none")
	case got.listed == 0:
		return fault.Invalid("audience", "error.campaign_audience_empty")
	case got.fitted == 0:
		return fault.Invalid("audience.narrowing", "error.campaign_audience_filtered")
	}
	return fault.Invalid("audience", "error.campaign_audience_rested", "n", c.Audience.RestDays)
}
