package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// How long things wait.
const (
	// KeyLife is how long after the close ballots stay sealed at most.
	KeyLife = 14 * 24 * time.Hour
	// lastCall is how long after the close managers are told a second time
	// that a release is due.
	lastCall = 11 * 24 * time.Hour
	// resendAfter is when a letter without a sign of life is queued anew.
	resendAfter = 10 * time.Minute
	resendLimit = 50_000
)

// Tick reads the clock once, finds what is due and has it carried out. Any
// number of processes may tick, late or at the same time: each effect has a
// permanent key and takes place once. Errors of one wave do not keep the
// others waiting; they are returned together.
func (s *Service) Tick(ctx context.Context) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	waves, err := s.store.Unfinished(ctx, now)
	if err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	seen, err := s.glance(ctx, waves, now)
	if err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	var failed []error
	for _, w := range waves {
		err := s.tickWave(ctx, w, seen, now)
		if fault.KindOf(err) == fault.KindConflict {
			continue // somebody changed the wave meanwhile; the next tick looks again
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("tick wave %s: %w", w.ID, err))
		}
	}
	failed = append(failed, s.planMissing(ctx, now))
	failed = append(failed, s.askOnceMore(ctx, now), s.resend(ctx, now))
	failed = append(failed, s.dropUploads(ctx, now))
	return errors.Join(failed...)
}

func (s *Service) tickWave(ctx context.Context, w Wave, seen glance, now time.Time) error {
	switch Decide(now, w.Window(), w.marks()) {
	case ActionOpen:
		return s.store.Enqueue(ctx, []Job{{Kind: JobOpen, ID: w.ID}})
	case ActionMiss:
		return s.miss(ctx, w, now)
	case ActionTally:
		if w.Unreadable == 0 {
			return s.store.Enqueue(ctx, []Job{{Kind: JobTally, ID: w.ID}})
		}
	}
	if w.keysDue(now) {
		return s.store.Enqueue(ctx, []Job{{Kind: JobDestroy, ID: w.ID}})
	}
	if w.isAnswerable(now) {
		return errors.Join(s.tickReminders(ctx, w, seen, now), s.tickTurnout(ctx, w, seen, now))
	}
	if w.awaitsRelease() && !now.Before(w.ClosesAt.Add(lastCall)) {
		return s.askForRelease(ctx, w, askedLastCall, now)
	}
	return nil
}

// waveOfJob returns the wave that a background job is about, and the time. A
// wave that is gone is the zero wave: nothing is left to be done for it.
func (s *Service) waveOfJob(ctx context.Context, waveID string) (Wave, time.Time, error) {
	w, err := s.store.WaveByID(ctx, waveID)
	if fault.KindOf(err) == fault.KindNotFound {
		return Wave{}, time.Time{}, nil
	}
	if err != nil {
		return Wave{}, time.Time{}, err
	}
	now, err := s.clock.Now(ctx)
	return w, now, err
}

func (w Wave) marks() Marks {
	return Marks{
		Opened: w.OpenedAt != nil, Tallied: w.TalliedAt != nil,
		Missed: w.MissedAt != nil, Cancelled: w.CancelledAt != nil,
	}
}

// keysDue reports that the wave's keys have to go: released, cancelled, or
// fourteen days after the close, unless a first tally is still to come.
func (w Wave) keysDue(now time.Time) bool {
	switch {
	case w.OpenedAt == nil || w.KeysDestroyedAt != nil:
		return false
	case w.ReleasedAt != nil || w.CancelledAt != nil:
		return true
	}
	return !now.Before(w.ClosesAt.Add(KeyLife)) && (w.TalliedAt != nil || w.Unreadable > 0)
}

func (w Wave) awaitsRelease() bool {
	return w.TalliedAt != nil && w.ReleasedAt == nil && w.CancelledAt == nil
}

// miss marks a window that passed while nothing was running. Managers are
// told, employees are not.
func (s *Service) miss(ctx context.Context, w Wave, now time.Time) error {
	managers, err := s.store.Managers(ctx, w.NetworkID)
	if err != nil {
		return err
	}
	w.MissedAt = &now
	_, err = s.store.Mark(ctx, Mark{
		Wave: w, At: now, Effect: waveEffect(w.ID, "missed"),
		Acts:    []Act{s.act(w, "wave_missed", "", now)},
		Letters: s.managerLetters(w, managers, MailMissed, 1, now),
	})
	if err != nil {
		return err
	}
	// An opening that failed half-way may have left keys behind.
	return s.keys.Destroy(w.ID)
}

// askForRelease tells managers that a release is due; n says which time.
func (s *Service) askForRelease(ctx context.Context, w Wave, n int, now time.Time) error {
	effect := releaseDueEffect(w.ID, n)
	done, err := s.store.Done(ctx, []string{effect})
	if err != nil || done[effect] {
		return err
	}
	managers, err := s.store.Managers(ctx, w.NetworkID)
	if err != nil {
		return err
	}
	_, err = s.store.Mark(ctx, Mark{Wave: w, At: now, Effect: effect, Letters: s.managerLetters(w, managers, MailReleaseDue, n, now)})
	return err
}

// resend queues letters again whose job was lost: the queue forgets finished
// and abandoned jobs, the letter's row does not. A letter that waits for its
// turn is old without being lost, so each process looks only now and then.
func (s *Service) resend(ctx context.Context, now time.Time) error {
	if last := s.resent.Load(); last != nil && now.Sub(*last).Abs() < resendAfter {
		return nil
	}
	ids, err := s.store.Waiting(ctx, now.Add(-resendAfter), resendLimit)
	if err != nil || len(ids) == 0 {
		return err
	}
	for chunk := range slices.Chunk(ids, postChunk) {
		if err := s.store.Enqueue(ctx, mailJobs(chunk)); err != nil {
			return fmt.Errorf("queue letters again: %w", err)
		}
	}
	s.resent.Store(&now)
	return nil
}

// dropUploads deletes files that nobody came back for: they hold personal data.
func (s *Service) dropUploads(ctx context.Context, now time.Time) error {
	if err := s.store.DropUploads(ctx, now.Add(-roster.UploadLife)); err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	return nil
}
