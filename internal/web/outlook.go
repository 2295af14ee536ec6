package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/overview"
	"kreislauf/web/templates/ui"
)

func outlookPath(id string) string { return campaignPath(id) + "/outlook" }

// showOutlook tells a company beforehand what it will learn from a campaign.
func (a *App) showOutlook(c *fiber.Ctx) error {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	rate := c.Query("rate", defaultRate) // a manager's choice; representatives have none
	o, err := a.Campaign.Outlook(ctx, viewer, id, c.Query("company"), returnOf(rate))
	if err != nil {
		return err
	}
	return a.render(c, page.Outlook(a.outlookPage(c, o, rate)))
}

// returnOf reads a return in per cent as a share of one.
func returnOf(rate string) float64 { return campaignForm{rate: rate}.share() }

func (a *App) outlookPage(c *fiber.Ctx, o campaign.Outlook, rate string) page.OutlookPage {
	viewer := viewerOf(c)
	l := i18n.From(c.UserContext())
	p := page.OutlookPage{
		CSRF: a.formToken(c), Action: outlookPath(o.CampaignID), Shown: l.T("outlook.shown", "company", o.Company.Name),
	}
	if viewer.Manages() {
		p.Frame = a.campaignFrame(c, l.T("outlook.title_manager"), ui.Link{Label: l.Pick(o.Title), URL: campaignPath(o.CampaignID)})
		company := ui.Field{Name: "company", Label: l.T("outlook.company"), Value: o.Company.ID}
		for _, one := range o.Companies {
			company.Options = append(company.Options, ui.Option{Value: one.ID, Label: one.Name})
		}
		p.Choice = []ui.Field{company, {Name: "rate", Label: l.T("outlook.rate"), Value: rate, Options: rateOptions(l)}}
	} else {
		p.Frame = a.appFrame(c, "overview", l.T("outlook.title"))
		p.Frame.Crumbs = []ui.Link{{Label: l.T("frame.menu_overview"), URL: "/"}}
	}
	p.Frame.Lead = outlookLead(l, o)
	p.Who, p.Hidden = whoSees(l, o), hiddenLines(l, o)
	if o.Mode != campaign.Anonymous {
		p.Attributed = l.T("outlook.attributed")
		return p
	}
	p.Rules = rulesTable(l, o.K)
	p.Basis = l.T("outlook.basis", "n", o.Invited, "rate", l.Percent(o.Rate, 0))
	p.Nothing = l.T("outlook.nothing", "company", o.Company.Name)
	p.Table = outlookTable(l, o)
	if !viewer.Manages() && o.Consent.Needed() {
		p.Decision = decisionOf(l, o)
	}
	return p
}

func outlookLead(l *i18n.Locale, o campaign.Outlook) string {
	switch {
	case o.Frozen:
		return l.T("outlook.lead_open", "title", l.Pick(o.Title))
	case o.Opens == nil:
		return l.T("outlook.lead_unplanned", "title", l.Pick(o.Title))
	}
	return l.T("outlook.lead_planned", "title", l.Pick(o.Title), "opens", l.In(zoneOf(o.Zone)).DateTime(*o.Opens))
}

// decisionOf is the panel on which a representative decides.
func decisionOf(l *i18n.Locale, o campaign.Outlook) *page.Decision {
	own, path := o.Consent.Companies[0], campaignPath(o.CampaignID)+"/consent"
	d := &page.Decision{State: l.T("outlook.is_open"), Until: l.T("outlook.decide_over"), Terms: l.T("outlook.decide_terms", "few", 2*o.K), Seen: o.Consent.Terms}
	if own.GivenAt != nil {
		d.State = l.T("outlook.is_given", "day", *own.GivenAt)
	}
	if !o.MayDecide {
		return d
	}
	d.Until = l.T("outlook.decide_until", "at", l.In(zoneOf(o.Zone)).LongDateTime(*o.Consent.Opens))
	d.Button = page.Step{Action: path + "/give", Label: l.T("outlook.give"), Icon: "check", Primary: true}
	if own.GivenAt != nil {
		d.Button = page.Step{Action: path + "/withdraw", Label: l.T("outlook.withdraw"), Icon: "rotate-clockwise"}
	}
	return d
}

// agree gives the consent of the viewer's company to what the page said.
func (a *App) agree(c *fiber.Ctx) error {
	if err := a.Campaign.GiveConsent(c.UserContext(), viewerOf(c), c.Params("id"), c.FormValue("terms")); err != nil {
		return err
	}
	return see(c, doneWith(outlookPath(c.Params("id")), "agreed"))
}

// disagree takes it back.
func (a *App) disagree(c *fiber.Ctx) error {
	if err := a.Campaign.WithdrawConsent(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
		return err
	}
	return see(c, doneWith(outlookPath(c.Params("id")), "disagreed"))
}

// dated is a task with its due time, zero for none.
type dated struct {
	due  time.Time
	line overview.Task
}

// inOrder lists tasks by their due time, those without one last.
func inOrder(all []dated) []overview.Task {
	slices.SortStableFunc(all, func(a, b dated) int {
		switch {
		case a.due.IsZero() == b.due.IsZero():
			return a.due.Compare(b.due)
		case a.due.IsZero():
			return 1
		}
		return -1
	})
	tasks := make([]overview.Task, len(all))
	for i, one := range all {
		tasks[i] = one.line
	}
	return tasks
}

// decisions are the tasks of a representative whose company has to agree or
// not before a wave opens.
func decisions(l *i18n.Locale, ahead []campaign.Prospect, now time.Time) []dated {
	var tasks []dated
	for _, one := range ahead {
		if one.Decide == nil {
			continue
		}
		line := overview.Task{
			Title: l.T("outlook.task", "title", l.Pick(one.Campaign.Title)), Text: l.T("outlook.task_text"),
			Link: ui.Link{Label: l.T("outlook.task_link"), URL: outlookPath(one.Campaign.ID), Primary: true},
		}
		placeDue(l, &line, *one.Decide, now)
		tasks = append(tasks, dated{*one.Decide, line})
	}
	return tasks
}

// aheadItems lead from a representative's first page to each outlook.
func aheadItems(l *i18n.Locale, ahead []campaign.Prospect) []ui.Item {
	var items []ui.Item
	for _, one := range ahead {
		item := ui.Item{Label: l.T("outlook.ahead_opens", "day", one.Wave.OpensAt), Value: l.Pick(one.Campaign.Title), URL: outlookPath(one.Campaign.ID)}
		if one.Open {
			item.Label = l.T("outlook.ahead_open", "day", one.Wave.ClosesAt)
		}
		items = append(items, item)
	}
	return items
}
