package campaign

import (
	"context"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
)

// ExtendClose moves the close of an open wave, later only, and not into the
// next planned window. local is a wall time (WallLayout) in the wave's zone.
func (s *Service) ExtendClose(ctx context.Context, v account.Viewer, waveID, local, reason string) error {
	w, now, err := s.decideOpen(ctx, v, waveID)
	if err != nil {
		return err
	}
	var errs fault.Errors
	closes, err := s.laterClose(ctx, w, local, now)
	if err := errs.Join(err); err != nil {
		return err
	}
	reason, err = checkReason(reason)
	if err := errs.Join(err); err != nil {
		return err
	}
	if err := errs.Err(); err != nil {
		return err
	}
	act := s.act(w, "wave_extended", v.Name, now, "reason", reason,
		"from", w.ClosesAt.Format(time.RFC3339), "to", closes.Format(time.RFC3339))
	w.ClosesLocal, w.ClosesAt = local, closes
	_, err = s.store.Mark(ctx, Mark{Wave: w, At: now, Acts: []Act{act}})
	return err
}

// laterClose reads a new close and refuses one that is no later, too late, or
// within the next planned window.
func (s *Service) laterClose(ctx context.Context, w Wave, local string, now time.Time) (time.Time, error) {
	closes, err := calendar.Resolve(local, w.Zone, calendar.Second)
	if err != nil {
		return closes, fault.Invalid("closes", calendar.UnreadableDay(local, "error.wave_close_form"))
	}
	latest := w.OpensAt.AddDate(0, 0, 2*calendar.MaxDays)
	if !closes.After(w.ClosesAt) || closes.After(latest) {
		return closes, fault.Invalid("closes", "error.wave_close_later", "latest", latest)
	}
	waves, err := s.store.Waves(ctx, w.CampaignID)
	if err != nil {
		return closes, err
	}
	for _, other := range waves {
		if other.isPlanned() && other.OpensAt.After(now) && other.OpensAt.Before(closes) {
			return closes, fault.Invalid("closes", "error.wave_close_overlap", "opens", other.OpensAt)
		}
	}
	return closes, nil
}

// CloseEarly ends an open wave now. Forms begun before keep the usual grace,
// and the tally follows by itself; the campaign's next waves stay as planned.
// Of two managers who change the close at once, one gets a conflict.
func (s *Service) CloseEarly(ctx context.Context, v account.Viewer, waveID, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	w, now, err := s.decideOpen(ctx, v, waveID)
	if err != nil {
		return err
	}
	zone, err := calendar.Zone(w.Zone)
	if err != nil {
		return err
	}
	act := s.act(w, "wave_closed_early", v.Name, now, "reason", reason, "from", w.ClosesAt.Format(time.RFC3339))
	w.ClosesLocal, w.ClosesAt = calendar.Wall(now, zone).Format(calendar.WallLayout), now
	_, err = s.store.Mark(ctx, Mark{Wave: w, At: now, Acts: []Act{act}})
	return err
}

// decideOpen reads a wave whose close can still be moved.
func (s *Service) decideOpen(ctx context.Context, v account.Viewer, waveID string) (Wave, time.Time, error) {
	w, now, err := s.decide(ctx, v, waveID)
	if err == nil && !w.isOpen(now) {
		err = fault.Conflict("error.wave_not_open")
	}
	return w, now, err
}

// isOpen reports whether the close can still be moved. A close that was
// carried out stands, even when the clock goes back.
func (w Wave) isOpen(now time.Time) bool { return w.State(now) == WaveOpen && w.ClosedAt == nil }
