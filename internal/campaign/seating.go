package campaign

import (
	"cmp"
	"context"
	"maps"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
)

// seated returns the people of a seating, by id. Those whose place it changes
// take the place along.
func seated(c Campaign, present []roster.Person, chosen, now seating) []roster.Person {
	people := make([]roster.Person, 0, len(now))
	for _, p := range present {
		at, asked := now[p.ID]
		if !asked {
			continue
		}
		if was, known := chosen[p.ID]; !known || was != at {
			p = c.placed(p, at)
		}
		people = append(people, p)
	}
	sortByID(people)
	return people
}

// placed returns p at a place of the campaign's division.
func (c Campaign) placed(p roster.Person, at analytics.Place) roster.Person {
	d := c.division()
	if d.teams {
		p.TeamID = at.TeamID
	}
	if d.attribute != "" {
		attributes := maps.Clone(p.Attributes)
		if attributes == nil {
			attributes = map[string]string{}
		}
		attributes[d.attribute] = at.Attribute
		p.Attributes = attributes
	}
	return p
}

// division is how results are divided below companies.
type division struct {
	teams     bool
	attribute string
}

func (c Campaign) division() division {
	if c.SplitBy == SplitTeams {
		return division{teams: true}
	}
	return division{attribute: c.SplitBy}
}

func divisionOf(f analytics.Frozen) division {
	return division{teams: f.SplitTeams, attribute: f.Attribute}
}

// tree is the network's teams as they are now, by id.
type tree map[string]cooperation.Team

func (s *Service) tree(ctx context.Context, networkID string) (tree, error) {
	teams, err := s.store.Teams(ctx, networkID)
	if err != nil {
		return nil, err
	}
	now := make(tree, len(teams))
	for _, t := range teams {
		now[t.ID] = t
	}
	return now, nil
}

// seats places people in a division.
func (t tree) seats(d division, people []roster.Person) seating {
	taken := make(seating, len(people))
	for _, p := range people {
		at := analytics.Place{CompanyID: p.CompanyID}
		if d.teams && t[p.TeamID].CompanyID == p.CompanyID {
			at.TeamID = p.TeamID
		}
		if d.attribute != "" {
			at.Attribute = p.Attributes[d.attribute]
		}
		taken[p.ID] = at
	}
	return taken
}

// placing returns where an opened wave counts an invitation, in the tree as it
// is now: of a team that was moved or is gone, the people count where the way
// to it ends.
func (t tree) placing(f analytics.Frozen) func(Invitation) analytics.Place {
	parents := make(map[string]string, len(f.Nodes))
	for _, n := range f.Nodes {
		parents[n.ID] = n.Parent
	}
	var end func(id string) string
	end = func(id string) string {
		parent, known := parents[id]
		if !known || parent == "" {
			return ""
		}
		above, team := end(parent), t[id]
		if cmp.Or(team.ParentID, team.CompanyID) != parent || parent != cmp.Or(above, team.CompanyID) {
			return above
		}
		return id
	}
	d := divisionOf(f)
	return func(i Invitation) analytics.Place {
		at := analytics.Place{CompanyID: i.CompanyID}
		if d.teams && i.TeamID != "" {
			at.TeamID = end(i.TeamID)
		}
		if d.attribute != "" {
			at.Attribute = i.Attribute
		}
		return at
	}
}
