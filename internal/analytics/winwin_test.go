package analytics

import (
	"testing"

	"kreislauf/internal/survey"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWinWinIsThreeNumbers(t *testing.T) {
	t.Parallel()
	rating := func(company string, value float64) Rating { return Rating{company, value} }
	for name, c := range map[string]struct {
		ratings []Rating
		want    WinWin
	}{
		"six companies": {
			[]Rating{rating("n", 4.5), rating("w", 4.2), rating("s", 3.8), rating("h", 3.2), rating("k", 2.8), rating("p", 2.1)},
			WinWin{Level: 3.4333, Balance: 0.7333, Floor: 2.1, Lowest: []string{"p"}, N: 6},
		},
		"all equal": {[]Rating{rating("a", 3), rating("b", 3)}, WinWin{Level: 3, Floor: 3, Lowest: []string{"a", "b"}, N: 2}},
		"one alone": {[]Rating{rating("a", 4)}, WinWin{Level: 4, Floor: 4, Lowest: []string{"a"}, N: 1}},
	} {
		got, ok := WinWinOf(c.ratings)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateApprox(0, 0.0001)); diff != "" || !ok {
			t.Errorf("%s: %v %s", name, ok, diff)
		}
	}
	if _, ok := WinWinOf(nil); ok {
		t.Error("no rating gives a win-win")
	}
}

func TestACompanysRatingIsTheMeanOfItsRepresentatives(t *testing.T) {
	t.Parallel()
	codes := []string{"t1", "t4"} // t4 is reversed
	for name, c := range map[string]struct {
		answers []survey.Answers
		want    float64
		ok      bool
	}{
		"one":                    {[]survey.Answers{{"t1": "4", "t4": "1"}}, 4.5, true},
		"two count alike":        {[]survey.Answers{{"t1": "4", "t4": "1"}, {"t1": "1"}}, 2.75, true},
		"other questions":        {[]survey.Answers{{"t2": "5"}}, 0, false},
		"cannot judge":           {[]survey.Answers{{"t1": survey.NotApplicable}}, 0, false},
		"outside the scale":      {[]survey.Answers{{"t1": "9", "t4": "2"}}, 4, true},
		"nobody answered at all": {nil, 0, false},
	} {
		got, ok := RatingOf(smallContent(), codes, "a", c.answers...)
		if ok != c.ok || got.Value != c.want {
			t.Errorf("%s: %v %v, want %v %v", name, got, ok, c.want, c.ok)
		}
	}
}
