package analytics_test

import (
	"testing"

	"kreislauf/internal/analytics"
)

func TestAChangeCountsSinceTheFirstWaveThatCompares(t *testing.T) {
	t.Parallel()
	at := func(mean float64, asked string) analytics.Point {
		return analytics.Point{
			Cell: analytics.Cell{Kind: analytics.Mean, N: 100, Mean: &mean}, Members: "all", Fingerprint: asked, Invited: 120, Min: 1, Max: 5,
		}
	}
	for name, test := range map[string]struct {
		points []analytics.Point
		since  int
		want   analytics.Direction
	}{
		"slowly upwards":        {[]analytics.Point{at(2.8, "q"), at(3, "q"), at(3.2, "q")}, 0, analytics.Rising},
		"another question":      {[]analytics.Point{at(1.5, "old"), at(3, "q"), at(3.1, "q")}, 1, analytics.Stable},
		"back where it was":     {[]analytics.Point{at(3, "q"), at(2, "q"), at(3, "q")}, 1, analytics.Rising},
		"nothing to compare":    {[]analytics.Point{at(3, "old"), at(3, "q")}, 1, analytics.NoComparison},
		"one wave":              {[]analytics.Point{at(3, "q")}, 0, analytics.NoComparison},
		"no wave":               {nil, -1, analytics.NoComparison},
		"newest has no number":  {[]analytics.Point{at(3, "q"), {Members: "all", Fingerprint: "q", Min: 1, Max: 5}}, 1, analytics.NoComparison},
		"fallen in two steps":   {[]analytics.Point{at(3.3, "q"), at(3.1, "q"), at(2.9, "q")}, 0, analytics.Falling},
		"stable over two waves": {[]analytics.Point{at(3, "q"), at(3, "q")}, 0, analytics.Stable},
	} {
		if since, got := analytics.Since(test.points); since != test.since || got != test.want {
			t.Errorf("%s: %s since %d, want %s since %d", name, got, since, test.want, test.since)
		}
	}
}
