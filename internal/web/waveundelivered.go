package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// showUndelivered lists whose invitations did not arrive.
func (a *App) showUndelivered(c *fiber.Ctx) error {
	wanted, err := strconv.Atoi(c.Query("page", "1"))
	if err != nil {
		wanted = 1
	}
	u, err := a.Campaign.Undelivered(c.UserContext(), viewerOf(c), c.Params("id"), wanted)
	if err != nil {
		return err
	}
	l := i18n.From(c.UserContext())
	p := page.UndeliveredPage{
		Frame: a.campaignFrame(c, l.T("wave.undelivered_heading"), waveCrumbs(l, u.Campaign, u.Wave)...),
		Lead:  undeliveredHint(l, u), Table: undeliveredTable(l, u), Empty: l.T("wave.undelivered_none"),
		Resend: resendAct(l, u), CSRF: a.formToken(c), Turn: undeliveredTurns(l, u), Back: ui.Link{Label: l.T("wave.undelivered_back"), URL: wavePath(u.Wave.ID)},
	}
	p.Frame.Lead = l.T("wave.mail_lost", "n", u.Total)
	if u.Pages > 1 {
		p.Where = l.T("wave.undelivered_page", "page", u.Page, "pages", u.Pages)
	}
	return a.render(c, page.Undelivered(p))
}

// resendAct offers to send those again that no mail server took.
func resendAct(l *i18n.Locale, u campaign.UndeliveredPage) *page.Act {
	if u.GivenUp == 0 || u.State != campaign.WaveOpen {
		return nil
	}
	return &page.Act{
		Title: l.T("wave.resend"), Text: l.T("wave.resend_text", "n", u.GivenUp), Label: l.T("wave.resend"), Icon: "send",
		Action: wavePath(u.Wave.ID) + "/undelivered",
	}
}

// undeliveredTurns lead to the pages before and after.
func undeliveredTurns(l *i18n.Locale, u campaign.UndeliveredPage) []ui.Link {
	var turns []ui.Link
	at := func(n int) string { return wavePath(u.Wave.ID) + "/undelivered?page=" + strconv.Itoa(n) }
	if u.Page > 1 {
		turns = append(turns, ui.Link{Label: l.T("wave.undelivered_before"), URL: at(min(u.Page-1, u.Pages))})
	}
	if u.Page < u.Pages {
		turns = append(turns, ui.Link{Label: l.T("wave.undelivered_after"), URL: at(u.Page + 1)})
	}
	return turns
}

// undeliveredHint says what can still be done.
func undeliveredHint(l *i18n.Locale, u campaign.UndeliveredPage) string {
	switch {
	case u.State != campaign.WaveOpen:
		return l.T("wave.undelivered_over")
	case u.Remind:
		return l.T("wave.undelivered_remind")
	}
	return l.T("wave.undelivered_no_reminder")
}

func undeliveredTable(l *i18n.Locale, u campaign.UndeliveredPage) ui.Table {
	t := ui.Table{Caption: l.T("wave.undelivered_heading"), Columns: []ui.Column{
		{Label: l.T("wave.undelivered_name")}, {Label: l.T("wave.company")}, {Label: l.T("wave.undelivered_email")}, {Label: l.T("wave.undelivered_reason")},
	}}
	for _, one := range u.List {
		state := l.T("wave.undelivered_" + string(one.State))
		t.Rows = append(t.Rows, ui.Row{
			Head:  ui.Cell{Text: one.Name, URL: "/people/" + one.PersonID + "/edit"},
			Cells: ui.Cells(one.Company, one.Email, l.T("wave.undelivered_why", "state", state, "reason", mailReason(l, one.Reason))),
		})
	}
	return t
}
