package campaign

import (
	"context"
	"fmt"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// OwnLink returns the secret of the viewer's own invitation to an open
// attributed wave, so that a representative who is signed in can answer
// without the mail. The invitation is the one with the viewer's address in the
// company that the viewer speaks for, unless the address was changed after the
// link had reached somebody.
func (s *Service) OwnLink(ctx context.Context, v account.Viewer, waveID string) (string, error) {
	w, err := s.store.Wave(ctx, v.NetworkID, waveID)
	if err != nil {
		return "", err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return "", err
	}
	if w.Mode != Attributed || w.State(now) != WaveOpen {
		return "", fault.NotFound("error.not_found")
	}
	invitations, err := s.store.Invitations(ctx, waveID)
	if err != nil {
		return "", err
	}
	for _, i := range invitations {
		if i.Email == "" || i.Email != account.NormalEmail(v.Email) || !v.Represents(i.CompanyID) || i.Revoked || i.Readdressed {
			continue
		}
		secret, err := s.keys.LinkSecret(w.ID, i.ID)
		if err != nil {
			return "", fmt.Errorf("own link to wave %s: %w", waveID, err)
		}
		return secret, nil
	}
	return "", fault.NotFound("error.not_found")
}
