package campaign

import (
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/roster"
)

// CrowdStore reads the people who can be invited, all of a network at once.
type CrowdStore interface {
	// Crowd lists a network's people who have not left, without their names
	// and in no order.
	Crowd(ctx context.Context, networkID string) ([]roster.Person, error)
	// Headcounts counts the same people by what an audience is chosen by.
	Headcounts(ctx context.Context, networkID string) ([]Headcount, error)
}

// Headcount is how many people on the roster who have not left are alike in
// everything that an audience can be narrowed by and results divided by.
type Headcount struct {
	CompanyID      string
	TeamID         string
	Representative bool
	Language       string
	Attributes     map[string]string // shared by all who read the count
	People         int
}

// person is one of those counted, whoever it is.
func (h Headcount) person() roster.Person {
	return roster.Person{
		CompanyID: h.CompanyID, TeamID: h.TeamID, Representative: h.Representative, Language: h.Language, Attributes: h.Attributes,
	}
}

// Headcounts counts the network's people who can be invited.
func (s *Service) Headcounts(ctx context.Context, v account.Viewer) ([]Headcount, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.Headcounts(ctx, v.NetworkID)
}

// asksByName reports whether who is chosen depends on more than the counts of
// the roster tell: on groups and on who was asked before.
func (a Audience) asksByName() bool { return len(a.Groups) > 0 || a.RestDays != 0 }

// counted is how many people an opening asks, with what was left before each
// narrowing, by company where it says so.
type counted struct {
	invited map[string]int // by company; none of them is zero
	people  int            // all who are invited
	listed  int
	fitted  int
	rested  int
}

// countAudience tells how many people the next wave of c would ask, judged from the
// roster as it is now. How many a sample takes follows from the size of each
// company: only who they are needs people.
func (s *Service) countAudience(ctx context.Context, c Campaign) (counted, error) {
	if !c.Audience.asksByName() {
		return s.countAnyone(ctx, c)
	}
	o, err := s.nextOccasion(ctx, c)
	if err != nil {
		return counted{}, err
	}
	got, err := s.choose(ctx, c, o)
	n := counted{invited: map[string]int{}, people: len(got.people), listed: got.listed, fitted: got.fitted, rested: got.rested}
	for _, p := range got.people {
		n.invited[p.CompanyID]++
	}
	return n, err
}

// countAnyone counts an audience that needs no names.
func (s *Service) countAnyone(ctx context.Context, c Campaign) (counted, error) {
	n := counted{invited: map[string]int{}}
	listed, err := s.listed(ctx, c)
	if err != nil {
		return n, err
	}
	fits, err := s.fitting(ctx, c)
	if err != nil {
		return n, err
	}
	for _, h := range listed {
		n.listed += h.People
		if fits(h.person()) {
			n.fitted += h.People
			n.invited[h.CompanyID] += h.People
		}
	}
	n.rested = n.fitted
	for id, people := range n.invited {
		if c.Audience.Sample != (Sample{}) {
			n.invited[id] = c.Audience.Sample.size(people)
		}
		n.people += n.invited[id]
	}
	return n, nil
}

// listed are the counts of the people whom c asks if nothing narrows it.
func (s *Service) listed(ctx context.Context, c Campaign) ([]Headcount, error) {
	companies, err := s.askedCompanies(ctx, c)
	if err != nil {
		return nil, err
	}
	counts, err := s.store.Headcounts(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(counts, func(h Headcount) bool { return !c.lists(companies, h.person()) }), nil
}

// lists reports whether p, who has not left, can be asked by c if nothing
// narrows it.
func (c Campaign) lists(companies []string, p roster.Person) bool {
	return slices.Contains(companies, p.CompanyID) && (c.Mode != Attributed || p.Representative)
}

// anyone returns an audience that needs no names: as many people as would be
// asked, at their places, and nobody told from another.
func (s *Service) anyone(ctx context.Context, c Campaign) ([]roster.Person, error) {
	listed, err := s.listed(ctx, c)
	if err != nil {
		return nil, err
	}
	fits, err := s.fitting(ctx, c)
	if err != nil {
		return nil, err
	}
	n := 0
	for i, h := range listed {
		if !fits(h.person()) {
			listed[i].People = 0
		}
		n += listed[i].People
	}
	people := make([]roster.Person, 0, n)
	for _, h := range listed {
		p := h.person()
		for range h.People {
			people = append(people, p)
		}
	}
	return people, nil
}

// Reading returns a service for one request: what it reads of a network it
// reads once, so that everything it tells is judged from the same roster. It
// must not outlive the request, and is not safe for concurrent use.
func (s *Service) Reading() *Service {
	if _, already := s.store.(*reading); already {
		return s
	}
	return &Service{
		store: &reading{Store: s.store}, keys: s.keys, questionnaires: s.questionnaires, clock: s.clock, newID: s.newID,
		seats: map[string]seating{},
	}
}

// reading remembers the roster of the one network that a request is about.
type reading struct {
	Store
	crowd      memory[roster.Person]
	headcounts memory[Headcount]
	members    memory[roster.GroupMember]
	shown      memory[Wave]
	since      time.Time // from when on the shown ones are remembered
}

func (r *reading) Crowd(ctx context.Context, networkID string) ([]roster.Person, error) {
	return r.crowd.recall(ctx, networkID, func(ctx context.Context, id string) ([]roster.Person, error) {
		people, err := r.Store.Crowd(ctx, id)
		sortByID(people) // once: each audience is then in order already
		return people, err
	})
}

func (r *reading) Headcounts(ctx context.Context, networkID string) ([]Headcount, error) {
	return r.headcounts.recall(ctx, networkID, r.Store.Headcounts)
}

func (r *reading) GroupMembers(ctx context.Context, networkID string) ([]roster.GroupMember, error) {
	return r.members.recall(ctx, networkID, r.Store.GroupMembers)
}

func (r *reading) Shown(ctx context.Context, networkID string, since time.Time) ([]Wave, error) {
	if since.Before(r.since) {
		r.shown = memory[Wave]{}
	}
	waves, err := r.shown.recall(ctx, networkID, func(ctx context.Context, id string) ([]Wave, error) {
		r.since = since
		return r.Store.Shown(ctx, id, since)
	})
	return slices.DeleteFunc(waves, func(w Wave) bool { return w.ClosesAt.Before(since) }), err
}

// memory keeps the rows of one network.
type memory[T any] struct {
	networkID string
	rows      []T
}

// recall returns the rows, a slice of its own each time: callers narrow it in
// place.
func (m *memory[T]) recall(ctx context.Context, networkID string, read func(context.Context, string) ([]T, error)) ([]T, error) {
	if m.networkID != networkID {
		rows, err := read(ctx, networkID)
		if err != nil {
			return nil, err
		}
		m.networkID, m.rows = networkID, rows
	}
	return slices.Clone(m.rows), nil
}
