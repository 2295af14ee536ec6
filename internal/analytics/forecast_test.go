package analytics

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAForecastShowsTheBlocksToExpect(t *testing.T) {
	t.Parallel()
	f := freeze(t, 48, 31, 22, 17, 12, 7)
	got, err := Forecast(f, 0.6)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		Names          int
		Invited, N     int
		Shows, Perhaps CellKind
	}
	want := []line{
		{6, 137, 82, Distribution, Distribution},
		{1, 48, 29, Distribution, Distribution},
		{1, 31, 19, ThreeGroups, ThreeGroups},
		{1, 22, 13, ThreeGroups, ThreeGroups},
		{1, 17, 10, ThreeGroups, Mean},
		{2, 19, 11, ThreeGroups, Mean},
	}
	var lines []line
	for _, e := range got {
		lines = append(lines, line{len(e.Block.Names), e.Block.Invited, e.Block.N, e.Shows, e.Perhaps})
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestAForecastPromisesNothingThatTheTallyWithholds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sizes []int
		rate  float64
		want  int
	}{
		"nobody answers":        {[]int{20, 20, 20}, 0, 0},
		"too few":               {[]int{3, 3}, 0.5, 0},
		"two companies":         {[]int{20, 20}, 1, 2}, // each for itself, no total
		"one large, one tiny":   {[]int{20, 2}, 1, 0},
		"one company":           {[]int{20}, 1, 1},
		"everyone in one block": {[]int{3, 3, 3}, 1, 1},
	} {
		f := freeze(t, c.sizes...)
		got, err := Forecast(f, c.rate)
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %+v %v, want %d blocks", name, got, err, c.want)
		}
	}
	if _, err := Forecast(Frozen{}, 0.5); err == nil {
		t.Error("a forecast from no roster")
	}
}
