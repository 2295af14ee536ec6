package campaign

import (
	"context"
	"maps"
	"slices"
	"time"

	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// apartDays is how far apart, in calendar days, waves must lie that ask the
// same question of audiences which differ by a few people only: their results
// would otherwise tell what these few answered.
const apartDays = 60

// checkOverlap refuses a plan whose waves ask a question that another
// campaign's waves ask within 60 days, of nearly the same people. Compared are
// the people invited, or whom a planned wave would ask as the roster is now.
//
// Waves of the campaign itself are not compared as long as its audience stays
// the same choice: who joined or left between two of them, nobody chose.
func (s *Service) checkOverlap(ctx context.Context, c Campaign, waves []Wave) error {
	if c.Mode != Anonymous || len(waves) == 0 {
		return nil
	}
	if err := c.checkOwnSamples(waves); err != nil {
		return err
	}
	near, err := s.neighbours(ctx, c, waves)
	if err != nil || len(near) == 0 {
		return err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	mine, err := s.asked(ctx, c, waves[0])
	if err != nil {
		return err
	}
	for _, other := range near {
		theirs, err := s.seatsOf(ctx, other)
		if err != nil {
			return err
		}
		if tooAlike(seats(mine), theirs, network.K) {
			return fault.Invalid("audience", "error.campaign_overlap",
				"title", map[string]string(other.campaign.Title), "k", network.K, "days", apartDays)
		}
	}
	return nil
}

// checkOwnSamples refuses a campaign that draws anew within 60 days, unless
// its rest keeps each draw clear of those before.
func (c Campaign) checkOwnSamples(waves []Wave) error {
	if c.Audience.Sample == (Sample{}) || len(waves) < 2 || !waves[0].isNear(waves[1]) {
		return nil
	}
	zone, err := loadZone(waves[0].Zone)
	if err != nil {
		return err
	}
	day := func(t time.Time) time.Time { return wallAt(t, zone).Truncate(24 * time.Hour) }
	last := waves[0].ClosesAt.AddDate(0, 0, apartDays)
	needed := int(day(last).Sub(day(waves[0].OpensAt))/(24*time.Hour)) + 1
	if c.Audience.RestDays < needed {
		return fault.Invalid("audience.sample", "error.campaign_sample_often", "days", apartDays, "rest", needed)
	}
	return nil
}

// checkOwnChange refuses another choice of people that would ask nearly the
// same ones as a wave of the campaign itself did within 60 days. Who joined or
// left since that wave opened is not counted: nobody chose it.
func (s *Service) checkOwnChange(ctx context.Context, before, c Campaign, waves []Wave, now time.Time) error {
	recent := slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool {
		return w.Mode != Anonymous || w.OpenedAt == nil || w.CancelledAt != nil || w.ClosesAt.AddDate(0, 0, apartDays).Before(now)
	})
	if len(recent) == 0 || before.Audience.alike(c.Audience) {
		return nil
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return err
	}
	w, found, err := s.alikeOwn(ctx, c, recent, people)
	if err != nil || !found {
		return err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	return fault.Invalid("audience", "error.campaign_overlap_own", "number", w.Number, "k", network.K, "days", apartDays)
}

// alikeOwn finds one of the campaign's opened waves that asked nearly the same
// people, besides those who joined or left since it opened.
func (s *Service) alikeOwn(ctx context.Context, c Campaign, waves []Wave, people []Person) (Wave, bool, error) {
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return Wave{}, false, err
	}
	roster, err := s.store.People(ctx, c.NetworkID, "")
	if err != nil {
		return Wave{}, false, err
	}
	present := seats(slices.DeleteFunc(roster, func(p Person) bool { return p.LeftAt != nil }))
	for _, w := range waves {
		asked, err := s.seatsOf(ctx, neighbour{campaign: c, wave: w})
		if err != nil {
			return Wave{}, false, err
		}
		maps.DeleteFunc(asked, func(one seat, _ bool) bool { return !present[one] })
		stayed := slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return !p.CreatedAt.Before(*w.OpenedAt) })
		if tooAlike(seats(stayed), asked, network.K) {
			return w, true, nil
		}
	}
	return Wave{}, false, nil
}

