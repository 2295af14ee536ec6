package campaign

import (
	"context"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// FeedStore keeps what calendar feeds are made of.
type FeedStore interface {
	// CalendarKey returns the network's key; "" when it has no feed.
	CalendarKey(ctx context.Context, networkID string) (string, error)
	SetCalendarKey(ctx context.Context, networkID, key string) error
	// FeedKey returns the network that a feed is of, and its key; both are ""
	// when there is no such network or campaign.
	FeedKey(ctx context.Context, scope FeedScope) (networkID, key string, err error)
	// FeedWaves lists the network's waves that close after since, in the order
	// of their openings, without what only a tally needs.
	FeedWaves(ctx context.Context, networkID string, since time.Time) ([]Wave, error)
}

// FeedKind says what a calendar feed shows.
type FeedKind string

// Kinds of calendar feed.
const (
	FeedNetwork  FeedKind = "network"  // every campaign of one network
	FeedCampaign FeedKind = "campaign" // one campaign
)

// FeedScope names one calendar feed.
type FeedScope struct {
	Kind FeedKind
	ID   string
}

// feedPast is how long a round stays in the feed after its close.
const feedPast = 400 * 24 * time.Hour

// Feed is what a calendar program is shown: rounds and their windows, no
// person, no company, no answer and no turnout.
type Feed struct {
	Network string
	Title   survey.Text // of the campaign; nil in a network's feed
	Rounds  []FeedRound
}

// FeedRound is one wave as an entry of a calendar.
type FeedRound struct {
	WaveID   string
	Title    survey.Text
	Number   int
	Window   calendar.Window
	State    WaveState // by the effects that took place, so that it changes with Sequence only
	Sequence int
	Since    time.Time // the latest of those effects, at first the campaign's creation
}

// UID is the name of the wave in calendars; it stays when the wave moves.
func (r FeedRound) UID() string { return WaveUID(r.WaveID) }

// WaveUID is the name under which calendars know a wave.
func WaveUID(waveID string) string { return "wave-" + waveID + "@kreislauf" }

// IsOff reports that the round does not take place.
func (r FeedRound) IsOff() bool { return r.State == WaveCancelled || r.State == WaveMissed }

// CalendarKey returns what the addresses of the network's feeds are signed
// with besides the server's own secret; "" when feeds are turned off.
func (s *Service) CalendarKey(ctx context.Context, v account.Viewer) (string, error) {
	if err := v.NeedManager(); err != nil {
		return "", err
	}
	return s.store.CalendarKey(ctx, v.NetworkID)
}

// RenewCalendar turns the network's feeds on under new addresses; those of
// before lead nowhere any more.
func (s *Service) RenewCalendar(ctx context.Context, v account.Viewer) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	return s.store.SetCalendarKey(ctx, v.NetworkID, s.newID())
}

// StopCalendar turns the network's feeds off.
func (s *Service) StopCalendar(ctx context.Context, v account.Viewer) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	return s.store.SetCalendarKey(ctx, v.NetworkID, "")
}

// Feed returns a calendar to whoever holds its address; isSigned tells whether
// the address was signed with a key. It is asked once whatever the scope, so
// that an address which never existed is refused like one that was renewed.
func (s *Service) Feed(ctx context.Context, scope FeedScope, isSigned func(key string) bool) (Feed, error) {
	networkID, key, err := s.store.FeedKey(ctx, scope)
	if err != nil {
		return Feed{}, err
	}
	if signed := isSigned(key); !signed || key == "" {
		return Feed{}, fault.NotFound("error.not_found")
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Feed{}, err
	}
	network, err := s.store.Network(ctx, networkID)
	if err != nil {
		return Feed{}, err
	}
	campaigns, err := s.store.Campaigns(ctx, networkID)
	if err != nil {
		return Feed{}, err
	}
	waves, err := s.store.FeedWaves(ctx, networkID, now.Add(-feedPast))
	if err != nil {
		return Feed{}, err
	}
	return feedOf(network.Name, scope, campaigns, waves), nil
}

func feedOf(network string, scope FeedScope, campaigns []Campaign, waves []Wave) Feed {
	feed := Feed{Network: network}
	of := map[string]Campaign{}
	for _, c := range campaigns {
		if scope.Kind == FeedNetwork || c.ID == scope.ID {
			of[c.ID] = c
		}
	}
	if scope.Kind == FeedCampaign {
		feed.Title = of[scope.ID].Title
	}
	for _, w := range waves {
		if c, ok := of[w.CampaignID]; ok {
			feed.Rounds = append(feed.Rounds, FeedRound{
				WaveID: w.ID, Title: c.Title, Number: w.Number, Window: w.Window(),
				State: w.marked(), Sequence: w.Version, Since: w.lastMark(c.CreatedAt),
			})
		}
	}
	return feed
}

// marked returns the state that the marks alone tell; unlike State it needs no
// clock, and every change of it raises the wave's version.
func (w Wave) marked() WaveState {
	switch {
	case w.CancelledAt != nil:
		return WaveCancelled
	case w.MissedAt != nil:
		return WaveMissed
	case w.ReleasedAt != nil:
		return WaveReleased
	case w.ClosedAt != nil || w.TalliedAt != nil:
		return WaveClosing
	case w.OpenedAt != nil:
		return WaveOpen
	}
	return WavePlanned
}

func (w Wave) lastMark(created time.Time) time.Time {
	last := created
	for _, mark := range []*time.Time{w.OpenedAt, w.ClosedAt, w.TalliedAt, w.ReleasedAt, w.MissedAt, w.CancelledAt} {
		if mark != nil && mark.After(last) {
			last = *mark
		}
	}
	return last
}
