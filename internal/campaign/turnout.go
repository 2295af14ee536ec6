package campaign

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kreislauf/internal/calendar"
)

// Turnout while a wave is open is shown for companies with at least
// turnoutFrom invited people, in bands, taken once a day.
const (
	turnoutFrom = 10
	turnoutAt   = 6 * time.Hour // local clock
)

// TurnoutBand is a range of the share that has taken part, or why there is none.
type TurnoutBand string

// Bands of turnout.
const (
	TurnoutHidden TurnoutBand = "hidden" // fewer than ten invited
	TurnoutLow    TurnoutBand = "low"    // below 25 %
	TurnoutSome   TurnoutBand = "some"   // from 25 to below 50 %
	TurnoutMost   TurnoutBand = "most"   // from 50 to below 75 %
	TurnoutHigh   TurnoutBand = "high"   // 75 % and more
)

// Turnout is the daily snapshot of an open wave. It holds bands only: the
// counts behind them, kept by day, would tell when people answered.
type Turnout struct {
	WaveID    string `bun:",pk"`
	NetworkID string
	Companies []CompanyTurnout `bun:"type:jsonb"`
	Total     TurnoutBand
	TakenAt   time.Time
}

// CompanyTurnout is one company's line of a snapshot.
type CompanyTurnout struct {
	CompanyID string      `json:"company"`
	Invited   int         `json:"invited"`
	Band      TurnoutBand `json:"band"`
}

// Count is how many people of one company were invited and have taken part.
type Count struct {
	CompanyID    string
	Invited      int
	Participated int
}

func bandOf(invited, participated int) TurnoutBand {
	switch {
	case invited < turnoutFrom:
		return TurnoutHidden
	case 4*participated < invited:
		return TurnoutLow
	case 2*participated < invited:
		return TurnoutSome
	case 4*participated < 3*invited:
		return TurnoutMost
	}
	return TurnoutHigh
}

// tickTurnout takes the snapshot of the local day, from 06:00 on, once.
func (s *Service) tickTurnout(ctx context.Context, w Wave, seen glance, now time.Time) error {
	effect, due := turnoutDue(w, now)
	if !due || seen.done[effect] {
		return nil
	}
	counts, err := s.store.Counts(ctx, w.ID)
	if err != nil {
		return err
	}
	return s.store.SaveTurnout(ctx, effect, snapshot(w, counts, now))
}

// turnoutDue returns the effect of the snapshot that is to be there by now, and
// whether there is one.
func turnoutDue(w Wave, now time.Time) (string, bool) {
	zone, err := calendar.Zone(w.Zone)
	if err != nil {
		return "", false
	}
	wall := calendar.Wall(now, zone)
	morning := wall.Truncate(24 * time.Hour).Add(turnoutAt)
	if wall.Before(morning) {
		return "", false
	}
	if calendar.Instant(morning, zone, calendar.First).Before(*w.OpenedAt) {
		return "", false // the wave opened later today
	}
	return waveEffect(w.ID, "turnout_"+wall.Format(calendar.DateLayout)), true
}

func snapshot(w Wave, counts []Count, now time.Time) Turnout {
	t := Turnout{WaveID: w.ID, NetworkID: w.NetworkID, Companies: []CompanyTurnout{}, TakenAt: now}
	invited, participated := 0, 0
	for _, c := range counts {
		invited += c.Invited
		participated += c.Participated
		t.Companies = append(t.Companies, CompanyTurnout{CompanyID: c.CompanyID, Invited: c.Invited, Band: bandOf(c.Invited, c.Participated)})
	}
	slices.SortFunc(t.Companies, func(a, b CompanyTurnout) int { return cmp.Compare(a.CompanyID, b.CompanyID) })
	t.Total = bandOf(invited, participated)
	return t
}
