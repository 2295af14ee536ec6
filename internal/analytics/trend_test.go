package analytics

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func point(mean float64, n, invited int) Point {
	return Point{
		Cell: Cell{Kind: Mean, N: n, Mean: &mean}, Members: "all", Fingerprint: "q",
		Invited: invited, Min: 1, Max: 5,
	}
}

func TestAChangeIsNamedOnlyBeyondItsUncertainty(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after Point
		want          Direction
	}{
		"half a point of 60 and 67 of 90": {point(3.2, 60, 90), point(3.7, 67, 90), Rising},
		"the same downwards":              {point(3.7, 67, 90), point(3.2, 60, 90), Falling},
		"a tenth":                         {point(3.6, 65, 90), point(3.7, 67, 90), Stable},
		"half a point of seven":           {point(3.2, 7, 20), point(3.7, 7, 20), Stable},
		"half a point of unknown many":    {point(3.2, 60, 0), point(3.7, 67, 0), Stable},
		"everyone answered":               {point(3.2, 60, 60), point(3.5, 60, 60), Rising},
		"everyone, within rounding":       {point(3.2, 60, 60), point(3.2, 60, 60), Stable},
	} {
		if got := Change(c.before, c.after); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestATrendBreaksWhereQuestionOrGroupChanged(t *testing.T) {
	t.Parallel()
	base := point(3, 60, 60)
	for name, spoil := range map[string]func(*Point){
		"question": func(p *Point) { p.Fingerprint = "other" },
		"group":    func(p *Point) { p.Members = "some" },
		"scale":    func(p *Point) { p.Max = 7 },
		"no mean":  func(p *Point) { p.Cell = Cell{Kind: Mean, N: 60, MeanBand: BandHigh} },
		"withheld": func(p *Point) { *p = Point{} },
	} {
		changed := base
		spoil(&changed)
		want := []Direction{NoComparison, Stable, NoComparison, NoComparison, Stable}
		if diff := cmp.Diff(want, Trend([]Point{base, base, changed, base, base})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if Comparable(Point{}, Point{}) {
		t.Error("two withheld values compare")
	}
}

func TestTwoWavesCompareByTheCompaniesTheyAsk(t *testing.T) {
	t.Parallel()
	wave := func(value int, sizes ...int) Results {
		f := freeze(t, sizes...)
		var all []ballot
		for i, n := range sizes {
			all = append(all, same(f.Nodes[i].ID, n-2, value)...)
		}
		return tally(t, f, all)
	}
	first, second, third := wave(2, 30, 30, 30), wave(3, 32, 25, 9), wave(3, 30, 30, 30, 30)
	points := make([]Point, 0, 3)
	for _, r := range []Results{first, second, third} {
		p, verdict := r.NetworkIndexPoint("trust")
		if verdict != Shown {
			t.Fatal(verdict)
		}
		points = append(points, p)
	}
	if points[0].Invited != 90 || points[1].Invited != 66 {
		t.Errorf("invited %d and %d", points[0].Invited, points[1].Invited)
	}
	if diff := cmp.Diff([]Direction{NoComparison, Rising, NoComparison}, Trend(points)); diff != "" {
		t.Error(diff)
	}
	withheld, verdict := second.Point("t1", []string{"c9"})
	if verdict != Withheld || !slices.Equal(Trend([]Point{points[0], withheld}), []Direction{NoComparison, NoComparison}) {
		t.Errorf("%s %+v", verdict, withheld)
	}
}
