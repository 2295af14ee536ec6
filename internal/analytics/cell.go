package analytics

// CellKind is what a cell shows.
type CellKind string

// Kinds of cell. A hidden cell shows nothing, not even its number of answers.
const (
	Mean         CellKind = "mean"
	ThreeGroups  CellKind = "groups"
	Distribution CellKind = "distribution"
	Hidden       CellKind = "hidden"
)

// Cell is a published number: displayed, rounded values and nothing behind
// them.
type Cell struct {
	Block string   `json:"block,omitempty"` // empty for a union of blocks
	Kind  CellKind `json:"kind"`
	// N is the number of answers, or with FewMissing the number of people who
	// took part: 1 to k-1 of them gave no answer, and how many is not shown.
	N          int  `json:"n,omitempty"`
	FewMissing bool `json:"few_missing,omitempty"`
	// Mean, to one decimal. Beside a distribution, and for a union, it is the
	// middle of what the shown values allow; Approximate if the true one may be
	// between 0.05 and 0.2 away from that, absent if still further.
	Mean        *float64 `json:"mean,omitempty"`
	Approximate bool     `json:"approximate,omitempty"`
	// MeanBand stands in for Mean near an end of the scale.
	MeanBand Band `json:"mean_band,omitempty"`
	// Groups are disagree, neither, agree on a scale, or up to three options in
	// their order. On a scale with an even number of steps the middle is 0.
	Groups [3]Share `json:"groups,omitzero"`
	// Shares are per step of the scale from its minimum, or per option.
	Shares []Share `json:"shares,omitempty"`
}

// Band says near which end of the scale a mean lies: within (max-min)/n.
type Band string

// Bands of a mean.
const (
	BandLow  Band = "low"
	BandHigh Band = "high"
)

// Share is a part of the answers in per cent. A hidden or capped share has no
// Percent.
type Share struct {
	Percent int  `json:"percent"`
	Capped  Cap  `json:"capped,omitempty"`
	Hidden  bool `json:"hidden,omitempty"`
}

// Cap marks a share that is shown only as lying beyond a limit.
type Cap string

// Caps: under 10 per cent, over 90 per cent.
const (
	Under Cap = "under"
	Over  Cap = "over"
)

// capLimit is the distance from 0 and from 100 per cent within which a share
// is capped.
const capLimit = 10

// Shown reports whether the share has a number of its own.
func (s Share) Shown() bool { return s.Capped == "" && !s.Hidden }

// span is an interval that is known to contain a value.
type span struct{ lo, hi float64 }

func (s span) mid() float64   { return (s.lo + s.hi) / 2 }
func (s span) width() float64 { return s.hi - s.lo }

func (s span) times(f float64) span { return span{s.lo * f, s.hi * f} }
func (s span) plus(o span) span     { return span{s.lo + o.lo, s.hi + o.hi} }

// span returns what a share alone says, in per cent.
func (s Share) span() span {
	switch {
	case s.Capped == Under:
		return span{0, capLimit}
	case s.Capped == Over:
		return span{100 - capLimit, 100}
	case s.Hidden:
		return span{0, 100}
	default:
		return span{float64(s.Percent), float64(s.Percent)}
	}
}
