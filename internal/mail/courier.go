package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
)

// Letters finds letters and records what became of them.
type Letters interface {
	Envelope(ctx context.Context, letterID string) (campaign.Envelope, error)
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

// Addresses are the pages that letters lead to.
type Addresses struct {
	Survey  func(secret string) string
	SignIn  func(token string) string
	Wave    func(campaignID, waveID string) string
	Outlook func(campaignID string) string // what a company learns, where it decides
	Imprint string
	Privacy string
}

// Deps is what a Courier is made of.
type Deps struct {
	Letters   Letters
	Secrets   Secrets
	SignIns   SignInLinks
	Sender    Sender
	Addresses Addresses
	From      string // sender address
	Now       func() time.Time
}

// Courier carries letters: it reads what to say, makes the link, writes the
// text, hands it over, and forgets it.
type Courier struct{ Deps }

// NewCourier returns a courier over its dependencies.
func NewCourier(d Deps) (*Courier, error) {
	if address, err := netmail.ParseAddress(d.From); err != nil || address.Address != d.From {
		return nil, fmt.Errorf("mail: %q is no sender address", d.From)
	}
	return &Courier{Deps: d}, nil
}

// Carry sends one letter. A letter that was sent, or has failed for good, is
// left alone, so that repeating it is harmless; between the server's yes and
// our note of it a repetition carries the same Message-ID. With last a letter
// that cannot be sent now has failed.
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
	id := MessageID(e.Letter.EffectKey, c.From)
	if reason := pointless(e); reason != "" {
		return c.Letters.MarkFailed(ctx, letterID, id, reason)
	}
	err = c.send(ctx, e, id)
	var refusal *Refusal
	switch {
	case err == nil:
		return c.Letters.MarkSent(ctx, letterID, id)
	case errors.As(err, &refusal):
		return c.Letters.MarkFailed(ctx, letterID, id, refusal.Reason)
	case last:
		return errors.Join(err, c.Letters.MarkFailed(ctx, letterID, id, "gave_up"))
	}
	return fmt.Errorf("carry letter %s: %w", letterID, err)
}

// pointless says why a letter must not be sent any more, or "".
func pointless(e campaign.Envelope) string {
	asks := e.Letter.Kind == campaign.MailInvitation || e.Letter.Kind == campaign.MailReminder
	switch {
	case e.Address == "":
		return "no_address"
	case asks && e.MailStopped:
		return campaign.ReasonStopped
	case asks && e.WaveSettled:
		return "too_late"
	}
	return ""
}

func (c *Courier) send(ctx context.Context, e campaign.Envelope, id string) error {
	link, err := c.link(ctx, e)
	if err != nil {
		return err
	}
	m, err := c.Addresses.compose(ctx, e, link)
	if err != nil {
		return err
	}
	m.ID, m.Date = id, c.Now()
	m.From = netmail.Address{Name: senderName(e), Address: c.From}
	m.To = netmail.Address{Name: e.Name, Address: e.Address}
	if e.Letter.Kind == campaign.MailAddressChanged {
		m.To.Name = ""
	}
	return c.Sender.Send(ctx, m)
}

// link returns where the letter leads, made at this moment and kept nowhere.
func (c *Courier) link(ctx context.Context, e campaign.Envelope) (string, error) {
	switch e.Letter.Kind {
	case campaign.MailInvitation, campaign.MailReminder:
		secret, err := c.Secrets.LinkSecret(e.Letter.WaveID, e.Letter.InvitationID)
		if err != nil {
			return "", err
		}
		return c.Addresses.Survey(secret), nil
	case campaign.MailSignIn:
		token, err := c.SignIns.Issue(ctx, e.Letter.UserID)
		if err != nil {
			return "", err
		}
		return c.Addresses.SignIn(token), nil
	case campaign.MailConsentAsked:
		return c.Addresses.Outlook(e.Letter.CampaignID), nil
	case campaign.MailReleaseDue, campaign.MailMissed:
		return c.Addresses.Wave(e.Letter.CampaignID, e.Letter.WaveID), nil
	}
	return "", nil
}

func senderName(e campaign.Envelope) string {
	if e.NetworkName != "" {
		return e.NetworkName
	}
	return "Kreislauf"
}
