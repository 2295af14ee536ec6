package campaign

import (
	"context"
	"crypto/rand"

	"kreislauf/internal/account"
)

// actAddressErased stands for actAddressChanged once the person is deleted.
const (
	actAddressChanged = "address_changed"
	actAddressErased  = "address_erased"
)

// ErasureStore forgets people.
type ErasureStore interface {
	// ErasePerson carries out an erasure in one transaction.
	ErasePerson(ctx context.Context, e Erasure) error
}

// Erasure is the deletion of one person. What waves count stays, without a way
// back to the person; published cells are not touched.
//
//   - The row of the person and the memberships in groups go.
//   - Invitations stay, revoked and under a random id each, with the sealed
//     ballot and the word that they were used: without these, two waves would
//     differ by exactly this person, and a count would tell whether they had
//     answered. Drafts are emptied.
//   - Attributed answers speak for the company and stay, under that random id.
//   - Letters that wait fail with ReasonNoAddress, and addresses kept for a
//     former holder go, as do the person's id in their keys and their
//     Message-IDs, which are made of it.
//   - Lists that wait for their import go, all of the network's: nothing else
//     tells in which the person stands.
//   - Acts that named the person are replaced by ones that name nobody.
type Erasure struct {
	NetworkID string
	PersonID  string
	Name      string
	NewID     func() string         // random, so that nothing tells which ids belong together
	Empty     func(size int) string // an empty draft's body, for a wave's ballot size
	ActOld    string                // kind of the acts that name the person
	ActNew    string                // the kind they become
	Reason    string                // why letters that wait are not sent
	Jobs      []Job                 // what follows
}

// ReasonNoAddress is the reason of a letter whose addressee has no address.
const ReasonNoAddress = "no_address"

// DeletePerson forgets somebody for good, as far as the product can: answers
// that are part of published cells are in no way tied to a person, and stay.
func (s *Service) DeletePerson(ctx context.Context, v account.Viewer, id string) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	p, err := s.store.Person(ctx, v.NetworkID, id)
	if err != nil {
		return err
	}
	return s.store.ErasePerson(ctx, Erasure{
		NetworkID: v.NetworkID, PersonID: p.ID, Name: p.Name, NewID: rand.Text, Empty: s.keys.EmptyDraft,
		ActOld: actAddressChanged, ActNew: actAddressErased, Reason: ReasonNoAddress,
		Jobs: []Job{{Kind: JobScrub, ID: s.newID()}},
	})
}

// OpenInvitationsOf counts the waves that the person can answer at the moment.
func (s *Service) OpenInvitationsOf(ctx context.Context, v account.Viewer, id string) (int, error) {
	if err := v.NeedManager(); err != nil {
		return 0, err
	}
	p, err := s.store.Person(ctx, v.NetworkID, id)
	if err != nil {
		return 0, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return 0, err
	}
	open, err := s.store.OpenInvitations(ctx, p.ID, now)
	return len(open), err
}
