package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

func launchPath(id string) string { return campaignPath(id) + "/launch" }

// launchForm is what a manager confirmed on the page.
type launchForm struct{ read, anyway bool }

func (a *App) showLaunch(c *fiber.Ctx) error { return a.drawLaunch(c, launchForm{}, nil) }

func (a *App) launchCampaign(c *fiber.Ctx) error {
	f := launchForm{read: c.FormValue("privacy_read") == "yes", anyway: c.FormValue("anyway") == "yes"}
	err := a.Campaign.Launch(c.UserContext(), viewerOf(c), c.Params("id"), campaign.LaunchInput{PrivacyRead: f.read, Anyway: f.anyway})
	if err != nil {
		return a.drawLaunch(c, f, err)
	}
	return see(c, doneWith(campaignPath(c.Params("id")), "launched"))
}

// testLaunch sends a test mail and stays on the page.
func (a *App) testLaunch(c *fiber.Ctx) error {
	if err := a.Campaign.TestMail(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
		return a.refuseAct(c, err)
	}
	return see(c, doneWith(launchPath(c.Params("id")), "tested"))
}

// drawLaunch shows the page, with what the service refused.
func (a *App) drawLaunch(c *fiber.Ctx, f launchForm, refused error) error {
	plan, err := a.Campaign.LaunchPlan(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	if plan.Campaign.State != campaign.Draft {
		return see(c, passDone(c, campaignPath(plan.Campaign.ID)))
	}
	if refused == nil {
		return a.render(c, page.Launch(a.launchPage(c, plan, f, nil)))
	}
	return a.redraw(c, refused, func(wrong Wrong) templ.Component {
		for i, one := range wrong {
			if one.Field != "anyway" && one.Field != "privacy_read" {
				wrong[i].Field = "" // the field stands on the form, not here
			}
		}
		return page.Launch(a.launchPage(c, plan, f, wrong))
	})
}

func (a *App) launchPage(c *fiber.Ctx, plan campaign.LaunchPlan, f launchForm, wrong Wrong) page.LaunchPage {
	l, one := i18n.From(c.UserContext()), plan.Campaign
	path := campaignPath(one.ID)
	p := page.LaunchPage{
		Frame: a.campaignFrame(c, l.T("launch.title"), ui.Link{Label: l.Pick(one.Title), URL: path}),
		CSRF:  a.formToken(c), Action: launchPath(one.ID), Told: told(l, one, plan.K),
		Fixed:   fixedLines(l, one, settled{plan.Version, plan.K, plan.Consent.Needed()}),
		Consent: a.consentPanel(l, one.ID, plan.Consent), Documents: documents(l, one), Back: ui.Link{Label: l.T("launch.back"), URL: path},
		Test: page.Step{Action: launchPath(one.ID) + "/test", Label: l.T("campaign.do_test"), Icon: "send", Hint: l.T("campaign.do_test_hint")},
	}
	p.Frame.Lead = l.T("launch.lead")
	if one.SheetAt == nil && one.Mode == campaign.Anonymous {
		p.Sheet = handOver(l, one.ID)
	}
	for _, w := range plan.Windows {
		p.Windows = append(p.Windows, windowWords(l, w))
	}
	for _, check := range plan.Checks {
		if check.Key != campaign.CheckPrivacy {
			p.Check = append(p.Check, checkLine(l, check))
		}
	}
	if len(plan.Ways) > 0 {
		p.Ways = waysTable(l, plan.Ways)
	}
	placeConfirmations(&p, l, plan.Checks, f, wrong)
	return p
}
