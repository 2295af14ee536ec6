package chart

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

// agreementLayers lists the series of a diverging bar: the left half of the
// neutral answer, disagreement from weak to strong, disagreement where only
// its sum is known, where only its limit is known; then the same to the right.
func agreementLayers(l *i18n.Locale, scale survey.Scale) []layer {
	half, neutral := steps(scale)/2, l.T("chart.neither")
	if steps(scale)%2 == 1 {
		neutral = stepLabel(l, scale, half)
	}
	var layers []layer
	for _, s := range []side{left, right} {
		merged, role := "chart.disagree", "neg"
		if s == right {
			merged, role = "chart.agree", "pos"
		}
		layers = append(layers,
			layer{name: neutral, role: "neu", side: s, middle: true},
			layer{name: l.T("chart.limit_only"), side: s, middle: true, withheld: true})
		for k := range half {
			layers = append(layers, layer{name: stepLabel(l, scale, sideStep(scale, s, k)), role: sideRole(role, k, half), side: s})
		}
		layers = append(layers,
			layer{name: l.T("chart.merged", "answer", l.T(merged)), role: role + "m", side: s},
			layer{name: l.T("chart.limit_only"), side: s, withheld: true})
	}
	return layers
}

// sideStep is the step of the scale that is the k-th from the middle.
func sideStep(scale survey.Scale, s side, k int) int {
	if s == left {
		return steps(scale)/2 - 1 - k
	}
	return (steps(scale)+1)/2 + k
}

// sideRole colours the outermost step of a side strongest.
func sideRole(role string, k, half int) string {
	if k == half-1 {
		return role + "2"
	}
	return role + "1"
}

// agreementWidths returns the widths of a cell's layers, in the order of
// agreementLayers. What is shown only as a limit is as wide as it can be.
func agreementWidths(c analytics.Cell, scale survey.Scale) []float64 {
	half := steps(scale) / 2
	widths := make([]float64, 0, 2*(half+4))
	if !informs(c) {
		return append(widths, make([]float64, 2*(half+4))...)
	}
	rest := leftOver(c)
	for _, s := range []side{left, right} {
		exact, limit := width(middleOf(c, scale), rest)
		widths = append(widths, exact/2, limit/2)
		parts, known := sideShares(c, scale, s)
		widths = append(widths, parts...)
		exact, limit = 0, 0
		if !known {
			exact, limit = width(c.Groups[1+int(s)], rest)
		}
		widths = append(widths, exact, limit)
	}
	return widths
}

// informs reports whether at least one of the three groups says something: a
// bar that is hatched all over would be no picture of anything.
func informs(c analytics.Cell) bool {
	if c.Kind != analytics.Distribution && c.Kind != analytics.ThreeGroups {
		return false
	}
	return slices.ContainsFunc(c.Groups[:], func(s analytics.Share) bool { return !s.Hidden && (s.Percent > 0 || s.Capped != "") })
}

// width splits a share into its known part and the hatched rest up to its
// limit.
func width(s analytics.Share, rest float64) (exact, limit float64) {
	switch {
	case s.Capped == analytics.Under:
		return 0, 10
	case s.Capped == analytics.Over:
		return 90, 10
	case s.Hidden:
		return 0, rest
	default:
		return float64(s.Percent), 0
	}
}

// leftOver is what the shown groups leave to each hidden one at most, divided
// evenly.
func leftOver(c analytics.Cell) float64 {
	hidden, known := 0, 0.0
	for _, g := range c.Groups {
		if g.Hidden {
			hidden++
			continue
		}
		exact, _ := width(g, 0)
		known += exact
	}
	if hidden == 0 {
		return 0
	}
	return max(0, 100-known) / float64(hidden)
}

func middleOf(c analytics.Cell, scale survey.Scale) analytics.Share {
	if c.Kind == analytics.Distribution && steps(scale)%2 == 1 && c.Shares[steps(scale)/2].Shown() {
		return c.Shares[steps(scale)/2]
	}
	return c.Groups[1]
}

// sideShares returns the shares of one side from the middle outwards, or
// zeros and false where not every one of them is shown.
func sideShares(c analytics.Cell, scale survey.Scale, s side) ([]float64, bool) {
	half := steps(scale) / 2
	parts := make([]float64, half)
	if c.Kind != analytics.Distribution {
		return parts, false
	}
	for k := range half {
		share := c.Shares[sideStep(scale, s, k)]
		if !share.Shown() {
			return make([]float64, half), false
		}
		parts[k] = float64(share.Percent)
	}
	return parts, true
}
