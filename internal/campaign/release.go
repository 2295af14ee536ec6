package campaign

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// Release publishes the results of a tallied wave and tells nobody by mail,
// see ReleaseWith. From then on partners and readers see them, and keys and
// ballots go. Repeating it changes nothing.
func (s *Service) Release(ctx context.Context, v account.Viewer, waveID string) error {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return err
	}
	if w.ReleasedAt != nil {
		return nil
	}
	if !w.awaitsRelease() {
		return fault.Conflict("error.wave_not_tallied")
	}
	_, err = s.store.Mark(ctx, s.released(w, v.Name, now))
	return err
}

// released is the mark of a release.
func (s *Service) released(w Wave, actor string, now time.Time) Mark {
	w.ReleasedAt = &now
	return Mark{
		Wave: w, At: now, Effect: waveEffect(w.ID, "release"),
		Acts: []Act{s.act(w, "wave_released", actor, now)},
		Jobs: []Job{{Kind: JobDestroy, ID: w.ID}},
	}
}

// PublishWithout decides that a wave is tallied without its unreadable
// ballots. The tally still waits for a release.
func (s *Service) PublishWithout(ctx context.Context, v account.Viewer, waveID string) error {
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return err
	}
	if w.TalliedAt != nil {
		return nil
	}
	if w.Unreadable == 0 || w.CancelledAt != nil {
		return fault.Conflict("error.wave_nothing_unreadable")
	}
	return s.tally(ctx, w, now, v.Name, true)
}

// CancelWave calls a wave off, planned or running, up to its release: it
// publishes nothing and its keys are destroyed.
func (s *Service) CancelWave(ctx context.Context, v account.Viewer, waveID, reason string) error {
	reason, err := checkReason(reason)
	if err != nil {
		return err
	}
	w, now, err := s.decide(ctx, v, waveID)
	if err != nil {
		return err
	}
	if w.CancelledAt != nil {
		return nil
	}
	if w.ReleasedAt != nil || w.MissedAt != nil {
		return fault.Conflict("error.wave_over")
	}
	return s.cancel(ctx, w, s.act(w, "wave_cancelled", v.Name, now, "reason", reason), now)
}

func (s *Service) cancel(ctx context.Context, w Wave, act Act, now time.Time) error {
	w.CancelledAt = &now
	mark := Mark{Wave: w, At: now, Effect: waveEffect(w.ID, "cancel"), Acts: []Act{act}, DropResults: true}
	if w.OpenedAt != nil {
		mark.Jobs = []Job{{Kind: JobDestroy, ID: w.ID}}
	}
	if _, err := s.store.Mark(ctx, mark); err != nil || w.OpenedAt != nil {
		return err
	}
	// An opening that failed half-way may have left keys behind.
	return s.keys.Destroy(w.ID)
}

// decide reads the wave for an explicit act of a manager.
func (s *Service) decide(ctx context.Context, v account.Viewer, waveID string) (Wave, time.Time, error) {
	if err := v.NeedManager(); err != nil {
		return Wave{}, time.Time{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Wave{}, time.Time{}, err
	}
	w, err := s.store.Wave(ctx, v.NetworkID, waveID)
	return w, now, err
}

// DestroyKeys carries out what a release, a cancellation or the end of the
// fourteen days makes due: the cube is read back, then the keys go, then
// ballots and drafts. It may be interrupted and repeated. While a copy of the
// key cannot be reached the ballots go, the wave shows the pending deletion,
// and the call fails so that it is tried again.
func (s *Service) DestroyKeys(ctx context.Context, waveID string) error {
	w, now, err := s.waveOfJob(ctx, waveID)
	if err != nil || w.ID == "" {
		return err
	}
	if w.KeysDestroyedAt != nil {
		// An earlier run may have been interrupted before the last step.
		return s.store.Scrub(ctx, now)
	}
	if !w.keysDue(now) {
		return nil
	}
	if w, err = s.settle(ctx, w, now); err != nil {
		return fmt.Errorf("destroy keys of wave %s: %w", waveID, err)
	}
	return s.destroy(ctx, w, now)
}

// settle makes sure that nothing is lost with the keys that was promised to
// stay: the committed cube of a published wave. A wave that nobody decided on
// in fourteen days publishes nothing.
func (s *Service) settle(ctx context.Context, w Wave, now time.Time) (Wave, error) {
	if w.CancelledAt != nil || w.Mode == Attributed {
		return w, nil
	}
	if w.TalliedAt == nil {
		if err := s.cancel(ctx, w, s.act(w, "wave_undecided", "", now), now); err != nil {
			return w, err
		}
		return s.store.WaveByID(ctx, w.ID)
	}
	has, err := s.store.HasCube(ctx, w.ID)
	if err == nil && !has {
		err = errors.New("its published cells cannot be read back")
	}
	return w, err
}

func (s *Service) destroy(ctx context.Context, w Wave, now time.Time) error {
	destroyed := s.keys.Destroy(w.ID)
	if destroyed != nil && !errors.Is(destroyed, ErrDeletionPending) {
		return fmt.Errorf("destroy keys of wave %s: %w", w.ID, destroyed)
	}
	if err := s.store.DropBallots(ctx, w.ID); err != nil {
		return fmt.Errorf("drop ballots of wave %s: %w", w.ID, err)
	}
	mark := Mark{Wave: w, At: now, Effect: waveEffect(w.ID, "keys_pending"), Acts: []Act{s.act(w, "keys_pending", "", now)}}
	if destroyed == nil {
		mark.Wave.KeysDestroyedAt = &now
		mark.Effect, mark.Acts = waveEffect(w.ID, "keys_destroyed"), []Act{s.act(w, "keys_destroyed", "", now)}
	}
	if _, err := s.store.Mark(ctx, mark); err != nil {
		return fmt.Errorf("record destroyed keys of wave %s: %w", w.ID, err)
	}
	if err := s.store.Scrub(ctx, now); err != nil {
		return fmt.Errorf("scrub after wave %s: %w", w.ID, err)
	}
	if destroyed != nil {
		return fmt.Errorf("destroy keys of wave %s: %w", w.ID, destroyed)
	}
	return nil
}
