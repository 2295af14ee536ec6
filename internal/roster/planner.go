package roster

import (
	"time"

	"kreislauf/internal/cooperation"
)

// planner collects the roster change of the rows that are taken.
type planner struct {
	roster Snapshot
	newID  func() string
	now    time.Time
	teams  *teamTree
	groups map[string]string // folded name -> id
	change Change
}

func newPlanner(r Snapshot, newID func() string, now time.Time) *planner {
	p := &planner{roster: r, newID: newID, now: now, teams: newTeamTree(r.Teams), groups: map[string]string{}}
	for _, g := range r.Groups {
		p.groups[folded(g.Name)] = g.ID
	}
	return p
}

// take adds what a row changes.
func (p *planner) take(row *Row) {
	person := row.plan.person
	if len(row.plan.team) > 0 {
		person.TeamID = p.team(person.CompanyID, row.plan.team)
	}
	switch {
	case person.ID == "":
		person.ID, person.CreatedAt = p.newID(), p.now
		p.change.Added = append(p.change.Added, person)
	case !row.plan.same:
		p.change.Changed = append(p.change.Changed, person)
	}
	for _, name := range row.plan.groups {
		p.change.GroupMembers = append(p.change.GroupMembers, GroupMember{
			GroupID: p.group(name), PersonID: person.ID, NetworkID: p.roster.NetworkID,
		})
	}
}

// team returns the id of the team at the path, made with its parents where it
// is missing.
func (p *planner) team(companyID string, path []string) string {
	if id, ok := p.teams.find(companyID, path); ok {
		return id
	}
	parent := ""
	for _, name := range path {
		id, ok := p.teams.below(companyID, parent, name)
		if !ok {
			team := cooperation.Team{
				ID: p.newID(), NetworkID: p.roster.NetworkID, CompanyID: companyID, ParentID: parent, Name: name, Version: 1,
			}
			p.teams.add(team)
			p.change.Teams = append(p.change.Teams, team)
			id = team.ID
		}
		parent = id
	}
	return parent
}

func (p *planner) group(name string) string {
	id, ok := p.groups[folded(name)]
	if !ok {
		id = p.newID()
		p.groups[folded(name)] = id
		p.change.Groups = append(p.change.Groups, Group{
			ID: id, NetworkID: p.roster.NetworkID, Name: name, CreatedAt: p.now, Version: 1,
		})
	}
	return id
}

// teamTree finds teams by name, whatever the case.
type teamTree struct {
	children map[teamKey]string
	byName   map[teamKey][]string // parent left out: wherever the team stands
}

type teamKey struct{ company, parent, name string }

func newTeamTree(teams []cooperation.Team) *teamTree {
	t := &teamTree{children: map[teamKey]string{}, byName: map[teamKey][]string{}}
	for _, team := range teams {
		t.add(team)
	}
	return t
}

func (t *teamTree) add(team cooperation.Team) {
	name := folded(team.Name)
	t.children[teamKey{team.CompanyID, team.ParentID, name}] = team.ID
	anywhere := teamKey{company: team.CompanyID, name: name}
	t.byName[anywhere] = append(t.byName[anywhere], team.ID)
}

func (t *teamTree) below(companyID, parent, name string) (id string, ok bool) {
	id, ok = t.children[teamKey{companyID, parent, folded(name)}]
	return id, ok
}

// find returns the team at the path. A single name that does not stand at the
// top also means the one team of that name further down.
func (t *teamTree) find(companyID string, path []string) (id string, ok bool) {
	parent := ""
	for _, name := range path {
		if id, ok = t.below(companyID, parent, name); !ok {
			break
		}
		parent = id
	}
	if ok || len(path) != 1 {
		return id, ok
	}
	if all := t.byName[teamKey{company: companyID, name: folded(path[0])}]; len(all) == 1 {
		return all[0], true
	}
	return "", false
}
