package campaign

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// AudienceStore knows who was asked when.
type AudienceStore interface {
	// AskedSince returns who was invited, since the given moment, to waves of
	// the network other than the named one.
	AskedSince(ctx context.Context, networkID string, since time.Time, otherThan string) ([]string, error)
}

// occasion is the opening that people are chosen for.
type occasion struct {
	wave  string // its id decides whom a sample takes
	opens time.Time
	zone  string
}

// undecided stands for the id of a wave that nobody has planned yet. How many
// people are drawn does not depend on it.
const undecided = "undecided"

// choice is whom an opening asks, with what was left before each narrowing.
type choice struct {
	people  []roster.Person // by id
	present []roster.Person // everybody on the roster of the companies
	listed  int             // how many these are
	fitted  int             // of these in the teams and groups, with the attributes
	rested  int             // of these not asked shortly before
}

// audience lists whom the next wave of c would ask, judged from the roster as
// it is now: how many at which places, and who they are only where that
// depends on it.
func (s *Service) audience(ctx context.Context, c Campaign) ([]roster.Person, error) {
	if !c.Audience.asksByName() && c.Audience.Sample == (Sample{}) {
		return s.anyone(ctx, c)
	}
	return s.named(ctx, c)
}

// named lists whom the next wave of c would ask by id.
func (s *Service) named(ctx context.Context, c Campaign) ([]roster.Person, error) {
	o, err := s.nextOccasion(ctx, c)
	if err != nil {
		return nil, err
	}
	chosen, err := s.choose(ctx, c, o)
	return chosen.people, err
}

// nextOccasion is the next planned wave of c, or what stands for it while none
// is planned.
func (s *Service) nextOccasion(ctx context.Context, c Campaign) (occasion, error) {
	if c.Audience.Sample == (Sample{}) && c.Audience.RestDays == 0 {
		return occasion{}, nil // the choice depends on no opening
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return occasion{}, err
	}
	o := occasion{wave: cmp.Or(c.ID, undecided), opens: now, zone: c.Rule.Zone}
	windows, err := c.Rule.Next(now, 1)
	if err == nil && len(windows) > 0 { // a rule that is still being entered has none
		o.opens = windows[0].Opens
	}
	if c.ID == "" {
		return o, nil
	}
	waves, err := s.store.Waves(ctx, c.ID)
	if err != nil {
		return o, err
	}
	if w, ok := nextPlanned(waves); ok {
		o = occasion{wave: w.ID, opens: w.OpensAt, zone: w.Zone}
	}
	return o, nil
}

func nextPlanned(waves []Wave) (Wave, bool) {
	waves = slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool { return !w.isPlanned() })
	if len(waves) == 0 {
		return Wave{}, false
	}
	return slices.MinFunc(waves, func(a, b Wave) int { return a.OpensAt.Compare(b.OpensAt) }), true
}

// choose narrows the roster step by step: companies, teams, groups and
// attributes, then who was asked shortly before, and of those who remain the
// sample. Archived companies are not asked.
func (s *Service) choose(ctx context.Context, c Campaign, o occasion) (choice, error) {
	var got choice
	companies, err := s.askedCompanies(ctx, c)
	if err != nil {
		return got, err
	}
	people, err := s.store.Crowd(ctx, c.NetworkID)
	if err != nil {
		return got, err
	}
	people = slices.DeleteFunc(people, func(p roster.Person) bool { return !c.lists(companies, p) })
	got.present, got.listed = slices.Clone(people), len(people)
	fits, err := s.fitting(ctx, c)
	if err != nil {
		return got, err
	}
	people = slices.DeleteFunc(people, func(p roster.Person) bool { return !fits(p) })
	got.fitted = len(people)
	if people, err = s.rested(ctx, c, o, people); err != nil {
		return got, err
	}
	got.rested = len(people)
	got.people = c.Audience.Sample.draw(o.wave, people)
	sortByID(got.people)
	return got, nil
}

func sortByID(people []roster.Person) {
	slices.SortFunc(people, func(a, b roster.Person) int { return strings.Compare(a.ID, b.ID) })
}

// askedCompanies lists the chosen companies, or without any the cooperation's
// present members, as far as they are not archived.
func (s *Service) askedCompanies(ctx context.Context, c Campaign) ([]string, error) {
	companies := c.Audience.Companies
	if len(companies) == 0 && c.Audience.CooperationID != "" {
		var err error
		if companies, err = s.store.MemberCompanies(ctx, c.NetworkID, c.Audience.CooperationID); err != nil {
			return nil, err
		}
	}
	active, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(companies), func(id string) bool {
		return !slices.ContainsFunc(active, func(known cooperation.Company) bool { return known.ID == id })
	}), nil
}

