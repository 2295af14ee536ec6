package campaign

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
)

// MailLine says how far the letters of one message have come. Hidden lines have
// no numbers, and never get any: those of reminders that went only to people
// without an answer tell how many had taken part by then.
type MailLine struct {
	Kind    MailKind
	Day     int        // reminders: calendar days after the opening
	Due     time.Time  // reminders: when the plan sends it
	Planned *time.Time // not sent yet
	Awaits  bool       // results: nobody was told yet
	Hidden  bool
	Queued  int
	Sent    int
	Failed  int          // the mail server refused, or it was too late
	Bounced int          // came back later
	Reasons []MailReason // of the failed and bounced ones, the most frequent first
	Paper   int          // invitations: people without an address
}

// MailReason is how many letters were lost for one reason.
type MailReason struct {
	Reason string // key below "mail.failed_"
	N      int
}

// Lost is how many letters did not arrive.
func (l MailLine) Lost() int { return l.Failed + l.Bounced }

// LetterCount is how many letters of one kind and number are in one state.
type LetterCount struct {
	Kind   MailKind
	Number string // reminders: calendar days after the opening
	State  LetterState
	Reason string // of failed and bounced ones
	N      int
}

// Dispatch is how far the letters of one wave have come at Now.
type Dispatch struct {
	Wave    Wave // without what it froze
	State   WaveState
	Now     time.Time
	Lines   []MailLine
	Settled bool // nothing more will change by itself
}

// DispatchStore reads how far letters have come.
type DispatchStore interface {
	// WaveOutline is Wave without what it froze, which grows with its places;
	// for reading only.
	WaveOutline(ctx context.Context, networkID, id string) (Wave, error)
	// Undelivered lists invitations that failed or bounced, by company and name,
	// and counts them all.
	Undelivered(ctx context.Context, networkID, waveID string, offset, limit int) ([]Undelivered, int, error)
}

// Dispatch returns how far the letters of a wave have come. It is cheap enough
// to be asked every second.
func (s *Service) Dispatch(ctx context.Context, v account.Viewer, waveID string) (Dispatch, error) {
	if err := v.NeedManager(); err != nil {
		return Dispatch{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Dispatch{}, err
	}
	w, err := s.store.WaveOutline(ctx, v.NetworkID, waveID)
	if err != nil {
		return Dispatch{}, err
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, w.CampaignID)
	if err != nil {
		return Dispatch{}, err
	}
	d := Dispatch{Wave: w, State: w.State(now), Now: now}
	if d.Lines, err = s.mailLines(ctx, w, c.Reminders, now); err != nil {
		return d, err
	}
	d.settle()
	return d, nil
}

// Dispatch returns how far the letters had come when the page was read.
func (p WavePage) Dispatch() Dispatch {
	d := Dispatch{Wave: p.Wave, State: p.State, Now: p.Now, Lines: p.Mail}
	d.settle()
	return d
}

func (d *Dispatch) settle() {
	over := d.State == WaveCancelled || d.State == WaveMissed
	closed := !d.Now.Before(d.Wave.ClosesAt)
	d.Settled = over || !slices.ContainsFunc(d.Lines, func(l MailLine) bool { return l.moves(closed) })
}

// moves reports whether a line may still change by itself. A hidden line
// counts as moving until the close, whatever becomes of its letters: that it
// came to rest would be a number, too.
func (l MailLine) moves(closed bool) bool {
	return l.Planned != nil || l.Queued > 0 || (l.Hidden && !closed)
}

func (s *Service) mailLines(ctx context.Context, w Wave, r calendar.Reminders, now time.Time) ([]MailLine, error) {
	counts, err := s.store.LetterStates(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	invitation := MailLine{Kind: MailInvitation}
	if w.OpenedAt == nil {
		invitation.Planned = &w.OpensAt
	}
	invitation.add(counts)
	if w.OpenedAt != nil {
		invitation.Paper = w.Invited - invitation.Queued - invitation.Sent - invitation.Lost()
	}
	reminders, err := s.reminderLines(ctx, w, r, counts, now)
	if err != nil {
		return nil, err
	}
	lines := append([]MailLine{invitation}, reminders...)
	if w.OpenedAt == nil || w.CancelledAt != nil {
		return lines, nil
	}
	results := MailLine{Kind: MailResults}
	results.add(counts)
	results.Awaits = results.Queued+results.Sent+results.Lost() == 0
	return append(lines, results), nil
}

func (s *Service) reminderLines(ctx context.Context, w Wave, r calendar.Reminders, counts []LetterCount, now time.Time) ([]MailLine, error) {
	plan := r.Plan(w.Window())
	former := formerReminders(r, w.Window(), counts)
	if len(plan)+len(former) == 0 {
		return nil, nil
	}
	effects := make([]string, len(plan))
	for i, one := range plan {
		effects[i] = reminderEffect(w.ID, one.Day)
	}
	missing := missingEffect(w.ID)
	done, err := s.store.Done(ctx, append(slices.Clone(effects), missing))
	if err != nil {
		return nil, err
	}
	var lines []MailLine
	for i, one := range plan {
		line := MailLine{Kind: MailReminder, Day: one.Day, Due: one.At}
		switch {
		case !done[effects[i]] && one.At.After(now) && w.CancelledAt == nil:
			line.Planned = new(one.At)
		case !done[effects[i]]:
			continue // collapsed into a later one, or overtaken
		case r.OnlyMissing || done[missing]:
			line.Hidden = true
		default:
			line.add(counts)
		}
		lines = append(lines, line)
	}
	for _, line := range former {
		if !r.OnlyMissing && !done[missing] {
			line.add(counts)
			lines = append(lines, line)
		}
	}
	slices.SortFunc(lines, func(a, b MailLine) int { return cmp.Compare(a.Day, b.Day) })
	return lines, nil
}

// formerReminders are lines of reminders that were sent and are not planned any
// more: the campaign has other days by now, or the wave was closed early.
func formerReminders(r calendar.Reminders, window calendar.Window, counts []LetterCount) []MailLine {
	planned := r.Plan(window)
	r.Offsets = nil
	for _, c := range counts {
		day, err := strconv.Atoi(c.Number)
		isPlanned := slices.ContainsFunc(planned, func(one calendar.Reminder) bool { return one.Day == day })
		if c.Kind == MailReminder && err == nil && !isPlanned && !slices.Contains(r.Offsets, day) {
			r.Offsets = append(r.Offsets, day)
		}
	}
	window.Closes = window.Opens.AddDate(0, 0, 2*calendar.MaxDays) // no close drops one that was sent
	var lines []MailLine
	for _, one := range r.Plan(window) {
		lines = append(lines, MailLine{Kind: MailReminder, Day: one.Day, Due: one.At})
	}
	return lines
}

func (l *MailLine) add(counts []LetterCount) {
	lost := map[string]int{}
	for _, c := range counts {
		if c.Kind != l.Kind || (l.Kind == MailReminder && c.Number != strconv.Itoa(l.Day)) || c.Number == NumberReplaced {
			continue
		}
		switch c.State {
		case LetterQueued:
			l.Queued += c.N
		case LetterSent:
			l.Sent += c.N
		case LetterFailed:
			l.Failed += c.N
			lost[c.Reason] += c.N
		case LetterBounced:
			l.Bounced += c.N
			lost[c.Reason] += c.N
		}
	}
	for reason, n := range lost {
		l.Reasons = append(l.Reasons, MailReason{Reason: reason, N: n})
	}
	slices.SortFunc(l.Reasons, func(a, b MailReason) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Reason, b.Reason))
	})
}

