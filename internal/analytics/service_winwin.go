package analytics

import (
	"context"
	"slices"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/survey"
)

// winWinDimension is the dimension whose questions make up the win-win, in
// the partner evaluation as in the employees' survey.
const winWinDimension = "winwin"

// minRaters is from how many companies on their shared numbers are shown to
// those who do not manage the network: with fewer, a company would learn the
// others' ratings by subtracting its own.
const minRaters = 3

// WinWinReport is the win-win of a cooperation as the viewer may see it.
type WinWinReport struct {
	Cooperation cooperation.Home
	Waves       []Wave // closed waves with ratings, the latest first
	Wave        Wave   // the one that is shown
	Min, Max    int    // of the answer scale
	Items       int    // statements that a rating is the mean of
	Ratings     []Rating
	WinWin      WinWin
	Shared      bool // WinWin may be shown
	Course      []WinWinAt
	Employees   Employees
}

// WinWinAt is the win-win of one wave; Comparable says that the wave before
// asked the same questions.
type WinWinAt struct {
	Wave       Wave
	WinWin     WinWin
	Comparable bool
}

// Employees is how employees see the win-win in the latest wave of theirs, by
// block. It is never merged with the representatives' ratings.
type Employees struct {
	Wave    Wave
	Rows    []Row
	Network Cell
	Known   bool
}

// Rated reports whether there is any closed wave with ratings.
func (r WinWinReport) Rated() bool { return len(r.Waves) > 0 }

// Neutral is the middle of the answer scale: neither gain nor loss.
func (r WinWinReport) Neutral() float64 { return float64(r.Min+r.Max) / 2 }

// Losing returns the visible ratings below the neutral value, the lowest
// first.
func (r WinWinReport) Losing() []Rating {
	losing := slices.DeleteFunc(slices.Clone(r.Ratings), func(x Rating) bool { return x.Value >= r.Neutral() })
	slices.SortStableFunc(losing, func(a, b Rating) int {
		switch {
		case a.Value < b.Value:
			return -1
		case a.Value > b.Value:
			return 1
		default:
			return 0
		}
	})
	return losing
}

// NameOf returns a party's name.
func (r WinWinReport) NameOf(companyID string) string {
	for _, p := range r.Cooperation.Parties {
		if p.CompanyID == companyID {
			return p.Name
		}
	}
	return ""
}

// WinWin returns the win-win of a cooperation in one of its closed waves, the
// latest without a wave id. Managers see every company's rating by name. A
// representative sees the own company's, and level, balance and floor without
// a name where at least three companies rated; readers see only these. Before
// the close nobody sees an answer.
func (s *Service) WinWin(ctx context.Context, v account.Viewer, cooperationID, waveID string) (WinWinReport, error) {
	home, err := s.cooperations.Cooperation(ctx, v, cooperationID)
	if err != nil {
		return WinWinReport{}, err
	}
	all, err := s.store.Waves(ctx, v.NetworkID)
	if err != nil {
		return WinWinReport{}, err
	}
	r := WinWinReport{Cooperation: home}
	rated, err := s.ratedWaves(ctx, v, ofCooperation(all, cooperationID))
	if err != nil {
		return r, err
	}
	r.fill(rated, waveID, v)
	if waveID != "" && r.Wave.ID != waveID {
		return WinWinReport{}, notFound()
	}
	if !r.Rated() {
		return r, nil
	}
	r.Employees, err = s.employees(ctx, v, all, cooperationID)
	return r, err
}

func ofCooperation(waves []Wave, cooperationID string) []Wave {
	return slices.DeleteFunc(slices.Clone(waves), func(w Wave) bool { return w.CooperationID != cooperationID })
}

// rated is one closed wave with the rating of each company that answered.
type rated struct {
	wave     Wave
	ratings  []Rating
	print    string // changes with the questions
	min, max int
	items    int
}

// ratedWaves returns the closed attributed waves with ratings, the latest
// first. Ratings are read only after the close.
func (s *Service) ratedWaves(ctx context.Context, v account.Viewer, waves []Wave) ([]rated, error) {
	waves = slices.DeleteFunc(waves, func(w Wave) bool { return !w.Attributed() || !w.showsTo(v) || w.ClosedAt == nil })
	if len(waves) == 0 {
		return nil, nil
	}
	responses, err := s.store.Responses(ctx, v.NetworkID, idsOf(waves))
	if err != nil {
		return nil, err
	}
	versions := make([]string, len(waves))
	for i, w := range waves {
		versions[i] = w.VersionID
	}
	contents, err := s.store.Contents(ctx, versions)
	if err != nil {
		return nil, err
	}
	var all []rated
	for _, w := range waves {
		if r := rate(w, contents[w.VersionID], responses); len(r.ratings) > 0 {
			all = append(all, r)
		}
	}
	return all, nil
}

