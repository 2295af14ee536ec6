package analytics

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Block is the smallest group that results may be shown for, or a union of
// such. Its ID depends only on its members, so that two waves give identical
// blocks the same ID.
type Block struct {
	ID        string   `json:"id"`
	Names     []string `json:"names"`            // companies, or teams as "company: team"
	Values    []string `json:"values,omitempty"` // of the split attribute, where not all
	Companies []string `json:"companies"`        // IDs of all companies with a part in it
	N         int      `json:"n"`                // people who took part
	Invited   int      `json:"invited"`
	Whole     bool     `json:"whole,omitempty"` // everyone who was invited
}

// describe names a group. ballots holds the ballots by place.
func (f Frozen) describe(g group, ballots []headcount) Block {
	b := Block{N: sum(ballots, g.leaves).given, Whole: len(g.leaves) == len(f.Places)}
	in := map[Place]bool{}
	values := map[string]bool{}
	for _, l := range g.leaves {
		p := f.Places[l]
		in[p.Place] = true
		values[p.Attribute] = true
		b.Invited += p.Invited
		if !slices.Contains(b.Companies, p.CompanyID) {
			b.Companies = append(b.Companies, p.CompanyID)
		}
	}
	var key []string
	partial := false
	for _, c := range b.Companies {
		names, members, cut := f.describeCompany(c, in)
		b.Names = append(b.Names, names...)
		key = append(key, members...)
		partial = partial || cut
	}
	for _, v := range f.Values {
		if partial && values[v] {
			b.Values = append(b.Values, v)
		}
	}
	b.ID = memberID(key)
	return b
}

// describeCompany names the part of one company that lies in a group. cut
// reports that some team lies in it with a part of its attribute values only.
func (f Frozen) describeCompany(company string, in map[Place]bool) (names, members []string, cut bool) {
	whole := map[string]bool{}
	var teams []string
	all := true
	for _, s := range f.Places {
		if s.CompanyID != company {
			continue
		}
		if _, seen := whole[s.TeamID]; !seen {
			whole[s.TeamID] = true
			teams = append(teams, s.TeamID)
		}
		whole[s.TeamID] = whole[s.TeamID] && in[s.Place]
		all = all && in[s.Place]
	}
	if all {
		return []string{f.name(company)}, []string{"company", company}, false
	}
	for _, t := range teams {
		if whole[t] {
			names = append(names, f.teamName(company, t))
			members = append(members, "team", company, t)
			continue
		}
		part := false
		for _, s := range f.Places {
			if s.CompanyID == company && s.TeamID == t && in[s.Place] {
				members = append(members, "part", company, t, f.Attribute, s.Attribute)
				part = true
			}
		}
		if part {
			names = append(names, f.teamName(company, t))
			cut = true
		}
	}
	return names, members, cut
}

func (f Frozen) name(id string) string {
	i := slices.IndexFunc(f.Nodes, func(n Node) bool { return n.ID == id })
	if i < 0 {
		return id
	}
	return f.Nodes[i].Name
}

func (f Frozen) teamName(company, team string) string {
	if team == "" {
		return f.name(company)
	}
	return f.name(company) + ": " + f.name(team)
}

// memberID condenses the members of a block to 16 hexadecimal digits.
func memberID(members []string) string {
	digest := sha256.Sum256([]byte(strings.Join(members, "\x00")))
	return hex.EncodeToString(digest[:8])
}
