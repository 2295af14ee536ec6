package analytics

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAFrozenRosterListsNoPlaceFinerThanItsSplit(t *testing.T) {
	t.Parallel()
	nodes := []Node{
		{ID: "a", Name: "A", Kind: KindCompany}, {ID: "t", Name: "T", Kind: KindTeam, Parent: "a"},
		{ID: "b", Name: "B", Kind: KindCompany},
	}
	places := []Place{{"b", "", "y"}, {"a", "t", "x"}, {"a", "", "y"}, {"a", "t", "y"}}
	for name, c := range map[string]struct {
		split Split
		want  []Seats
	}{
		"companies":      {Split{}, []Seats{{Place{CompanyID: "a"}, 3}, {Place{CompanyID: "b"}, 1}}},
		"teams":          {Split{Teams: true}, []Seats{{Place{"a", "", ""}, 1}, {Place{"a", "t", ""}, 2}, {Place{"b", "", ""}, 1}}},
		"with attribute": {Split{Attribute: "site"}, []Seats{{Place{"a", "", "x"}, 1}, {Place{"a", "", "y"}, 2}, {Place{"b", "", "y"}, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := Freeze(5, nodes, places, c.split, smallContent())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, f.Places); diff != "" {
				t.Error(diff)
			}
			text, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			var back Frozen
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(f, back); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAFrozenRosterThatNoTallyCanRelyOnIsRefused(t *testing.T) {
	t.Parallel()
	good := func() Frozen {
		return Frozen{
			Version: frozenVersion, K: 5, SplitTeams: true,
			Nodes:  []Node{{ID: "a", Kind: KindCompany}, {ID: "t", Kind: KindTeam, Parent: "a"}, {ID: "b", Kind: KindCompany}},
			Places: []Seats{{Place{"a", "t", ""}, 3}},
		}
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Frozen){
		"version 9":             func(f *Frozen) { f.Version = 9 },
		"k = 4":                 func(f *Frozen) { f.K = 4 },
		"doubled node id":       func(f *Frozen) { f.Nodes[2].ID = "a" },
		"below another node":    func(f *Frozen) { f.Nodes[2].Parent = "a" },
		"in front of its":       func(f *Frozen) { f.Nodes[1].Parent = "b" },
		"of kind":               func(f *Frozen) { f.Nodes[2].Kind = "person" },
		"outside its companies": func(f *Frozen) { f.Places[0].CompanyID = "t" },
		"outside its company":   func(f *Frozen) { f.Places[0].CompanyID = "b" },
		"not declared":          func(f *Frozen) { f.Attribute = "site" },
		"finer than":            func(f *Frozen) { f.SplitTeams = false },
		"twice":                 func(f *Frozen) { f.Places = append(f.Places, f.Places[0]) },
		"without invitations":   func(f *Frozen) { f.Places[0].Invited = 0 },
	} {
		f := good()
		spoil(&f)
		if err := f.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
		if _, _, err := Tally(smallContent(), f, seq(nil)); err == nil {
			t.Errorf("a tally relied on a roster with %q", want)
		}
	}
}

func TestQuestionsSplitByAttributeFirstAreFrozenOnlyWithAnAttribute(t *testing.T) {
	t.Parallel()
	content := smallContent()
	content.Pages[0].Questions[1].ByAttribute = true
	nodes := []Node{{ID: "a", Kind: KindCompany}}
	for attribute, want := range map[string][]string{"": nil, "site": {"t2"}} {
		f, err := Freeze(5, nodes, []Place{{"a", "", "x"}}, Split{Attribute: attribute}, content)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.AttributeFirst); diff != "" {
			t.Errorf("attribute %q: %s", attribute, diff)
		}
	}
}
