package main

import (
	"fmt"
	"net/url"
	"strings"

	"kreislauf/internal/campaign"
	"kreislauf/internal/mail"
	"kreislauf/internal/scheduler"
	"kreislauf/web/templates/layout"
)

// newCourier returns what carries the program's letters, by the configured way.
func newCourier(p *program) (scheduler.Courier, error) {
	sender, err := mail.Open(p.config.Mail)
	if err != nil {
		return nil, usageError{fmt.Errorf("--mail: %w", err)}
	}
	base := p.config.BaseURL
	courier, err := mail.NewCourier(mail.Deps{
		Letters: p.campaign, Secrets: p.keys, SignIns: p.account, Sender: sender, Pace: p.mailPace(), From: p.config.MailFrom, Secret: p.secret, Now: plainNow(p.clock),
		Addresses: mail.Addresses{
			Survey:      func(secret string) string { return base + "/a/" + secret },
			Unsubscribe: func(secret string) string { return base + "/a/" + secret + "/unsubscribe" },
			SignIn:      func(token string) string { return base + "/sign-in/" + token },
			Wave:        func(_, waveID string) string { return base + "/waves/" + waveID },
			Outlook:     func(campaignID string) string { return base + "/campaigns/" + campaignID + "/outlook" },
			Imprint:     base + layout.ImprintPath, Privacy: base + layout.PrivacyPath,
		},
	})
	if err != nil {
		return nil, usageError{fmt.Errorf("--mail-from: %w", err)}
	}
	return courier, nil
}

// mailPace is shared by all processes on the database. Files need none.
func (p *program) mailPace() *campaign.Pacer {
	limits := campaign.PaceLimits(p.config.MailPace)
	if strings.HasPrefix(p.config.Mail, "file:") {
		limits = campaign.PaceLimits{}
	}
	return campaign.NewPacer(p.db.Campaign(), p.clock, limits)
}

// mailSummary says how mails go out, without user or password.
func (p *program) mailSummary() string {
	if folder, ok := strings.CutPrefix(p.config.Mail, "file:"); ok {
		return "written to files in " + folder
	}
	address, err := url.Parse(p.config.Mail)
	if err != nil {
		return "by SMTP"
	}
	return "by SMTP through " + address.Host
}
