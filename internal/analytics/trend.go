package analytics

import (
	"math"
	"slices"
)

// Point is one wave's published mean of a question or index.
type Point struct {
	Cell        Cell
	Members     string // block ID, or the mark of a union: equal for identical groups
	Fingerprint string
	Invited     int // people asked in the group, 0 if unknown
	Min, Max    int // of the scale
}

// Direction says how a mean changed between two waves.
type Direction string

// Directions. NoComparison is a break: the question or the group changed, or
// one of the two has no mean.
const (
	Rising       Direction = "rising"
	Stable       Direction = "stable"
	Falling      Direction = "falling"
	NoComparison Direction = "none"
)

// Change compares two waves by their published means alone. The change counts
// as rising or falling if it exceeds √(h₁²+h₂²), where h is the half-width of
// each mean's 95 per cent interval before it is cut to the scale (see
// IntervalOf): the interval of a difference of independent means. Below 20
// answers, and for every index, h comes from the widest possible spread. Many
// of the same people answer both waves, which makes the true interval
// narrower: a label other than stable is never too early for that reason.
func Change(before, after Point) Direction {
	if !Comparable(before, after) {
		return NoComparison
	}
	h1 := halfWidth(before.Cell, before.Min, before.Max, before.Invited)
	h2 := halfWidth(after.Cell, after.Min, after.Max, after.Invited)
	difference := *after.Cell.Mean - *before.Cell.Mean
	switch reach := math.Hypot(h1, h2); {
	case difference > reach:
		return Rising
	case difference < -reach:
		return Falling
	default:
		return Stable
	}
}

// Comparable reports whether two waves asked the same question, or the same
// questions of an index, of identical groups on the same scale, and both have a
// mean.
func Comparable(a, b Point) bool {
	return a.Members != "" && a.Members == b.Members &&
		a.Fingerprint != "" && a.Fingerprint == b.Fingerprint &&
		a.Min == b.Min && a.Max == b.Max && a.hasMean() && b.hasMean()
}

func (p Point) hasMean() bool { return p.Cell.Mean != nil && p.Cell.N > 1 }

// Trend returns the change at each point from the one before it. The first is
// NoComparison, and so is each one behind a break.
func Trend(points []Point) []Direction {
	all := make([]Direction, len(points))
	for i := range points {
		all[i] = NoComparison
		if i > 0 {
			all[i] = Change(points[i-1], points[i])
		}
	}
	return all
}

// Point returns the question's published mean for the selected companies as a
// point of a trend.
func (r Results) Point(question string, companies []string) (Point, Verdict) {
	c, v := r.Cell(question, companies)
	q := r.question(question)
	return r.point(c, companies, Point{Fingerprint: q.Fingerprint, Min: q.Min, Max: q.Max}), v
}

// IndexPoint returns the index's published mean for the selected companies as
// a point of a trend.
func (r Results) IndexPoint(dimension string, companies []string) (Point, Verdict) {
	c, v := r.IndexCell(dimension, companies)
	x := r.index(dimension)
	return r.point(c, companies, Point{Fingerprint: x.Fingerprint, Min: x.Min, Max: x.Max}), v
}

// NetworkIndexPoint returns the index's mean for everyone.
func (r Results) NetworkIndexPoint(dimension string) (Point, Verdict) {
	return r.IndexPoint(dimension, r.everyone())
}

// point fills in the group. Its mark depends on the companies only: a union of
// blocks and the one block of another wave with the same companies compare.
func (r Results) point(c Cell, companies []string, p Point) Point {
	p.Cell = c
	if c.Kind == "" {
		return p
	}
	p.Members = memberID(slices.Sorted(slices.Values(companies)))
	if blocks, ok := r.union(r.cube.Turnout, companies); ok {
		for _, b := range r.named(blocks) {
			p.Invited += b.Invited
		}
	}
	return p
}
