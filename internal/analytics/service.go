package analytics

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// Service holds the use cases that read results. Each reads published cells
// through the gate, or attributed answers of closed waves; none reads a
// ballot.
type Service struct {
	store        Store
	cooperations Cooperations
	now          func() time.Time
}

// NewService returns a service over store.
func NewService(store Store, cooperations Cooperations, now func() time.Time) *Service {
	return &Service{store: store, cooperations: cooperations, now: now}
}

// Sight is what one viewer may read of a wave: Results for managers, a View
// for everybody else.
type Sight interface {
	Network(question string) (Cell, Verdict)
	IndexNetwork(dimension string) (Cell, Verdict)
	NetworkIndexPoint(dimension string) (Point, Verdict)
	Rows(question string) []Row
	IndexRows(dimension string) []Row
	Turnout() []Block
	Cell(question string, companies []string) (Cell, Verdict)
	IndexCell(dimension string, companies []string) (Cell, Verdict)
}

var (
	_ Sight = Results{}
	_ Sight = View{}
)

// Course is a dimension's index over the waves of a campaign, for everyone.
type Course struct {
	Waves      []Wave // the oldest first
	Points     []Point
	Directions []Direction
}

// WaveReport is the results of one anonymous wave as the viewer may see them.
type WaveReport struct {
	Wave       Wave
	Stage      Stage
	Content    survey.Content
	Sight      Sight
	K          int
	Codes      []string          // of all questions in their order
	Dimensions []string          // with an index
	Companies  []Company         // that the viewer may ask the gate for
	Courses    map[string]Course // by dimension, up to this wave
}

// Waves lists the waves that the viewer may know of, the latest first:
// managers all, everybody else the released ones.
func (s *Service) Waves(ctx context.Context, v account.Viewer) ([]Wave, error) {
	waves, err := s.store.Waves(ctx, v.NetworkID)
	if err != nil || v.Manages() {
		return waves, err
	}
	known, err := s.knownCooperations(ctx, v)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(waves, func(w Wave) bool { return !w.showsTo(v) || !known[w.CooperationID] }), nil
}

// knownCooperations holds the ids of the cooperations that the viewer may
// see, and "" for waves about the whole network.
func (s *Service) knownCooperations(ctx context.Context, v account.Viewer) (map[string]bool, error) {
	outlines, err := s.cooperations.Cooperations(ctx, v)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{"": true}
	for _, o := range outlines {
		known[o.Cooperation.ID] = true
	}
	return known, nil
}

// Wave returns a wave whose results the viewer may see.
func (s *Service) Wave(ctx context.Context, v account.Viewer, id string) (Wave, error) {
	w, _, err := s.find(ctx, v, id)
	return w, err
}

// find returns the wave and all others that the viewer may know of.
func (s *Service) find(ctx context.Context, v account.Viewer, id string) (Wave, []Wave, error) {
	waves, err := s.Waves(ctx, v)
	if err != nil {
		return Wave{}, nil, err
	}
	i := slices.IndexFunc(waves, func(w Wave) bool { return w.ID == id && w.showsTo(v) })
	if i < 0 {
		return Wave{}, nil, notFound()
	}
	return waves[i], waves, nil
}

// Results returns the results of one anonymous wave. A wave that the viewer
// may not read, and an attributed one, is not found.
func (s *Service) Results(ctx context.Context, v account.Viewer, waveID string) (WaveReport, error) {
	w, waves, err := s.find(ctx, v, waveID)
	if err != nil {
		return WaveReport{}, err
	}
	if w.Attributed() {
		return WaveReport{}, notFound()
	}
	series := campaignUpTo(waves, w, v)
	gates, err := s.gates(ctx, v.NetworkID, series)
	if err != nil {
		return WaveReport{}, err
	}
	results, ok := gates[w.ID]
	if !ok {
		return WaveReport{}, fmt.Errorf("wave %s is tallied and has no cube", w.ID)
	}
	contents, err := s.store.Contents(ctx, []string{w.VersionID})
	if err != nil {
		return WaveReport{}, err
	}
	r := WaveReport{
		Wave: w, Stage: w.Stage(s.now()), Content: contents[w.VersionID], Sight: sightOf(results, v), K: results.K(),
		Codes: results.Codes(), Dimensions: results.Dimensions(), Companies: ownOr(results.Companies(), v), Courses: map[string]Course{},
	}
	for _, dimension := range r.Dimensions {
		r.Courses[dimension] = courseOf(dimension, series, gates, v)
	}
	return r, nil
}

func sightOf(r Results, v account.Viewer) Sight {
	if v.Manages() {
		return r
	}
	return r.Visible(v.CompanyID)
}

func ownOr(companies []Company, v account.Viewer) []Company {
	return slices.DeleteFunc(companies, func(c Company) bool { return v.NeedCompany(c.ID) != nil })
}

// trendWaves bounds a trend to two years of quarterly waves, and with it the
// work of a page.
const trendWaves = 8

// campaignUpTo returns the last waves of w's campaign up to w whose results
// the viewer may read, the oldest first.
func campaignUpTo(waves []Wave, w Wave, v account.Viewer) []Wave {
	var series []Wave
	for _, other := range slices.Backward(waves) {
		if other.CampaignID == w.CampaignID && other.Number <= w.Number && other.showsTo(v) {
			series = append(series, other)
		}
	}
	return series[max(0, len(series)-trendWaves):]
}

// gates returns the gates of waves by id.
func (s *Service) gates(ctx context.Context, networkID string, waves []Wave) (map[string]Results, error) {
	cubes, err := s.store.Cubes(ctx, networkID, idsOf(waves))
	if err != nil {
		return nil, err
	}
	gates := make(map[string]Results, len(cubes))
	for id, cube := range cubes {
		if gates[id], err = NewResults(cube); err != nil {
			return nil, fmt.Errorf("read results of wave %s: %w", id, err)
		}
	}
	return gates, nil
}

func idsOf(waves []Wave) []string {
	ids := make([]string, len(waves))
	for i, w := range waves {
		ids[i] = w.ID
	}
	return ids
}

func courseOf(dimension string, series []Wave, gates map[string]Results, v account.Viewer) Course {
	var t Course
	for _, w := range series {
		results, ok := gates[w.ID]
		if !ok {
			continue
		}
		point, _ := sightOf(results, v).NetworkIndexPoint(dimension)
		t.Waves, t.Points = append(t.Waves, w), append(t.Points, point)
	}
	t.Directions = Trend(t.Points)
	return t
}

// Since says how the newest point has changed, and since which one: against
// the first that it compares with, or else, where that is no change, against
// the one before. Without any comparison it is the newest itself.
func Since(points []Point) (int, Direction) {
	last := len(points) - 1
	for i := range max(last, 0) {
		if !Comparable(points[i], points[last]) {
			continue
		}
		if d := Change(points[i], points[last]); d != Stable || i == last-1 {
			return i, d
		}
		if d := Change(points[last-1], points[last]); d == Rising || d == Falling {
			return last - 1, d
		}
		return i, Stable
	}
	return last, NoComparison
}

func notFound() error { return fault.NotFound("error.not_found") }
