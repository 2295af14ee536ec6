package main

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/config"
	"kreislauf/internal/demo"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// demoLinks is how many respondents' links are printed.
const demoLinks = 3

// serveDemo loads the demo network into an empty database, once, and serves it.
func serveDemo(ctx context.Context, p process, args []string) error {
	c, err := p.settings("demo", args)
	if err != nil {
		return err
	}
	return p.serving(ctx, c, func(ctx context.Context, run *program) error {
		if err := run.loadDemo(ctx); err != nil {
			return err
		}
		return run.printDemo(ctx, p, c)
	})
}

// loadDemo tells the demo's story, unless the database has users already.
func (p *program) loadDemo(ctx context.Context) error {
	now, err := p.clock.Now(ctx)
	if err != nil {
		return err
	}
	told := &demo.Clock{}
	told.Set(now)
	past := newServices(p.db, p.keys, demoClock{told})
	secret, err := past.account.SetupLink(ctx)
	if err != nil || secret == "" {
		return err
	}
	p.db.UseQueue(nil) // invented people get no mail
	defer p.db.UseQueue(p.scheduler)
	return demo.Load(ctx, demo.Services{
		Account: past.account, Cooperation: past.cooperation, Roster: past.roster, Campaign: past.campaign,
		Survey: past.survey, Answering: past.answering, Records: p.db.Campaign(), Keys: p.keys, Clock: told,
	}, secret, now)
}

type demoClock struct{ told *demo.Clock }

func (c demoClock) Now(context.Context) (time.Time, error) { return c.told.Now(), nil }

// printDemo prints fresh links for each side of the product.
func (p *program) printDemo(ctx context.Context, to process, c config.Config) error {
	lines := []string{"The demo network is loaded. Each link below opens one side of it:", ""}
	for _, who := range []struct{ label, email string }{
		{"Manager", demo.ManagerEmail}, {"Partner", demo.PartnerEmail}, {"Reader", demo.ReaderEmail},
	} {
		secret, err := p.account.IssueFor(ctx, who.email)
		if fault.KindOf(err) == fault.KindNotFound {
			return fmt.Errorf("%s holds another network than the demo; use an empty folder with --data and --keys", databaseName(c))
		}
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("  %-11s %s/sign-in/%s  (once)", who.label, c.BaseURL, secret))
	}
	secrets, err := p.openLinks(ctx)
	if err != nil {
		return err
	}
	for _, secret := range secrets {
		lines = append(lines, fmt.Sprintf("  %-11s %s/a/%s", "Respondent", c.BaseURL, secret))
	}
	return printLines(to.out, append(lines, "")...)
}

// openLinks returns links of people who have not answered the open wave yet.
func (p *program) openLinks(ctx context.Context) ([]string, error) {
	waves, err := p.db.Campaign().Unfinished(ctx, plainNow(p.clock)())
	if err != nil {
		return nil, err
	}
	var links []string
	for _, w := range waves {
		if w.OpenedAt == nil || w.ClosedAt != nil || w.PublicKey == "" {
			continue
		}
		invitations, err := p.db.Campaign().Invitations(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		for _, invitation := range invitations {
			if invitation.Participated || len(links) == demoLinks {
				continue
			}
			secret, err := p.keys.LinkSecret(w.ID, invitation.ID)
			if err != nil {
				return nil, err
			}
			if visit, err := p.answering.Open(ctx, secret, time.Time{}); err == nil && visit.Phase == survey.PhaseOpen {
				links = append(links, secret)
			}
		}
	}
	return links, nil
}

func databaseName(c config.Config) string {
	if c.Database != "" {
		return "the database"
	}
	return c.Data
}
