package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/roster"
)

// LineupStore finds what an opening is compared with.
type LineupStore interface {
	// Shown lists the opened anonymous waves of a network that close at since
	// or later and have shown something or still may, the latest first. A wave
	// that was cancelled before its tally never does.
	Shown(ctx context.Context, networkID string, since time.Time) ([]Wave, error)
	// Seats calls fn for each invitation of waves, with wave, person and place
	// alone.
	Seats(ctx context.Context, waveIDs []string, fn func(Invitation)) error
}

// lineup is whom an opening asks.
type lineup struct {
	people []roster.Person // by id, at the places that the wave gives them
	few    *fewApart
	// seen are the waves whose results could be compared with this one's, and
	// since from when on they were looked for.
	seen  []string
	since time.Time
	seats seating // anonymous: of the people
	can   asker
}

// fewApart is a wave that asked nearly the same people the same.
type fewApart struct {
	wave     Wave
	division bool // it divides their results in another way
}

// Error names the wave only.
func (f *fewApart) Error() string {
	return fmt.Sprintf("the audience differs by a few people from that of wave %s", f.wave.ID)
}

// lineUp chooses whom the opening of w asks. An anonymous audience is aligned
// with the waves of the campaign that opened before. A rest that sets the
// audience apart by a few people from one of another campaign does not hold:
// to be asked once more does less harm than to be found out.
func (s *Service) lineUp(ctx context.Context, c Campaign, w Wave) (lineup, error) {
	o := occasion{wave: w.ID, opens: w.OpensAt, zone: w.Zone}
	chosen, err := s.choose(ctx, c, o)
	if err != nil || c.Mode != Anonymous {
		return lineup{people: chosen.people}, err
	}
	before, err := s.comparable(ctx, c, w)
	if err != nil {
		return lineup{}, err
	}
	l := before.lineUp(c, chosen)
	if l.few = before.tooAlike(c.division(), l); l.few == nil || c.Audience.RestDays == 0 {
		return l, nil
	}
	rested := c
	rested.Audience.RestDays = 0
	if chosen, err = s.choose(ctx, rested, o); err != nil {
		return lineup{}, err
	}
	l = before.lineUp(c, chosen)
	l.few = before.tooAlike(c.division(), l)
	return l, nil
}

// asked lists whom the opening of w would ask now, by id. Unless a rest could
// give way, it need not be known whether w may open.
func (s *Service) asked(ctx context.Context, c Campaign, w Wave) ([]roster.Person, error) {
	if c.Mode != Anonymous || c.Audience.RestDays > 0 {
		l, err := s.lineUp(ctx, c, w)
		return l.people, err
	}
	chosen, err := s.choose(ctx, c, occasion{wave: w.ID, opens: w.OpensAt, zone: w.Zone})
	if err != nil {
		return nil, err
	}
	before, err := s.comparable(ctx, c, w)
	return before.lineUp(c, chosen).people, err
}

// comparison is what an anonymous audience is held against.
type comparison struct {
	k      int
	tree   tree
	own    []seating // of the campaign, divided as it is now, the latest first
	others []earlier
	seen   []string
	since  time.Time
}

// earlier is an opened wave whose results can be held against new ones.
type earlier struct {
	wave  Wave
	seats seating
}

// comparable finds the waves that w is compared with: those within 60 days
// that share a question.
func (s *Service) comparable(ctx context.Context, c Campaign, w Wave) (comparison, error) {
	got := comparison{since: w.OpensAt.AddDate(0, 0, -apartDays)}
	shown, err := s.store.Shown(ctx, c.NetworkID, got.since)
	if err != nil {
		return got, err
	}
	for _, other := range shown {
		got.seen = append(got.seen, other.ID)
	}
	if shown, err = s.sharing(ctx, c, w, shown); err != nil || len(shown) == 0 {
		return got, err
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil {
		return got, err
	}
	got.k = network.K
	if got.tree, err = s.tree(ctx, c.NetworkID); err != nil {
		return got, err
	}
	seats, err := s.seatsOf(ctx, got.tree, shown)
	if err != nil {
		return got, err
	}
	for _, other := range shown {
		if other.CampaignID == c.ID && divisionOf(other.Frozen) == c.division() {
			got.own = append(got.own, seats[other.ID])
			continue
		}
		got.others = append(got.others, earlier{other, seats[other.ID]})
	}
	return got, nil
}

// sharing keeps the waves that lie near w and share a question with it.
func (s *Service) sharing(ctx context.Context, c Campaign, w Wave, waves []Wave) ([]Wave, error) {
	waves = slices.DeleteFunc(waves, func(other Wave) bool { return other.ID == w.ID || !w.isNear(other) })
	if len(waves) == 0 {
		return nil, nil
	}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return nil, err
	}
	shared := map[string]bool{version.ID: true}
	for _, other := range waves {
		if _, known := shared[other.VersionID]; known {
			continue
		}
		theirs, err := s.questionnaires.Version(ctx, other.VersionID)
		if err != nil {
			return nil, err
		}
		shared[other.VersionID] = sharesQuestion(theirs.Content, version.Content)
	}
	return slices.DeleteFunc(waves, func(other Wave) bool { return !shared[other.VersionID] }), nil
}

