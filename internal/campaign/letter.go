package campaign

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/survey"
)

// Envelope is a letter with what its text is made of, read at the moment of
// sending. It is never stored or logged.
type Envelope struct {
	Letter      Letter
	Name        string // of the addressee
	Address     string // empty: there is none (any more)
	Language    string
	NetworkName string
	Zone        string
	Title       survey.Text
	Message     Message // invitations; empty: the product's own words
	Reminder    Message // likewise
	Sender      string  // name in From; empty: the network's
	ReplyTo     string  // address for answers; empty: none
	Mode        Mode
	Number      int
	OpensAt     time.Time
	ClosesAt    time.Time
	WaveVersion int // rises with each change of the wave
	OnlyMissing bool
	Invited     bool               // the addressee has an invitation
	Unreminded  bool               // and wants no reminders
	MailStopped bool               // and must get no further mail with its link
	Answered    bool               // and has used it
	WaveSettled bool               // closed or cancelled: nothing to answer any more
	Decided     bool               // released or cancelled: nobody has to decide about it any more
	Hours       calendar.Reminders // when reminders may go
	Wait        time.Duration      // a reminder at night: until the morning
	NearClose   bool               // a reminder that would come in the window's last hours
	K           int                // smallest group with results
	CompanyName string             // attributed: for which company the answers speak
	Notice      Notice             // results: what people are told
}

// Envelope returns a letter ready to be written.
func (s *Service) Envelope(ctx context.Context, letterID string) (Envelope, error) {
	e, err := s.store.Envelope(ctx, letterID)
	if err != nil {
		return e, fmt.Errorf("read letter %s: %w", letterID, err)
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return e, err
	}
	if e.Letter.InvitationID != "" && !now.Before(e.ClosesAt) {
		e.WaveSettled = true
	}
	if e.Letter.Kind == MailReminder {
		wait, ok := e.Hours.Wait(calendar.Window{Zone: e.Zone, Opens: e.OpensAt, Closes: e.ClosesAt}, now)
		e.Wait, e.NearClose = wait, !ok
	}
	return e, nil
}

// MarkUnderWay notes that a letter with a link is about to be handed to the mail
// server for an address: from then on it may have arrived there. It reports
// false, and notes nothing, when the person has another address by now, or the
// letter does not wait any more.
func (s *Service) MarkUnderWay(ctx context.Context, letterID, messageID, address string) (bool, error) {
	begun, err := s.store.LetterUnderWay(ctx, letterID, messageID, address)
	if err != nil {
		return false, fmt.Errorf("begin letter %s: %w", letterID, err)
	}
	return begun, nil
}

// MarkNotTaken takes the word of MarkUnderWay back: the mail server has not
// taken the letter, which waits as before.
func (s *Service) MarkNotTaken(ctx context.Context, letterID string) error {
	if err := s.store.LetterNotTaken(ctx, letterID); err != nil {
		return fmt.Errorf("take back letter %s: %w", letterID, err)
	}
	return nil
}

// MayHaveArrived reports whether somebody may hold the link of a letter.
func (l Letter) MayHaveArrived() bool {
	underWay := l.State == LetterQueued && l.MessageID != ""
	stopped := l.Kind == MailInvitation && l.Reason == ReasonStopped
	return l.State == LetterSent || underWay || stopped
}

// MarkSent records that the mail server took a letter.
func (s *Service) MarkSent(ctx context.Context, letterID, messageID string) error {
	return s.markLetter(ctx, letterID, LetterSent, messageID, "")
}

// MarkFailed records that a letter will not be sent. reason is a key below
// "mail.failed_", never the server's text: that repeats addresses.
func (s *Service) MarkFailed(ctx context.Context, letterID, messageID, reason string) error {
	return s.markLetter(ctx, letterID, LetterFailed, messageID, reason)
}

func (s *Service) markLetter(ctx context.Context, id string, state LetterState, messageID, reason string) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := s.store.MarkLetter(ctx, id, state, messageID, reason, now); err != nil {
		return fmt.Errorf("mark letter %s: %w", id, err)
	}
	return nil
}

// SendSignIn sends a user a mail with a one-time sign-in link, which is made
// while sending; at most one a minute, whoever asks for them.
func (s *Service) SendSignIn(ctx context.Context, user account.User) error {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	minute := strconv.FormatInt(now.Unix()/60, 10)
	letter := s.letter(Wave{}, MailSignIn, effectKey("user", user.ID, string(MailSignIn), minute), now)
	letter.UserID = user.ID
	return s.store.SaveLetters(ctx, []Letter{letter})
}

// TestMail sends the viewer the invitation as it will look, without a link
// that counts, and remembers that it was tried.
func (s *Service) TestMail(ctx context.Context, v account.Viewer, id string) error {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	letter := s.letter(Wave{NetworkID: c.NetworkID, CampaignID: c.ID}, MailTest, effectKey("campaign", c.ID, string(MailTest), s.newID()), now)
	letter.UserID = v.UserID
	c.TestedAt = &now
	return s.store.SaveCampaign(ctx, Change{
		Campaign: c, Letters: []Letter{letter}, Acts: []Act{s.campaignAct(c, "campaign_tested", v.Name, now)},
	})
}
