package analytics

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"kreislauf/internal/survey"
)

// MinK is the smallest group that any network may show results for.
const MinK = 5

// Frozen is everything besides the questionnaire that decides what a wave can
// show. It is stored when the wave opens and never changes. It lists places,
// not people.
type Frozen struct {
	Version        int      `json:"version"`
	K              int      `json:"k"` // at least MinK
	Nodes          []Node   `json:"nodes"`
	Places         []Seats  `json:"places"`
	SplitTeams     bool     `json:"split_teams,omitempty"`     // companies are divided into teams
	Attribute      string   `json:"attribute,omitempty"`       // name of the split attribute; empty: none
	Values         []string `json:"values,omitempty"`          // its values, in the order they are split
	AttributeFirst []string `json:"attribute_first,omitempty"` // question codes split by attribute before company
	CompanyConsent bool     `json:"company_consent,omitempty"` // both of two companies agreed to company-level results
}

// frozenVersion is the layout of Frozen that this package writes and reads.
const frozenVersion = 1

// Kind is the kind of a node of the frozen tree.
type Kind string

// Kinds of node. The root is the network itself and is not listed.
const (
	KindCompany Kind = "company"
	KindTeam    Kind = "team"
)

// Node is a company, or a team below a company or another team.
type Node struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"` // empty for a company
	Kind   Kind   `json:"kind"`
}

// Place is where one invitation belongs. Team and attribute may be empty.
type Place struct {
	CompanyID string `json:"company"`
	TeamID    string `json:"team,omitempty"`
	Attribute string `json:"attribute,omitempty"`
}

// Seats is the number of people invited at one place.
type Seats struct {
	Place
	Invited int `json:"invited"`
}

// Freeze returns the frozen roster of a wave from its tree and the place of
// every invitation. Which questions are split by attribute first comes from
// the questionnaire. Nodes keep their order: it is the fixed tie-break.
func Freeze(k int, nodes []Node, places []Place, split Split, content survey.Content) (Frozen, error) {
	f := Frozen{
		Version: frozenVersion, K: k, Nodes: slices.Clone(nodes), SplitTeams: split.Teams,
		Attribute: split.Attribute, CompanyConsent: split.CompanyConsent,
	}
	invited := map[Place]int{}
	values := map[string]bool{}
	for _, p := range places {
		invited[f.seat(p)]++
		values[p.Attribute] = true
	}
	if f.Attribute != "" {
		f.Values = slices.Sorted(maps.Keys(values))
		for _, q := range content.Questions() {
			if q.ByAttribute {
				f.AttributeFirst = append(f.AttributeFirst, q.Code)
			}
		}
	}
	for p, n := range invited {
		f.Places = append(f.Places, Seats{Place: p, Invited: n})
	}
	f.sortPlaces()
	return f, f.Check()
}

// Split is what a campaign declares about the division of its results.
type Split struct {
	Teams          bool
	Attribute      string // empty: none
	CompanyConsent bool
}

// seat returns p without what the wave does not split by, so that the frozen
// roster holds no finer place than the results need.
func (f Frozen) seat(p Place) Place {
	if !f.SplitTeams {
		p.TeamID = ""
	}
	if f.Attribute == "" {
		p.Attribute = ""
	}
	return p
}

func (f *Frozen) sortPlaces() {
	rank := map[string]int{"": -1}
	for i, n := range f.Nodes {
		rank[n.ID] = i
	}
	slices.SortFunc(f.Places, func(a, b Seats) int {
		if d := rank[a.CompanyID] - rank[b.CompanyID]; d != 0 {
			return d
		}
		if d := rank[a.TeamID] - rank[b.TeamID]; d != 0 {
			return d
		}
		return slices.Index(f.Values, a.Attribute) - slices.Index(f.Values, b.Attribute)
	})
}

// Check reports a frozen roster that no tally could rely on: k below MinK, a
// node without its parent, a place outside the tree or listed twice.
func (f Frozen) Check() error {
	if f.Version != frozenVersion {
		return fmt.Errorf("frozen roster has version %d, want %d", f.Version, frozenVersion)
	}
	if f.K < MinK {
		return fmt.Errorf("frozen roster has k = %d, below %d", f.K, MinK)
	}
	if err := f.checkNodes(); err != nil {
		return err
	}
	return f.checkPlaces()
}

func (f Frozen) checkNodes() error {
	known := map[string]bool{}
	for _, n := range f.Nodes {
		switch {
		case n.ID == "" || known[n.ID]:
			return errors.New("frozen roster has an empty or doubled node id")
		case n.Kind == KindCompany && n.Parent != "":
			return errors.New("frozen roster has a company below another node")
		case n.Kind == KindTeam && !known[n.Parent]:
			return errors.New("frozen roster has a team in front of its parent")
		case n.Kind != KindCompany && n.Kind != KindTeam:
			return fmt.Errorf("frozen roster has a node of kind %q", n.Kind)
		}
		known[n.ID] = true
	}
	return nil
}

func (f Frozen) checkPlaces() error {
	company := f.companyOf()
	seen := map[Place]bool{}
	for _, s := range f.Places {
		switch {
		case company[s.CompanyID] != s.CompanyID:
			return errors.New("frozen roster has a place outside its companies")
		case s.TeamID != "" && (s.TeamID == s.CompanyID || company[s.TeamID] != s.CompanyID):
			return errors.New("frozen roster has a team outside its company")
		case f.Attribute != "" && !slices.Contains(f.Values, s.Attribute):
			return errors.New("frozen roster has an attribute value that is not declared")
		case seen[s.Place] || s.Place != f.seat(s.Place):
			return errors.New("frozen roster has a place twice or finer than its split")
		case s.Invited < 1:
			return errors.New("frozen roster has a place without invitations")
		}
		seen[s.Place] = true
	}
	return nil
}

// companyOf maps each node to its company; a company to itself.
func (f Frozen) companyOf() map[string]string {
	company := make(map[string]string, len(f.Nodes))
	for _, n := range f.Nodes {
		if n.Kind == KindCompany {
			company[n.ID] = n.ID
		} else if c, ok := company[n.Parent]; ok {
			company[n.ID] = c
		}
	}
	return company
}
