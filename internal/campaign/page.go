package campaign

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// WaveState is where a wave stands, for people to read.
type WaveState string

// States of a wave. All but the last four follow from the clock.
const (
	WavePlanned    WaveState = "planned"
	WaveOpening    WaveState = "opening" // its time has come, the opening is being carried out
	WaveOpen       WaveState = "open"
	WaveClosing    WaveState = "closing"    // closed, the tally is due or running
	WaveUnreadable WaveState = "unreadable" // a decision about unreadable ballots is due
	WaveTallied    WaveState = "tallied"    // waits for the release
	WaveReleased   WaveState = "released"
	WaveMissed     WaveState = "missed"
	WaveCancelled  WaveState = "cancelled"
)

// State returns where w stands at now.
func (w Wave) State(now time.Time) WaveState {
	switch {
	case w.CancelledAt != nil:
		return WaveCancelled
	case w.ReleasedAt != nil:
		return WaveReleased
	case w.TalliedAt != nil:
		return WaveTallied
	case w.Unreadable > 0:
		return WaveUnreadable
	case w.MissedAt != nil:
		return WaveMissed
	case now.Before(w.OpensAt):
		return WavePlanned
	case w.OpenedAt == nil && now.Before(w.ClosesAt):
		return WaveOpening
	case w.OpenedAt == nil:
		return WaveMissed
	case now.Before(w.ClosesAt):
		return WaveOpen
	}
	return WaveClosing
}

// ReleaseBefore is when the keys of a tallied wave are destroyed at the latest.
func (w Wave) ReleaseBefore() time.Time { return w.ClosesAt.Add(KeyLife) }

// Entry is one line of the list of campaigns.
type Entry struct {
	Campaign      Campaign
	Questionnaire survey.Text
	People        int    // in the audience now
	Waves         []Wave // all, the newest first, without what was frozen
	Current       *Wave  // open, or waiting for somebody
	Next          *Wave  // the next planned one
	Last          *Wave  // the latest that is over
}

// List returns the network's campaigns, the newest first.
func (s *Service) List(ctx context.Context, v account.Viewer) ([]Entry, time.Time, error) {
	if err := v.NeedManager(); err != nil {
		return nil, time.Time{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, now, err
	}
	campaigns, err := s.store.Campaigns(ctx, v.NetworkID)
	if err != nil {
		return nil, now, err
	}
	waves, err := s.store.WavesOf(ctx, campaigns)
	if err != nil {
		return nil, now, err
	}
	s = s.Reading()
	entries := make([]Entry, 0, len(campaigns))
	for _, c := range campaigns {
		entry, err := s.entry(ctx, c, waves[c.ID], now)
		if err != nil {
			return nil, now, err
		}
		entries = append(entries, entry)
	}
	return entries, now, nil
}

// Get returns one campaign with its waves and the reading of the clock that
// their states follow from.
func (s *Service) Get(ctx context.Context, v account.Viewer, id string) (Entry, time.Time, error) {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return Entry{}, time.Time{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Entry{}, now, err
	}
	waves, err := s.store.WavesOf(ctx, []Campaign{c})
	if err != nil {
		return Entry{}, now, err
	}
	entry, err := s.entry(ctx, c, waves[c.ID], now)
	return entry, now, err
}

func (s *Service) entry(ctx context.Context, c Campaign, waves []Wave, now time.Time) (Entry, error) {
	e := Entry{Campaign: c, Waves: waves}
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil {
		return e, err
	}
	e.Questionnaire = version.Content.Title
	asked, err := s.countAudience(ctx, c)
	if err != nil {
		return e, err
	}
	e.People = asked.people
	slices.SortFunc(e.Waves, func(a, b Wave) int { return cmp.Compare(b.Number, a.Number) })
	for i := range e.Waves {
		e.place(&e.Waves[i], now)
	}
	return e, nil
}

// place sorts one wave in; waves come newest first.
func (e *Entry) place(w *Wave, now time.Time) {
	switch w.State(now) {
	case WavePlanned:
		e.Next = w
	case WaveOpening, WaveOpen, WaveClosing, WaveUnreadable, WaveTallied:
		if e.Current == nil {
			e.Current = w
		}
	default:
		if e.Last == nil {
			e.Last = w
		}
	}
}

// CampaignActs returns the history of a campaign and its waves, newest first.
func (s *Service) CampaignActs(ctx context.Context, v account.Viewer, id string) ([]Act, error) {
	if _, err := s.Campaign(ctx, v, id); err != nil {
		return nil, err
	}
	return s.store.Acts(ctx, id, "")
}

// KeyHealth says whether the keys of an open or untallied wave can be used.
type KeyHealth string

// Health of a wave's keys.
const (
	KeysNone    KeyHealth = "none"    // not needed yet, or destroyed
	KeysGood    KeyHealth = "good"    // stored and readable
	KeysBad     KeyHealth = "bad"     // cannot be read, or their copy is missing
	KeysPending KeyHealth = "pending" // destroyed here, a copy is still to be deleted
)

// WavePage is everything the page of one wave shows besides the results.
type WavePage struct {
	Campaign  Campaign
	Wave      Wave
	State     WaveState
	Now       time.Time
	Companies map[string]string // names by id
	Turnout   Turnout           // zero before the first snapshot
	Mail      []MailLine
	Handouts  int     // open: invitations on paper to print
	Notice    *Notice // nil: nobody was told of the results
	Acts      []Act   // newest first
	Keys      KeyHealth
}

// WavePage returns the page of one wave.
func (s *Service) WavePage(ctx context.Context, v account.Viewer, waveID string) (WavePage, error) {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return WavePage{}, err
	}
	p := WavePage{Wave: w, State: w.State(now), Now: now, Companies: map[string]string{}}
	if p.Campaign, err = s.store.Campaign(ctx, v.NetworkID, w.CampaignID); err != nil {
		return p, err
	}
	companies, err := s.store.Companies(ctx, v.NetworkID)
	if err != nil {
		return p, err
	}
	for _, c := range companies {
		p.Companies[c.ID] = c.Name
	}
	p.Turnout, err = s.store.Turnout(ctx, waveID)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return p, err
	}
	if p.Acts, err = s.store.Acts(ctx, w.CampaignID, waveID); err != nil {
		return p, err
	}
	if p.Mail, err = s.mailLines(ctx, w, p.Campaign.Reminders, now); err != nil {
		return p, err
	}
	if p.Notice, err = s.noticeOf(ctx, w); err != nil {
		return p, err
	}
	if p.State == WaveOpen {
		if p.Handouts, err = s.store.CountHandouts(ctx, w.ID); err != nil {
			return p, err
		}
	}
	p.Keys, err = s.keyHealth(ctx, w)
	return p, err
}

func (s *Service) keyHealth(ctx context.Context, w Wave) (KeyHealth, error) {
	if w.OpenedAt == nil || w.KeysDestroyedAt != nil {
		return KeysNone, nil
	}
	effect := waveEffect(w.ID, "keys_pending")
	done, err := s.store.Done(ctx, []string{effect})
	switch {
	case err != nil:
		return KeysNone, err
	case done[effect]:
		return KeysPending, nil
	case s.keys.Check(w.ID) != nil:
		return KeysBad, nil
	}
	return KeysGood, nil
}
