package campaign

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
)

// planned is how many waves of a scheduled campaign exist before they open.
const planned = 2

// Schedule lets the waves of a draft open by themselves from now on.
func (s *Service) Schedule(ctx context.Context, v account.Viewer, id string) error {
	return s.turn(ctx, v, id, turning{kind: "campaign_scheduled", to: Scheduled, from: []State{Draft}})
}

// Pause keeps planned waves from opening; an open one stays open.
func (s *Service) Pause(ctx context.Context, v account.Viewer, id string) error {
	return s.turn(ctx, v, id, turning{kind: "campaign_paused", to: Paused, from: []State{Scheduled}})
}

// Resume plans waves again, from now on.
func (s *Service) Resume(ctx context.Context, v account.Viewer, id string) error {
	return s.turn(ctx, v, id, turning{kind: "campaign_resumed", to: Scheduled, from: []State{Paused}})
}

// End lets no further wave open; an open one stays open until its close.
func (s *Service) End(ctx context.Context, v account.Viewer, id string) error {
	return s.turn(ctx, v, id, turning{kind: "campaign_ended", to: Ended, from: []State{Draft, Scheduled, Paused}})
}

// turning is a step from one state of a campaign to another.
type turning struct {
	kind string // of the act
	to   State
	from []State
	open []string // points of the list before the launch that were left open
}

// turn moves a campaign into another state. Asking for the state it is in
// changes nothing.
func (s *Service) turn(ctx context.Context, v account.Viewer, id string, t turning) error {
	c, waves, now, err := s.toChange(ctx, v, id)
	if err != nil {
		return err
	}
	if c.State == t.to {
		return nil
	}
	if !slices.Contains(t.from, c.State) {
		return fault.Conflict("error.campaign_state")
	}
	c.State = t.to
	plan, planErr := s.plan(c, waves, now)
	if t.to == Scheduled {
		if err := s.ready(ctx, c, plan.upcoming(waves)); err != nil {
			return err
		}
	}
	if planErr != nil {
		return planErr
	}
	act := s.campaignAct(c, t.kind, v.Name, now)
	if len(t.open) > 0 {
		act.Detail[actPoints] = strings.Join(t.open, " ")
	}
	change := Change{Campaign: c, Plan: plan, Acts: []Act{act}}
	if c.State == Scheduled {
		if change.Letters, err = s.askConsent(ctx, c, 0, now); err != nil {
			return err
		}
	}
	return s.store.SaveCampaign(ctx, change)
}

// ready checks again, at the moment it counts, what no wave can open without.
// The planned waves are the very ones that will open: a sample depends on them.
func (s *Service) ready(ctx context.Context, c Campaign, upcoming []Wave) error {
	people, err := s.audience(ctx, c)
	if err != nil {
		return err
	}
	checks, err := s.neededChecks(ctx, c, people, upcoming)
	if err != nil {
		return err
	}
	var errs fault.Errors
	for _, check := range checks {
		if err := errs.Join(check.Why); err != nil {
			return err
		}
	}
	return errs.Err()
}

// plan returns what must become of the planned waves of c, so that a scheduled
// campaign has its next ones and any other has none. A wave whose time has
// come counts as opened: it is not moved.
func (s *Service) plan(c Campaign, waves []Wave, now time.Time) (Plan, error) {
	var movable []Wave
	number := 0
	taken := map[int64]bool{}
	free := now // no window may open before the last settled one has closed
	for _, w := range waves {
		if w.isPlanned() && (c.State != Scheduled || w.OpensAt.After(now)) {
			movable = append(movable, w)
			continue
		}
		number = max(number, w.Number)
		if w.MissedAt != nil && w.OpensAt.After(now) {
			continue // missed by a clock that was ahead: the window is still to come
		}
		taken[w.OpensAt.Unix()] = true
		if w.CancelledAt == nil && w.MissedAt == nil && w.ClosesAt.After(free) {
			free = w.ClosesAt
		}
	}
	if c.State != Scheduled {
		return removal(movable), nil
	}
	windows, err := c.Rule.Next(now, planned+len(taken)+1)
	if err != nil {
		return Plan{}, fmt.Errorf("compute windows: %w", err)
	}
	windows = slices.DeleteFunc(windows, func(w calendar.Window) bool { return taken[w.Opens.Unix()] || w.Opens.Before(free) })
	return s.arrange(c, movable, windows[:min(planned, len(windows))], number), nil
}

