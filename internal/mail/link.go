package mail

import (
	"context"

	"kreislauf/internal/campaign"
)

// Addresses are the pages that letters lead to.
type Addresses struct {
	Survey      func(secret string) string
	Unsubscribe func(secret string) string // ends the reminders of one wave
	SignIn      func(token string) string
	Wave        func(campaignID, waveID string) string
	Outlook     func(campaignID string) string // what a company learns, where it decides
	Imprint     string
	Privacy     string
}

// links are made at the moment of sending and kept nowhere.
type links struct {
	to          string // where the letter leads, or empty
	unsubscribe string // where reminders can be ended, or empty
}

func (c *Courier) links(ctx context.Context, e campaign.Envelope) (links, error) {
	switch e.Letter.Kind {
	case campaign.MailInvitation, campaign.MailReminder:
		secret, err := c.Secrets.LinkSecret(e.Letter.WaveID, e.Letter.InvitationID)
		if err != nil {
			return links{}, err
		}
		l := links{to: c.Addresses.Survey(secret)}
		if e.Letter.Kind == campaign.MailReminder {
			l.unsubscribe = c.Addresses.Unsubscribe(secret)
		}
		return l, nil
	case campaign.MailSignIn:
		token, err := c.SignIns.Issue(ctx, e.Letter.UserID)
		if err != nil {
			return links{}, err
		}
		return links{to: c.Addresses.SignIn(token)}, nil
	case campaign.MailConsentAsked:
		return links{to: c.Addresses.Outlook(e.Letter.CampaignID)}, nil
	case campaign.MailReleaseDue, campaign.MailMissed:
		return links{to: c.Addresses.Wave(e.Letter.CampaignID, e.Letter.WaveID)}, nil
	}
	return links{}, nil
}
