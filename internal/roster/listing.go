package roster

import (
	"context"
	"slices"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
)

// PageSize is how many people one page of a list holds.
const PageSize = 50

// maxSearch bounds a search text, in characters.
const maxSearch = 100

// Presence says which people a list is about.
type Presence string

// Kinds of presence; the empty one means those who can be invited.
const (
	Present  Presence = ""
	Gone     Presence = "left"
	Everyone Presence = "all"
)

// NoTeam stands in Filter.TeamID for people without a team.
const NoTeam = "none"

// Filter narrows a list of people; empty fields narrow nothing.
type Filter struct {
	CompanyID string
	TeamID    string // with the teams below it, or NoTeam
	GroupID   string
	NotIn     string // a group that the people do not belong to
	Search    string // words that all stand in name or address, in any order
	Presence  Presence
	Page      int // from 1
}

// Query is a filter as a store carries it out.
type Query struct {
	Filter
	Teams []string // one of them; empty: any
	Words []string // each stands in name or address, whatever its case and accents
	Limit int      // 0: all
	Skip  int
}

// Listing is one page of people by name, of Total in all.
type Listing struct {
	People []Person
	Total  int
	Page   int
	Pages  int // at least 1
}

// ListStore answers questions about the roster without reading all of it.
type ListStore interface {
	// FindPeople lists people by name and counts how many there are without
	// limit and skip.
	FindPeople(ctx context.Context, networkID string, q Query) ([]Person, int, error)
	// EachPerson calls fn for each person by company and name, one at a time.
	EachPerson(ctx context.Context, networkID string, q Query, fn func(Person) error) error
	// AddressHolder returns the person with the address who has not left.
	AddressHolder(ctx context.Context, networkID, email string) (Person, error)
	// Headcount counts the people of each company who have not left.
	Headcount(ctx context.Context, networkID string) (map[string]int, error)
}

// FindPeople lists one page of the people that the filter leaves. A page after
// the last one is the last one.
func (s *Service) FindPeople(ctx context.Context, v account.Viewer, f Filter) (Listing, error) {
	if err := v.NeedManager(); err != nil {
		return Listing{}, err
	}
	q, err := s.peopleQuery(ctx, v.NetworkID, f)
	if err != nil {
		return Listing{}, err
	}
	list := Listing{Page: max(f.Page, 1), Pages: 1}
	q.Limit = PageSize
	for {
		q.Skip = (list.Page - 1) * PageSize
		if list.People, list.Total, err = s.store.FindPeople(ctx, v.NetworkID, q); err != nil {
			return Listing{}, err
		}
		list.Pages = max(1, (list.Total+PageSize-1)/PageSize)
		if list.Page <= list.Pages {
			return list, nil
		}
		list.Page = list.Pages
	}
}

// EachPerson calls fn for each person that the filter leaves, by company and
// name; the filter's page is ignored.
func (s *Service) EachPerson(ctx context.Context, v account.Viewer, f Filter, fn func(Person) error) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	q, err := s.peopleQuery(ctx, v.NetworkID, f)
	if err != nil {
		return err
	}
	return s.store.EachPerson(ctx, v.NetworkID, q, fn)
}

// Headcount counts the people of each company who can be invited.
func (s *Service) Headcount(ctx context.Context, v account.Viewer) (map[string]int, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.Headcount(ctx, v.NetworkID)
}

// Teams lists the teams of all companies of the network.
func (s *Service) Teams(ctx context.Context, v account.Viewer) ([]cooperation.Team, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.Teams(ctx, v.NetworkID)
}

func (s *Service) peopleQuery(ctx context.Context, networkID string, f Filter) (Query, error) {
	q := Query{Filter: f, Words: searchWords(f.Search)}
	if f.TeamID == "" || f.TeamID == NoTeam {
		return q, nil
	}
	teams, err := s.store.Teams(ctx, networkID)
	if err != nil {
		return q, err
	}
	q.Teams = teamAndBelow(teams, f.TeamID)
	return q, nil
}

func searchWords(text string) []string {
	if runes := []rune(text); len(runes) > maxSearch {
		text = string(runes[:maxSearch])
	}
	return strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", " "), " "))
}

// teamAndBelow returns the team and all teams below it.
func teamAndBelow(teams []cooperation.Team, id string) []string {
	found := []string{id}
	for i := 0; i < len(found); i++ {
		for _, t := range teams {
			if t.ParentID == found[i] && !slices.Contains(found, t.ID) {
				found = append(found, t.ID)
			}
		}
	}
	return found
}
