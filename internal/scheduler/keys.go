package scheduler

import (
	"errors"

	"kreislauf/internal/campaign"
	"kreislauf/internal/seal"
)

// Keys gives campaigns the key store without the domain knowing cryptography.
type Keys struct{ *seal.KeyStore }

var _ campaign.Keys = Keys{}

// HashLink returns the hash under which the database knows a link.
func (Keys) HashLink(secret string) string { return seal.HashLink(secret) }

// EmptyDraft returns what stands in a draft's row before there is a draft.
func (Keys) EmptyDraft(size int) string { return seal.EmptyDraft(size) }

// Opener returns what opens the wave's ballots; campaign.ErrNoKey when the key
// is gone, other errors while it cannot be read.
func (k Keys) Opener(waveID string) (func(ciphertext string) ([]byte, error), error) {
	opener, err := k.KeyStore.Opener(waveID)
	if errors.Is(err, seal.ErrNoKey) {
		return nil, errors.Join(campaign.ErrNoKey, err)
	}
	if err != nil {
		return nil, err
	}
	return opener.Open, nil
}

// Destroy destroys the wave's keys; campaign.ErrDeletionPending when a copy
// cannot be reached.
func (k Keys) Destroy(waveID string) error {
	err := k.KeyStore.Destroy(waveID)
	if errors.Is(err, seal.ErrPendingDeletion) {
		return errors.Join(campaign.ErrDeletionPending, err)
	}
	return err
}
