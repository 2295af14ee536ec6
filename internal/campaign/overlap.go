package campaign

import (
	"context"
	"maps"
	"slices"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// apartDays is how far apart, in calendar days, waves must lie that ask the
// same question of audiences which differ by a few people only: their results
// would otherwise tell what these few answered.
const apartDays = 60

// checkOverlap refuses a plan whose waves ask a question that another
// campaign's waves ask within 60 days, of nearly the same people. Compared are
// the people invited, or whom a planned wave would ask as the roster is now.
// It is an early warning: people come and go until the opening, which compares
// again.
func (s *Service) checkOverlap(ctx context.Context, c Campaign, waves []Wave) error {
	if c.Mode != Anonymous || len(waves) == 0 {
		return nil
	}
	if err := c.checkOwnSamples(waves); err != nil {
		return err
	}
	s = s.Reading()
	near, err := s.neighbours(ctx, c, waves)
	if err != nil {
		return err
	}
	if held, err := s.heldAgainst(ctx, c, waves[0]); err != nil || !held && len(near) == 0 {
		return err // nothing to compare with: nobody need be known
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	mine, err := s.lineUp(ctx, c, waves[0])
	if err != nil {
		return err
	}
	few := mine.few
	if few == nil {
		if few, err = s.tooNear(ctx, c, mine.people, near, network.K); err != nil || few == nil {
			return err
		}
	}
	return s.overlapFault(ctx, c, *few, network.K)
}

// tooNear returns the first of the waves near that asks too much the same
// people; nil where none does.
func (s *Service) tooNear(ctx context.Context, c Campaign, people []roster.Person, near []neighbour, k int) (*fewApart, error) {
	now, err := s.tree(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	seats := now.seats(c.division(), people)
	for _, other := range near {
		theirs, err := s.asked(ctx, other.campaign, other.wave)
		if err != nil {
			return nil, err
		}
		d := other.campaign.division()
		if divided := d != c.division(); tooAlike(seats, now.seats(d, theirs), divided, k, everybody) {
			return &fewApart{other.wave, divided}, nil
		}
	}
	return nil, nil
}

// heldAgainst reports whether an opened wave could refuse the opening of w: one
// of another campaign, or of this one with other groups of results.
func (s *Service) heldAgainst(ctx context.Context, c Campaign, w Wave) (bool, error) {
	shown, err := s.store.Shown(ctx, c.NetworkID, w.OpensAt.AddDate(0, 0, -apartDays))
	if err != nil {
		return false, err
	}
	shown = slices.DeleteFunc(shown, func(other Wave) bool { return other.CampaignID == c.ID && divisionOf(other.Frozen) == c.division() })
	shown, err = s.sharing(ctx, c, w, shown)
	return len(shown) > 0, err
}

// overlapFault names the wave that asks nearly the same people, or divides
// their results in another way.
func (s *Service) overlapFault(ctx context.Context, c Campaign, few fewApart, k int) error {
	switch {
	case few.wave.CampaignID == c.ID:
		return fault.Invalid("split_by", "error.campaign_split_own", "number", few.wave.Number, "days", apartDays)
	case few.division:
		other, err := s.store.Campaign(ctx, c.NetworkID, few.wave.CampaignID)
		if err != nil {
			return err
		}
		return fault.Invalid("audience", "error.campaign_overlap_split", "title", map[string]string(other.Title), "days", apartDays)
	}
	other, err := s.store.Campaign(ctx, c.NetworkID, few.wave.CampaignID)
	if err != nil {
		return err
	}
	return fault.Invalid("audience", "error.campaign_overlap", "title", map[string]string(other.Title), "k", k, "days", apartDays)
}

// checkOwnSamples refuses a campaign that draws anew within 60 days, unless
// its rest keeps each draw clear of those before.
func (c Campaign) checkOwnSamples(waves []Wave) error {
	if c.Audience.Sample == (Sample{}) || len(waves) < 2 || !waves[0].isNear(waves[1]) {
		return nil
	}
	zone, err := calendar.Zone(waves[0].Zone)
	if err != nil {
		return err
	}
	day := func(t time.Time) time.Time { return calendar.Wall(t, zone).Truncate(24 * time.Hour) }
	last := waves[0].ClosesAt.AddDate(0, 0, apartDays)
	needed := int(day(last).Sub(day(waves[0].OpensAt))/(24*time.Hour)) + 1
	if c.Audience.RestDays < needed {
		return fault.Invalid("audience.sample", "error.campaign_sample_often", "days", apartDays, "rest", needed)
	}
	return nil
}

// checkOwnChange refuses another choice of people that would ask nearly the
// same ones as a wave of the campaign itself did within 60 days, and another
// division of their results. Who joined, left or moved since that wave opened
// is not counted: nobody chose it, and the opening keeps it from standing out.
func (s *Service) checkOwnChange(ctx context.Context, before, c Campaign, waves []Wave, now time.Time) error {
	recent := slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool {
		return w.Mode != Anonymous || w.OpenedAt == nil || w.isHarmless() || w.ClosesAt.AddDate(0, 0, apartDays).Before(now)
	})
	if len(recent) == 0 || before.Audience.alike(c.Audience) && before.SplitBy == c.SplitBy {
		return nil
	}
	for _, w := range recent {
		if divisionOf(w.Frozen) != c.division() {
			return fault.Invalid("split_by", "error.campaign_split_own", "number", w.Number, "days", apartDays)
		}
	}
	people, err := s.named(ctx, c)
	if err != nil {
		return err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	w, found, err := s.alikeOwn(ctx, c, recent, people, network.K)
	if err != nil || !found {
		return err
	}
	return fault.Invalid("audience", "error.campaign_overlap_own", "number", w.Number, "k", network.K, "days", apartDays)
}

// alikeOwn finds one of the campaign's opened waves that asked nearly the same
// people, besides those who joined, left or moved since it opened.
func (s *Service) alikeOwn(ctx context.Context, c Campaign, waves []Wave, people []roster.Person, k int) (Wave, bool, error) {
	now, err := s.tree(ctx, c.NetworkID)
	if err != nil {
		return Wave{}, false, err
	}
	crowd, err := s.store.Crowd(ctx, c.NetworkID)
	if err != nil {
		return Wave{}, false, err
	}
	present := now.seats(c.division(), crowd)
	seats, err := s.seatsOf(ctx, now, waves)
	if err != nil {
		return Wave{}, false, err
	}
	for _, w := range waves {
		asked := maps.Clone(seats[w.ID])
		for person, was := range asked {
			if present[person].CompanyID != was.CompanyID {
				delete(asked, person)
			}
		}
		stayed := now.seats(c.division(), slices.DeleteFunc(slices.Clone(people), func(p roster.Person) bool { return !p.CreatedAt.Before(*w.OpenedAt) }))
		for person := range stayed {
			if was, known := asked[person]; known {
				stayed[person] = was
			}
		}
		if tooAlike(stayed, asked, false, k, everybody) {
			return w, true, nil
		}
	}
	return Wave{}, false, nil
}

// isHarmless reports that a wave has shown nothing and never will.
func (w Wave) isHarmless() bool { return w.CancelledAt != nil && w.TalliedAt == nil }

// neighbour is a planned wave of another campaign that lies near.
type neighbour struct {
	campaign Campaign
	wave     Wave
}

// neighbours lists the planned waves of the network's other anonymous
// campaigns that share a question with c and lie within 60 days of one of its
// waves.
func (s *Service) neighbours(ctx context.Context, c Campaign, waves []Wave) ([]neighbour, error) {
	campaigns, err := s.store.Campaigns(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	campaigns = slices.DeleteFunc(campaigns, func(other Campaign) bool {
		return other.ID == c.ID || other.State != Scheduled || other.Mode != Anonymous
	})
	if len(campaigns) == 0 {
		return nil, nil
	}
	planned, err := s.store.WavesOf(ctx, campaigns)
	if err != nil {
		return nil, err
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return nil, err
	}
	var near []neighbour
	for _, other := range campaigns {
		theirs := slices.DeleteFunc(planned[other.ID], func(w Wave) bool { return !w.isPlanned() || !slices.ContainsFunc(waves, w.isNear) })
		if len(theirs) == 0 {
			continue
		}
		_, newest, err := s.questionnaires.Newest(ctx, other.NetworkID, other.QuestionnaireID)
		if err != nil {
			return nil, err
		}
		if !sharesQuestion(newest.Content, version.Content) {
			continue
		}
		for _, w := range theirs {
			near = append(near, neighbour{campaign: other, wave: w})
		}
	}
	slices.SortStableFunc(near, func(a, b neighbour) int { return a.wave.OpensAt.Compare(b.wave.OpensAt) })
	return near, nil
}

// isNear reports whether at most 60 days lie between the two windows.
func (w Wave) isNear(other Wave) bool {
	return !w.OpensAt.After(other.ClosesAt.AddDate(0, 0, apartDays)) && !other.OpensAt.After(w.ClosesAt.AddDate(0, 0, apartDays))
}

func sharesQuestion(a, b survey.Content) bool {
	codes := map[string]bool{}
	for _, q := range a.Questions() {
		codes[q.Code] = true
	}
	return slices.ContainsFunc(b.Questions(), func(q survey.Question) bool { return codes[q.Code] })
}