// UndeliveredSize is how many invitations one page of the list holds.
const UndeliveredSize = 50

// Undelivered is one invitation that did not reach its person.
type Undelivered struct {
	PersonID string
	Name     string
	Email    string // the person's present address
	Company  string
	State    LetterState // LetterFailed or LetterBounced
	Reason   string      // key below "mail.failed_"
}

// UndeliveredPage is one page of the invitations that did not arrive.
type UndeliveredPage struct {
	Campaign Campaign
	Wave     Wave // without what it froze
	State    WaveState
	Remind   bool // another reminder is planned, which goes to corrected addresses
	GivenUp  int  // of the invitations, those that Resend would send again
	List     []Undelivered
	Total    int
	Page     int // from 1
	Pages    int // at least 1
}

// Undelivered lists whose invitations did not arrive. There is no such list of
// reminders: they may go to those only who have not answered.
func (s *Service) Undelivered(ctx context.Context, v account.Viewer, waveID string, page int) (UndeliveredPage, error) {
	d, err := s.Dispatch(ctx, v, waveID)
	if err != nil {
		return UndeliveredPage{}, err
	}
	p := UndeliveredPage{Wave: d.Wave, State: d.State, Page: max(page, 1)}
	for _, line := range d.Lines {
		p.Remind = p.Remind || line.Kind == MailReminder && line.Planned != nil
	}
	if p.Campaign, err = s.store.Campaign(ctx, v.NetworkID, d.Wave.CampaignID); err != nil {
		return p, err
	}
	if p.GivenUp, err = s.store.Resendable(ctx, waveID); err != nil {
		return p, err
	}
	p.List, p.Total, err = s.store.Undelivered(ctx, v.NetworkID, waveID, (p.Page-1)*UndeliveredSize, UndeliveredSize)
	p.Pages = max(1, (p.Total+UndeliveredSize-1)/UndeliveredSize)
	return p, err
}
