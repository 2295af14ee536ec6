package campaign

import (
	"cmp"
	"context"
	"slices"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// Narrowing is what the audience of a campaign can be narrowed by.
type Narrowing struct {
	Teams      []TeamPath     // each company's in the order of its tree
	Groups     []roster.Group // by name
	Attributes []AttributeValues
}

// TeamPath is a team with the names on the way to it, its own the last.
type TeamPath struct {
	ID, CompanyID string
	Names         []string
}

// AttributeValues are the values of one attribute that people have, in order.
type AttributeValues struct {
	Name   string
	Values []string
}

// Narrowing lists the network's teams and groups, and the attributes of the
// people who can be invited.
func (s *Service) Narrowing(ctx context.Context, v account.Viewer) (Narrowing, error) {
	var n Narrowing
	if err := v.NeedManager(); err != nil {
		return n, err
	}
	teams, err := s.store.Teams(ctx, v.NetworkID)
	if err != nil {
		return n, err
	}
	n.Teams = paths(teams)
	if n.Groups, err = s.store.Groups(ctx, v.NetworkID); err != nil {
		return n, err
	}
	counts, err := s.store.Headcounts(ctx, v.NetworkID)
	n.Attributes = attributes(counts)
	return n, err
}

// paths walks the trees from the top, so that children follow their parents.
func paths(teams []cooperation.Team) []TeamPath {
	var all []TeamPath
	var below func(parent string, names []string)
	below = func(parent string, names []string) {
		for _, t := range teams {
			if t.ParentID == parent {
				way := append(slices.Clone(names), t.Name)
				all = append(all, TeamPath{ID: t.ID, CompanyID: t.CompanyID, Names: way})
				below(t.ID, way)
			}
		}
	}
	below("", nil)
	slices.SortStableFunc(all, func(a, b TeamPath) int { return cmp.Compare(a.CompanyID, b.CompanyID) })
	return all
}

func attributes(counts []Headcount) []AttributeValues {
	values := map[string][]string{}
	for _, h := range counts {
		for name, value := range h.Attributes {
			values[name] = append(values[name], value)
		}
	}
	all := make([]AttributeValues, 0, len(values))
	for name, found := range values {
		slices.Sort(found)
		all = append(all, AttributeValues{Name: name, Values: slices.Compact(found)})
	}
	slices.SortFunc(all, func(a, b AttributeValues) int { return cmp.Compare(a.Name, b.Name) })
	return all
}