func rate(w Wave, content survey.Content, responses []Response) rated {
	r := rated{wave: w}
	codes := winWinCodes(content)
	r.items = len(codes)
	for _, code := range codes {
		question, _ := content.Question(code)
		scale, _ := content.Scale(question.Scale)
		r.min, r.max = scale.Min, scale.Max
		r.print += code + Fingerprint(content, code)
	}
	answers := map[string][]survey.Answers{}
	var companies []string
	for _, one := range responses {
		if one.WaveID != w.ID {
			continue
		}
		if answers[one.CompanyID] == nil {
			companies = append(companies, one.CompanyID)
		}
		answers[one.CompanyID] = append(answers[one.CompanyID], one.Answers)
	}
	slices.Sort(companies)
	for _, company := range companies {
		if rating, ok := RatingOf(content, codes, company, answers[company]...); ok {
			r.ratings = append(r.ratings, rating)
		}
	}
	return r
}

// winWinCodes returns the scale questions of the win-win on one scale.
func winWinCodes(c survey.Content) []string {
	var codes []string
	scale := ""
	for _, q := range c.Questions() {
		if q.Dimension != winWinDimension || q.Type != survey.TypeScale || scale != "" && q.Scale != scale {
			continue
		}
		scale = q.Scale
		codes = append(codes, q.Code)
	}
	return codes
}

// fill takes over what the viewer may see of the rated waves.
func (r *WinWinReport) fill(all []rated, waveID string, v account.Viewer) {
	for i, one := range all {
		r.Waves = append(r.Waves, one.wave)
		if one.wave.ID == waveID || waveID == "" && i == 0 {
			r.show(one, v)
		}
	}
	for i, one := range slices.Backward(all) {
		w, ok := shared(one.ratings, v)
		if !ok || r.Wave.ClosesAt.Before(one.wave.ClosesAt) {
			continue
		}
		same := i+1 < len(all) && all[i+1].print == one.print && len(r.Course) > 0
		r.Course = append(r.Course, WinWinAt{Wave: one.wave, WinWin: w, Comparable: same})
	}
}

func (r *WinWinReport) show(one rated, v account.Viewer) {
	r.Wave, r.Min, r.Max, r.Items = one.wave, one.min, one.max, one.items
	r.Ratings = slices.DeleteFunc(slices.Clone(one.ratings), func(x Rating) bool { return v.NeedCompany(x.CompanyID) != nil })
	r.WinWin, r.Shared = shared(one.ratings, v)
}

// shared returns level, balance and floor as the viewer may see them: without
// a name, and only of enough companies, unless they manage the network.
func shared(ratings []Rating, v account.Viewer) (WinWin, bool) {
	w, ok := WinWinOf(ratings)
	if v.Manages() {
		return w, ok
	}
	w.Lowest = nil
	if w.N < minRaters {
		return WinWin{}, false
	}
	return w, ok
}

// employees returns the employees' view from their latest wave about this
// cooperation, or else about the whole network.
func (s *Service) employees(ctx context.Context, v account.Viewer, waves []Wave, cooperationID string) (Employees, error) {
	for _, scope := range []string{cooperationID, ""} {
		i := slices.IndexFunc(waves, func(w Wave) bool { return w.CooperationID == scope && !w.Attributed() && w.showsTo(v) })
		if i < 0 {
			continue
		}
		gates, err := s.gates(ctx, v.NetworkID, waves[i:i+1])
		if err != nil {
			return Employees{}, err
		}
		results, ok := gates[waves[i].ID]
		if !ok || !slices.Contains(results.Dimensions(), winWinDimension) {
			continue
		}
		sight := sightOf(results, v)
		cell, verdict := sight.IndexNetwork(winWinDimension)
		return Employees{Wave: waves[i], Rows: sight.IndexRows(winWinDimension), Network: cell, Known: verdict == Shown || len(sight.IndexRows(winWinDimension)) > 0}, nil
	}
	return Employees{}, nil
}
