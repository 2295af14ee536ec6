package campaign

import (
	"context"
	"strconv"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/roster"
)

// NumberReplaced is the Number of an invitation's letters that were lost and
// gave way to a new one. They are not counted any more.
const NumberReplaced = "replaced"

// ReaddressStore reads what has become of the mails that hold one link.
type ReaddressStore interface {
	// LinkLetters lists an invitation's letters of the kinds invitation and
	// reminder.
	LinkLetters(ctx context.Context, i Invitation) ([]Letter, error)
	// OpenInvitations lists a person's invitations to waves that can be
	// answered at now.
	OpenInvitations(ctx context.Context, personID string, now time.Time) ([]Invitation, error)
	SaveReaddressing(ctx context.Context, r Readdressing) error
}

// Readdressing is an edit of the roster that changes an address, with what it
// means for invitations to waves that can still be answered.
type Readdressing struct {
	// Roster changes the people who get other addresses. Of their invitations
	// those count as readdressed, too, whose letter has set out since this was
	// made.
	Roster roster.Change
	// Readdressed names invitations that get no mail with their link any more.
	Readdressed []string
	// Redelivered names invitations that nobody received: Letters hold new
	// ones, and those before get NumberReplaced.
	Redelivered []string
	Letters     []Letter
	Acts        []Act
}

// Readdress saves a change of the roster that gives p another address than
// former. Each wave that the person can answer tells it in its history and to
// the former address, and either invites again or sends no further mail.
func (s *Service) Readdress(ctx context.Context, v account.Viewer, p roster.Person, former string, change roster.Change) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	r := Readdressing{Roster: change}
	if err := s.announceAddress(ctx, v, p, former, &r); err != nil {
		return err
	}
	return s.store.SaveReaddressing(ctx, r)
}

func (s *Service) announceAddress(ctx context.Context, v account.Viewer, p roster.Person, former string, r *Readdressing) error {
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
		if err := s.readdress(ctx, wave, invitation, p, r, now); err != nil {
			return err
		}
		r.Acts = append(r.Acts, s.act(wave, actAddressChanged, v.Name, now, "name", p.Name, "person", p.ID))
		if former != "" {
			letter := s.letter(wave, MailAddressChanged, effectKey(wave.ID, p.ID, "address_changed", s.newID()), now)
			letter.Address, letter.InvitationID = former, invitation.ID
			r.Letters = append(r.Letters, letter)
		}
	}
	return nil
}

// readdress decides by the letters alone, never by whether somebody has
// answered: otherwise whoever changes an address could learn it from the mail
// that comes or does not. A link that may have reached somebody goes nowhere
// else. One that reached nobody goes to the new address: by the letter that
// still waits, or by a new one where the former was lost.
func (s *Service) readdress(ctx context.Context, w Wave, i Invitation, p roster.Person, r *Readdressing, now time.Time) error {
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
		reached = reached || l.MayHaveArrived()
	}
	switch {
	case reached:
		r.Readdressed = append(r.Readdressed, i.ID)
	case !waits && p.Email != "":
		letter := s.letter(w, MailInvitation, effectKey(w.ID, p.ID, string(MailInvitation), strconv.Itoa(invited+1)), now)
		letter.InvitationID = i.ID
		r.Letters = append(r.Letters, letter)
		r.Redelivered = append(r.Redelivered, i.ID)
	}
	return nil
}
