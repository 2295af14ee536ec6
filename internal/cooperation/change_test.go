package cooperation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/cooperation"
)

func TestChangesShowWhatWasTakenOutAndPutIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, revised string
		want               []cooperation.Piece
	}{
		{"nothing", "Alle gewinnen.", "Alle gewinnen.", []cooperation.Piece{{"Alle gewinnen.", cooperation.Kept}}},
		{"a word", "Er kann es ansetzen.", "Er setzt es an.", []cooperation.Piece{
			{"Er ", cooperation.Kept}, {"kann ", cooperation.Removed}, {"setzt ", cooperation.Added},
			{"es ", cooperation.Kept}, {"ansetzen.", cooperation.Removed}, {"an.", cooperation.Added},
		}},
		{"from nothing", "", "Neu", []cooperation.Piece{{"Neu", cooperation.Added}}},
		{"to nothing", "Alt", "", []cooperation.Piece{{"Alt", cooperation.Removed}}},
	} {
		if diff := cmp.Diff(c.want, cooperation.Changes(c.old, c.revised)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	long := strings.Repeat("a ", 3000)
	if got := cooperation.Changes(long, long+"b"); len(got) != 2 || got[0].Kind != cooperation.Removed {
		t.Errorf("texts too long to compare: got %d pieces", len(got))
	}
}

func TestClausesAreComparedByTheirCode(t *testing.T) {
	t.Parallel()
	before := []cooperation.Clause{{Code: "a", Title: "A"}, {Code: "b", Title: "B"}, {Code: "c", Title: "C"}}
	after := []cooperation.Clause{{Code: "d", Title: "D"}, {Code: "c", Title: "C"}, {Code: "a", Title: "A2"}}
	var got []string
	for _, change := range cooperation.CompareClauses(before, after) {
		got = append(got, change.Title+" "+string(change.Kind))
	}
	if diff := cmp.Diff([]string{"D new", "C same", "A2 changed", "B dropped"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
