package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// Letters finds letters and records what became of them.
type Letters interface {
	Envelope(ctx context.Context, letterID string) (campaign.Envelope, error)
	// MarkUnderWay notes that a letter with a link is about to be handed over,
	// and reports false when its addressee has another address by now.
	MarkUnderWay(ctx context.Context, letterID, messageID, address string) (bool, error)
	// MarkNotTaken notes that it was certainly not taken.
	MarkNotTaken(ctx context.Context, letterID string) error
	MarkSent(ctx context.Context, letterID, messageID string) error
	MarkFailed(ctx context.Context, letterID, messageID, reason string) error
}

// Secrets makes the secret of an invitation's link.
type Secrets interface {
	LinkSecret(waveID, invitationID string) (string, error)
}

// SignInLinks issues one-time sign-in tokens.
type SignInLinks interface {
	Issue(ctx context.Context, userID string) (string, error)
}

// Pace lets letters go at a bounded rate.
type Pace interface {
	// Admit returns 0, or how long a letter should wait. domain names the
	// addressee's domain without showing it.
	Admit(ctx context.Context, kind campaign.MailKind, domain string) (time.Duration, error)
}

// Deps is what a Courier is made of.
type Deps struct {
	Letters   Letters
	Secrets   Secrets
	SignIns   SignInLinks
	Sender    Sender
	Pace      Pace // nil: as fast as they come
	Addresses Addresses
	From      string // sender address
	Secret    []byte // of the server, the same in all processes; keys Message-IDs and names of domains
	Now       func() time.Time
}

// minSecret is how long the server's secret is at least, in bytes.
const minSecret = 32

// Courier carries letters: it reads what to say, makes the link, writes the
// text, hands it over, and forgets it.
type Courier struct{ Deps }

// NewCourier returns a courier over its dependencies.
func NewCourier(d Deps) (*Courier, error) {
	if address, err := netmail.ParseAddress(d.From); err != nil || address.Address != d.From {
		return nil, fmt.Errorf("mail: %q is no sender address", d.From)
	}
	if len(d.Secret) < minSecret {
		return nil, fmt.Errorf("mail: a secret of %d bytes is too short", len(d.Secret))
	}
	return &Courier{Deps: d}, nil
}

// Later is the error of a letter that has to wait for its turn: nothing failed,
// and it is to be carried again then.
type Later struct{ After time.Duration }

// Error implements error.
func (l *Later) Error() string { return "the letter waits for its turn" }

// Wait returns how long it has to.
func (l *Later) Wait() time.Duration { return l.After }

// Carry sends one letter. A letter that was sent, or has failed for good, is
// left alone, so that repeating it is harmless; between the server's yes and
// our note of it a repetition carries the same Message-ID. With last a letter
// that cannot be sent now has failed. A *Later error is no attempt.
func (c *Courier) Carry(ctx context.Context, letterID string, last bool) error {
	e, err := c.Letters.Envelope(ctx, letterID)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Letter.State != campaign.LetterQueued {
		return nil
	}
	id := MessageID(c.Secret, e.Letter.EffectKey, c.From)
	if reason := pointless(e); reason != "" {
		return c.Letters.MarkFailed(ctx, letterID, id, reason)
	}
	if e.Wait > 0 {
		return &Later{After: e.Wait}
	}
	if err := c.takeTurn(ctx, e); err != nil {
		return err
	}
	if carriesLink(e.Letter.Kind) {
		begun, err := c.Letters.MarkUnderWay(ctx, letterID, id, e.Address)
		if err != nil {
			return err
		}
		if !begun {
			return &Later{After: time.Second}
		}
	}
	return c.settle(ctx, e, id, last, c.send(ctx, e, id))
}