// fitting returns what tells the people in the chosen teams and groups who have
// the chosen attributes.
func (s *Service) fitting(ctx context.Context, c Campaign) (func(roster.Person) bool, error) {
	a := c.Audience
	var inTeam map[string]string
	if len(a.Teams) > 0 {
		teams, err := s.store.Teams(ctx, c.NetworkID)
		if err != nil {
			return nil, err
		}
		inTeam = subtrees(teams, a.Teams)
	}
	inGroup := map[string]bool{}
	if len(a.Groups) > 0 {
		members, err := s.store.GroupMembers(ctx, c.NetworkID)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if slices.Contains(a.Groups, m.GroupID) {
				inGroup[m.PersonID] = true
			}
		}
	}
	return func(p roster.Person) bool {
		return (len(a.Teams) == 0 || inTeam[p.TeamID] == p.CompanyID) && (len(a.Groups) == 0 || inGroup[p.ID]) && a.accepts(p)
	}, nil
}

// subtrees maps the chosen teams and all below them to their companies.
func subtrees(teams []cooperation.Team, chosen []string) map[string]string {
	inside := map[string]string{}
	for grown := true; grown; {
		grown = false
		for _, t := range teams {
			_, above := inside[t.ParentID]
			if _, known := inside[t.ID]; !known && (above || slices.Contains(chosen, t.ID)) {
				inside[t.ID], grown = t.CompanyID, true
			}
		}
	}
	return inside
}

// accepts reports whether p has one of the accepted values of each attribute.
func (a Audience) accepts(p roster.Person) bool {
	for name, values := range a.Attributes {
		value, has := p.Attributes[name]
		if len(values) > 0 && (!has || !slices.Contains(values, value)) {
			return false
		}
	}
	return true
}

// rested leaves out who was invited within the rest before the opening.
func (s *Service) rested(ctx context.Context, c Campaign, o occasion, people []roster.Person) ([]roster.Person, error) {
	if c.Audience.RestDays == 0 || len(people) == 0 {
		return people, nil
	}
	since, err := o.restSince(c.Audience.RestDays)
	if err != nil {
		return nil, err
	}
	recent, err := s.store.AskedSince(ctx, c.NetworkID, since, o.wave)
	if err != nil {
		return nil, err
	}
	tired := make(map[string]bool, len(recent))
	for _, id := range recent {
		tired[id] = true
	}
	return slices.DeleteFunc(people, func(p roster.Person) bool { return tired[p.ID] }), nil
}

// restSince is the first moment whose invitations still count. Days are those
// of the calendar where the wave opens: after seven days of rest a weekly wave
// may ask the same people again, also when an opening was a little late.
func (o occasion) restSince(days int) (time.Time, error) {
	zone, err := calendar.Zone(o.zone)
	if err != nil {
		return time.Time{}, err
	}
	morning := calendar.Wall(o.opens, zone).Truncate(24 * time.Hour)
	return calendar.Instant(morning.AddDate(0, 0, 1-days), zone, calendar.First), nil
}

// draw takes the sample of each company: its people in the order of
// SHA-256(wave id ‖ company id ‖ person id), the first ones. Anybody who knows
// the ids can repeat it, and nothing of it is stored.
func (s Sample) draw(waveID string, people []roster.Person) []roster.Person {
	if s == (Sample{}) {
		return people
	}
	lots := make(map[string][sha256.Size]byte, len(people))
	companies := map[string][]roster.Person{}
	for _, p := range people {
		lots[p.ID] = sha256.Sum256([]byte(waveID + p.CompanyID + p.ID))
		companies[p.CompanyID] = append(companies[p.CompanyID], p)
	}
	var drawn []roster.Person
	for _, id := range slices.Sorted(maps.Keys(companies)) {
		one := companies[id]
		slices.SortFunc(one, func(a, b roster.Person) int {
			x, y := lots[a.ID], lots[b.ID]
			return bytes.Compare(x[:], y[:])
		})
		drawn = append(drawn, one[:s.size(len(one))]...)
	}
	return drawn
}

// size is how many of n people are drawn.
func (s Sample) size(n int) int {
	if s.Count > 0 {
		return min(s.Count, n)
	}
	return min((n*s.Percent+99)/100, n)
}
