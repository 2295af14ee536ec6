package campaign

import (
	"context"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// ResendStore queues letters again that were given up.
type ResendStore interface {
	// Resendable counts the invitations of a wave that failed with
	// ReasonGivenUp and may still go to their people.
	Resendable(ctx context.Context, waveID string) (int, error)
	// Resend queues those invitations with their jobs, keeps act, and reports
	// how many they were. Without any it changes nothing.
	Resend(ctx context.Context, waveID string, act Act) (int, error)
}

// Resend sends the invitations of an open wave again that no mail server took
// while it was tried. Reminders are left alone: how many of them are missing
// may tell how many people have not answered.
func (s *Service) Resend(ctx context.Context, v account.Viewer, waveID string) error {
	w, now, err := s.decideOpen(ctx, v, waveID)
	if err != nil {
		return err
	}
	n, err := s.store.Resend(ctx, w.ID, s.act(w, "resent", v.Name, now))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("error.wave_nothing_to_resend")
	}
	return nil
}