// settle records what became of a letter that was handed over, or not. A stop
// of the process in that moment must not lose it: the letter would go twice.
func (c *Courier) settle(ctx context.Context, e campaign.Envelope, id string, last bool, err error) error {
	ctx = context.WithoutCancel(ctx)
	var refusal *Refusal
	switch {
	case err == nil:
		return c.Letters.MarkSent(ctx, e.Letter.ID, id)
	case errors.As(err, &refusal):
		return c.Letters.MarkFailed(ctx, e.Letter.ID, id, refusal.Reason)
	case last:
		return errors.Join(err, c.Letters.MarkFailed(ctx, e.Letter.ID, id, campaign.ReasonGivenUp))
	}
	err = fmt.Errorf("carry letter %s: %w", e.Letter.ID, err)
	wasUnderWay := e.Letter.MessageID != "" // since a try whose end nobody knows
	if wasUnderWay || !carriesLink(e.Letter.Kind) || errors.As(err, new(*Unsure)) {
		return err
	}
	return errors.Join(err, c.Letters.MarkNotTaken(ctx, e.Letter.ID))
}

// carriesLink tells the letters with the personal link of an invitation.
func carriesLink(kind campaign.MailKind) bool {
	return kind == campaign.MailInvitation || kind == campaign.MailReminder
}

// pointless says why a letter must not be sent any more, or "".
func pointless(e campaign.Envelope) string {
	asks := carriesLink(e.Letter.Kind)
	switch {
	case e.Address == "":
		return "no_address"
	case asks && e.MailStopped:
		return campaign.ReasonStopped
	case e.Letter.Kind == campaign.MailReminder && e.OnlyMissing && e.Answered:
		return campaign.ReasonStopped
	case asks && e.WaveSettled, e.Letter.Kind == campaign.MailReleaseDue && e.Decided:
		return "too_late"
	case e.Letter.Kind == campaign.MailReminder && e.Unreminded:
		return "unreminded"
	case e.Letter.Kind == campaign.MailReminder && e.NearClose:
		return "near_close"
	}
	return ""
}

// takeTurn waits for no letter: one that may not go yet is to come again.
func (c *Courier) takeTurn(ctx context.Context, e campaign.Envelope) error {
	if c.Pace == nil {
		return nil
	}
	_, domain, _ := strings.Cut(e.Address, "@")
	wait, err := c.Pace.Admit(ctx, e.Letter.Kind, keyed(c.Secret, "kreislauf domain 2", strings.ToLower(domain)))
	if err != nil {
		return err
	}
	if wait > 0 {
		return &Later{After: wait}
	}
	return nil
}

func (c *Courier) send(ctx context.Context, e campaign.Envelope, id string) error {
	l, err := c.links(ctx, e)
	if err != nil {
		return err
	}
	m, err := c.Addresses.compose(ctx, e, l)
	if err != nil {
		return err
	}
	m.ID, m.Date, m.Unsubscribe = id, c.Now(), l.unsubscribe
	m.From = netmail.Address{Name: senderName(e), Address: c.From}
	m.To = netmail.Address{Name: e.Name, Address: e.Address}
	if e.Letter.Kind == campaign.MailAddressChanged {
		m.To.Name = ""
	}
	if isOfCampaign(e.Letter.Kind) {
		m.ReplyTo = e.ReplyTo
	}
	if m.Attachments, err = c.attachments(e); err != nil {
		return err
	}
	return c.Sender.Send(ctx, m)
}

// isOfCampaign tells the letters to the people asked, which go out in the name
// that the campaign has chosen.
func isOfCampaign(kind campaign.MailKind) bool {
	return kind == campaign.MailInvitation || kind == campaign.MailReminder || kind == campaign.MailTest || kind == campaign.MailResults
}

func senderName(e campaign.Envelope) string {
	if e.Sender != "" && isOfCampaign(e.Letter.Kind) {
		return e.Sender
	}
	return networkName(e)
}

func networkName(e campaign.Envelope) string {
	if e.NetworkName != "" {
		return e.NetworkName
	}
	return "Kreislauf"
}
