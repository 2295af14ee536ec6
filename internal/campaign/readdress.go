package campaign

import (
	"context"
	"strconv"
	"time"

	"kreislauf/internal/account"
)

// NumberReplaced is the Number of an invitation's letters that were lost and
// gave way to a new one. They are not counted any more.
const NumberReplaced = "replaced"

// ReaddressStore reads what has become of the mails that hold one link.
type ReaddressStore interface {
	// LinkLetters lists an invitation's letters of the kinds invitation and
	// reminder.
	LinkLetters(ctx context.Context, i Invitation) ([]Letter, error)
}

// announceAddress adds to the change what a new address means for the waves
// that the person can answer: each tells it in its history and to the former
// address, and either gets the invitation again or no further mail.
func (s *Service) announceAddress(ctx context.Context, v account.Viewer, p Person, former string, change *RosterChange) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	open, err := s.store.OpenInvitations(ctx, p.ID, now)
	if err != nil {
		return err
	}
	for _, invitation := range open {
		wave, err := s.store.WaveByID(ctx, invitation.WaveID)
		if err != nil {
			return err
		}
		if err := s.readdress(ctx, wave, invitation, p, change, now); err != nil {
			return err
		}
		change.Acts = append(change.Acts, s.act(wave, actAddressChanged, v.Name, now, "name", p.Name, "person", p.ID))
		if former != "" {
			letter := s.letter(wave, MailAddressChanged, effectKey(wave.ID, p.ID, "address_changed", s.newID()), now)
			letter.Address, letter.InvitationID = former, invitation.ID
			change.Letters = append(change.Letters, letter)
		}
	}
	return nil
}

// readdress decides by the letters alone, never by whether somebody has
// answered: otherwise whoever changes an address could learn it from the mail
// that comes or does not. A link that may have reached somebody goes nowhere
// else. One that reached nobody goes to the new address: by the letter that
// still waits, or by a new one where the former was lost.
func (s *Service) readdress(ctx context.Context, w Wave, i Invitation, p Person, change *RosterChange, now time.Time) error {
	letters, err := s.store.LinkLetters(ctx, i)
	if err != nil {
		return err
	}
	invited, waits, reached := 0, false, i.Paper || i.Revoked
	for _, l := range letters {
		if l.Kind == MailInvitation {
			invited++
			waits = waits || l.State == LetterQueued
		}
		reached = reached || l.State == LetterSent
	}
	switch {
	case reached:
		change.Readdressed = append(change.Readdressed, i.ID)
	case !waits && p.Email != "":
		letter := s.letter(w, MailInvitation, effectKey(w.ID, p.ID, string(MailInvitation), strconv.Itoa(invited+1)), now)
		letter.InvitationID = i.ID
		change.Letters = append(change.Letters, letter)
		change.Redelivered = append(change.Redelivered, i.ID)
	}
	return nil
}