// setsFewApart reports whether these people would be nearly those of an opened
// wave within 60 days, of this campaign or another, that asked a question of it.
func (s *Service) setsFewApart(ctx context.Context, c Campaign, w Wave, people []Person) (bool, error) {
	opened := func(other Wave) bool {
		return other.Mode == Anonymous && other.OpenedAt != nil && other.CancelledAt == nil && other.ID != w.ID && w.isNear(other)
	}
	own, err := s.store.Waves(ctx, c.ID)
	if err != nil {
		return false, err
	}
	own = slices.DeleteFunc(own, func(other Wave) bool { return !opened(other) })
	if _, found, err := s.alikeOwn(ctx, c, own, people); err != nil || found {
		return found, err
	}
	near, err := s.neighbours(ctx, c, []Wave{w})
	if err != nil {
		return false, err
	}
	near = slices.DeleteFunc(near, func(n neighbour) bool { return !opened(n.wave) })
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return false, err
	}
	for _, n := range near {
		theirs, err := s.seatsOf(ctx, n)
		if err != nil {
			return false, err
		}
		if tooAlike(seats(people), theirs, network.K) {
			return true, nil
		}
	}
	return false, nil
}

// neighbour is a wave of another campaign that lies near.
type neighbour struct {
	campaign Campaign
	wave     Wave
}

// neighbours lists the waves of the network's other anonymous campaigns that
// share a question with c and lie within 60 days of one of its waves.
func (s *Service) neighbours(ctx context.Context, c Campaign, waves []Wave) ([]neighbour, error) {
	campaigns, err := s.store.Campaigns(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return nil, err
	}
	var near []neighbour
	for _, other := range campaigns {
		if other.ID == c.ID {
			continue
		}
		theirs, err := s.store.Waves(ctx, other.ID)
		if err != nil {
			return nil, err
		}
		for _, w := range theirs {
			if w.Mode != Anonymous || w.CancelledAt != nil || w.MissedAt != nil || !slices.ContainsFunc(waves, w.isNear) {
				continue
			}
			shared, err := s.sharesQuestion(ctx, other, w, version.Content)
			if err != nil {
				return nil, err
			}
			if shared {
				near = append(near, neighbour{campaign: other, wave: w})
			}
		}
	}
	slices.SortStableFunc(near, func(a, b neighbour) int { return a.wave.OpensAt.Compare(b.wave.OpensAt) })
	return near, nil
}

// isNear reports whether at most 60 days lie between the two windows.
func (w Wave) isNear(other Wave) bool {
	return !w.OpensAt.After(other.ClosesAt.AddDate(0, 0, apartDays)) && !other.OpensAt.After(w.ClosesAt.AddDate(0, 0, apartDays))
}

func (s *Service) sharesQuestion(ctx context.Context, c Campaign, w Wave, content survey.Content) (bool, error) {
	var version survey.Version
	var err error
	if w.OpenedAt != nil {
		version, err = s.questionnaires.Version(ctx, w.VersionID)
	} else {
		_, version, err = s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	}
	if err != nil {
		return false, err
	}
	codes := map[string]bool{}
	for _, q := range content.Questions() {
		codes[q.Code] = true
	}
	return slices.ContainsFunc(version.Content.Questions(), func(q survey.Question) bool { return codes[q.Code] }), nil
}

// seat is the company and the person of somebody who is asked.
type seat struct{ company, person string }

func seats(people []Person) map[seat]bool {
	taken := make(map[seat]bool, len(people))
	for _, p := range people {
		taken[seat{p.CompanyID, p.ID}] = true
	}
	return taken
}

// seatsOf returns whom a wave asks: those invited, or before it opens those
// whom it would invite now.
func (s *Service) seatsOf(ctx context.Context, n neighbour) (map[seat]bool, error) {
	if n.wave.OpenedAt == nil {
		people, err := s.asked(ctx, n.campaign, n.wave)
		return seats(people), err
	}
	invitations, err := s.store.Invitations(ctx, n.wave.ID)
	if err != nil {
		return nil, err
	}
	taken := make(map[seat]bool, len(invitations))
	for _, i := range invitations {
		taken[seat{i.CompanyID, i.PersonID}] = true
	}
	return taken, nil
}

// tooAlike reports whether 1 to k-1 people of some company are asked by one of
// two waves and not by the other. Waves without a person in common are not:
// there is nothing to subtract.
func tooAlike(a, b map[seat]bool, k int) bool {
	more, less := surplus(a, b), surplus(b, a)
	if total(more) == len(a) {
		return false
	}
	few := func(n int) bool { return n < k }
	return slices.ContainsFunc(slices.Collect(maps.Values(more)), few) || slices.ContainsFunc(slices.Collect(maps.Values(less)), few)
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// surplus counts, by company, who is in a and not in b.
func surplus(a, b map[seat]bool) map[string]int {
	extra := map[string]int{}
	for s := range a {
		if !b[s] {
			extra[s.company]++
		}
	}
	return extra
}