// arrange gives the windows to the planned waves in their order: a wave keeps
// its id when it moves, so that calendars recognise it.
func (s *Service) arrange(c Campaign, movable []Wave, windows []calendar.Window, number int) Plan {
	slices.SortFunc(movable, func(a, b Wave) int { return cmp.Compare(a.Number, b.Number) })
	var p Plan
	for i, window := range windows {
		number++
		if i >= len(movable) {
			w := Wave{ID: s.newID(), NetworkID: c.NetworkID, CampaignID: c.ID, Number: number, Mode: c.Mode}
			w.setWindow(window)
			p.Add = append(p.Add, w)
			continue
		}
		w := movable[i]
		before := w
		w.Number, w.Mode = number, c.Mode
		w.setWindow(window)
		if w.Number != before.Number || w.Mode != before.Mode || !sameWindow(w.Window(), before.Window()) {
			p.Move = append(p.Move, w)
		}
	}
	for i := len(windows); i < len(movable); i++ {
		p.Remove = append(p.Remove, movable[i].ID)
	}
	return p
}

func removal(waves []Wave) Plan {
	var p Plan
	for _, w := range waves {
		p.Remove = append(p.Remove, w.ID)
	}
	return p
}

// upcoming lists the planned waves as they are once p is carried out, in order.
func (p Plan) upcoming(waves []Wave) []Wave {
	next := slices.Concat(p.Add, p.Move)
	for _, w := range waves {
		moved := slices.ContainsFunc(p.Move, func(m Wave) bool { return m.ID == w.ID })
		if w.isPlanned() && !moved && !slices.Contains(p.Remove, w.ID) {
			next = append(next, w)
		}
	}
	slices.SortFunc(next, func(a, b Wave) int { return a.OpensAt.Compare(b.OpensAt) })
	return next
}

func (p Plan) empty() bool { return len(p.Add)+len(p.Move)+len(p.Remove) == 0 }

func (w *Wave) setWindow(window calendar.Window) {
	w.OpensLocal, w.ClosesLocal, w.Zone = window.OpensLocal, window.ClosesLocal, window.Zone
	w.OpensAt, w.ClosesAt = window.Opens, window.Closes
}

func sameWindow(a, b calendar.Window) bool {
	return a.Opens.Equal(b.Opens) && a.Closes.Equal(b.Closes) &&
		a.OpensLocal == b.OpensLocal && a.ClosesLocal == b.ClosesLocal && a.Zone == b.Zone
}

// isPlanned reports a wave to which nothing has happened yet.
func (w Wave) isPlanned() bool {
	return w.OpenedAt == nil && w.MissedAt == nil && w.CancelledAt == nil
}

// Replan computes the planned waves of all campaigns anew, so that they follow
// a zone database that came with an update. It runs once at the start.
func (s *Service) Replan(ctx context.Context) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	campaigns, err := s.store.ScheduledCampaigns(ctx)
	if err != nil {
		return err
	}
	return s.planAll(ctx, campaigns, now)
}

// planMissing plans for campaigns that have too little ahead of them.
func (s *Service) planMissing(ctx context.Context, now time.Time) error {
	campaigns, err := s.store.Unplanned(ctx, now, planned)
	if err != nil {
		return err
	}
	return s.planAll(ctx, campaigns, now)
}

// planAll brings the planned waves of campaigns up to date. One whose rule is
// exhausted ends; one whose rule cannot be computed any more does not keep the
// others waiting.
func (s *Service) planAll(ctx context.Context, campaigns []Campaign, now time.Time) error {
	waves, err := s.store.WavesOf(ctx, campaigns)
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range campaigns {
		if err := s.advance(ctx, c, waves[c.ID], now); err != nil {
			failed = append(failed, fmt.Errorf("plan campaign %s: %w", c.ID, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) advance(ctx context.Context, c Campaign, waves []Wave, now time.Time) error {
	plan, err := s.plan(c, waves, now)
	if err != nil {
		return err
	}
	change := Change{Campaign: c, Plan: plan}
	if len(plan.Add)+len(plan.Move) == 0 && exhausted(waves, plan, now) {
		change.Campaign.State = Ended
		change.Acts = []Act{s.campaignAct(c, "campaign_exhausted", "", now)}
	} else if plan.empty() {
		return nil
	}
	err = s.store.SaveCampaign(ctx, change)
	if fault.KindOf(err) == fault.KindConflict {
		return nil // another process was faster; the next tick looks again
	}
	return err
}

// exhausted reports that no wave is planned, open or about to be.
func exhausted(waves []Wave, plan Plan, now time.Time) bool {
	for _, w := range waves {
		removed := slices.Contains(plan.Remove, w.ID)
		if w.isPlanned() && !removed {
			return false
		}
		if w.OpenedAt != nil && w.CancelledAt == nil && w.ClosesAt.After(now) {
			return false
		}
	}
	return true
}