// seatsOf reads whom opened waves asked, by wave. Who shares a reading shares
// the seatings: nobody may change them.
func (s *Service) seatsOf(ctx context.Context, now tree, waves []Wave) (map[string]seating, error) {
	all := s.seats
	if all == nil {
		all = make(map[string]seating, len(waves))
	}
	var missing []string
	places := make(map[string]func(Invitation) analytics.Place, len(waves))
	read := make(map[string]seating, len(waves))
	for _, w := range waves {
		if all[w.ID] == nil {
			missing, places[w.ID], read[w.ID] = append(missing, w.ID), now.placing(w.Frozen), make(seating, w.Invited)
		}
	}
	err := s.store.Seats(ctx, missing, func(i Invitation) { read[i.WaveID][i.PersonID] = places[i.WaveID](i) })
	if err != nil {
		return nil, err
	}
	maps.Copy(all, read)
	return all, nil
}

// lineUp aligns the chosen people with the campaign's own waves and keeps the
// newest of them from standing out against those of others.
func (b comparison) lineUp(c Campaign, chosen choice) lineup {
	l := lineup{people: chosen.people, seen: b.seen, since: b.since}
	if len(b.own)+len(b.others) == 0 {
		return l
	}
	now, here := b.tree.seats(c.division(), chosen.people), make(map[string]roster.Person, len(chosen.present))
	for _, p := range chosen.present {
		here[p.ID] = p
	}
	l.can = func(person string, at analytics.Place) bool { return here[person].CompanyID == at.CompanyID }
	l.seats = now
	if len(b.own) > 0 {
		l.seats = align(now, b.own, l.can, b.k)
	}
	l.seats = b.withoutLate(c.division(), l.seats, here, l.can)
	if !maps.Equal(now, l.seats) {
		l.people = seated(c, chosen.present, now, l.seats)
	}
	return l
}

// withoutLate leaves out people who came to the roster after a wave of another
// campaign opened, where fewer than k would stand out against it: they are
// asked the next time, and nobody's survey has to wait for them.
func (b comparison) withoutLate(d division, now seating, here map[string]roster.Person, can asker) seating {
	var newest time.Time
	for person := range now {
		if came := here[person].CreatedAt; came.After(newest) {
			newest = came
		}
	}
	for _, other := range b.others {
		if divisionOf(other.wave.Frozen) != d || newest.Before(*other.wave.OpenedAt) {
			continue
		}
		few := now.fewApart(other.seats, b.k, can)
		if len(few) == 0 {
			continue
		}
		kept := maps.Clone(now)
		maps.DeleteFunc(kept, func(person string, at analytics.Place) bool {
			_, asked := other.seats[person]
			return !asked && slices.Contains(few, at) && !here[person].CreatedAt.Before(*other.wave.OpenedAt)
		})
		now = kept
	}
	return now
}

// tooAlike finds a wave of another campaign, or of this one with other groups
// of results, whose people are nearly those of l. People who left since
// cannot be asked, so that they alone keep no wave from opening.
func (b comparison) tooAlike(d division, l lineup) *fewApart {
	for _, other := range b.others {
		if divided := divisionOf(other.wave.Frozen) != d; tooAlike(l.seats, other.seats, divided, b.k, l.can) {
			return &fewApart{other.wave, divided}
		}
	}
	return nil
}

// tooAlike reports whether the results of two audiences tell what 1 to k-1
// people answered: those of a few who are asked in one of them only, or of a
// few who are on one side of a line in one division and not in the other.
func tooAlike(a, b seating, divided bool, k int, can asker) bool {
	if divided {
		return a.meets(b)
	}
	return len(a.fewApart(b, k, can)) > 0
}
