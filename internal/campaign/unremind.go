package campaign

import (
	"context"

	"kreislauf/internal/fault"
)

// UnremindStore keeps who wants no reminders.
type UnremindStore interface {
	// Unreminded finds an invitation by the hash of its link. Unknown and
	// revoked links and those of a cancelled wave are one not-found fault.
	Unreminded(ctx context.Context, linkHash string) (bool, error)
	SetUnreminded(ctx context.Context, linkHash string, unreminded bool) error
}

// Unreminded tells whether the person behind a link has asked for no more
// reminders. Every link that does not work is the same not-found fault.
func (s *Service) Unreminded(ctx context.Context, secret string) (bool, error) {
	unreminded, err := s.store.Unreminded(ctx, s.keys.HashLink(secret))
	return unreminded, linkFault(err)
}

// SetUnreminded ends the reminders of one wave for the person behind a link,
// or lets them come again. It may be repeated. When it was asked for is not
// kept, and whether the person has answered plays no part in it.
func (s *Service) SetUnreminded(ctx context.Context, secret string, unreminded bool) error {
	return linkFault(s.store.SetUnreminded(ctx, s.keys.HashLink(secret), unreminded))
}

// linkFault gives all links that do not work the same words.
func linkFault(err error) error {
	if fault.KindOf(err) == fault.KindNotFound {
		return fault.NotFound("error.link_not_valid")
	}
	return err
}
