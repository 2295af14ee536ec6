package web

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// waveActs offers what can be done with a round in its state.
func waveActs(l *i18n.Locale, w campaign.WavePage, p *page.Page) {
	path := wavePath(w.Wave.ID)
	switch w.State {
	case campaign.WaveTallied:
		if w.Wave.Mode == campaign.Anonymous {
			p.Release = &page.Act{
				Title: l.T("wave.release_title"), Text: l.T("wave.release_text"), Action: path + "/release",
				Label: l.T("wave.release"), Icon: "check",
			}
		}
	case campaign.WaveUnreadable:
		p.Publish = &page.Act{
			Title: l.T("wave.publish_title"), Text: l.T("wave.publish_text", "n", w.Wave.Unreadable), Action: path + "/publish",
			Label: l.T("wave.publish", "n", w.Wave.Unreadable), Icon: "check",
		}
	}
	if canCancel(w) {
		p.CancelURL = path + "/cancel"
	}
}

func canCancel(w campaign.WavePage) bool {
	switch w.State {
	case campaign.WaveReleased, campaign.WaveMissed, campaign.WaveCancelled:
		return false
	case campaign.WaveTallied:
		return w.Wave.Mode == campaign.Anonymous
	}
	return true
}

// actOnWave carries out one step of a round and shows it again.
func (a *App) actOnWave(step func(ctx context.Context, v account.Viewer, id string) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := step(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
			return a.refuseWave(c, err)
		}
		return see(c, wavePath(c.Params("id")))
	}
}

func (a *App) extendWave(c *fiber.Ctx) error {
	local := dayOf(c, "closes") + "T" + c.FormValue("closes_time")
	if err := a.Campaign.ExtendClose(c.UserContext(), viewerOf(c), c.Params("id"), local, c.FormValue("reason")); err != nil {
		return a.refuseWave(c, err)
	}
	return see(c, wavePath(c.Params("id")))
}

func (a *App) refuseWave(c *fiber.Ctx, err error) error {
	p, drawErr := a.wavePage(c, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page.Show(p) })
}

// extendForm begins three days after the close, or with what was refused.
func (a *App) extendForm(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage, wrong Wrong) *page.Extend {
	closes := untilClose(w.Wave)
	day, clock := closes.Format(time.DateOnly), closes.Format("15:04")
	if len(wrong) > 0 {
		day, clock = dayOf(c, "closes"), c.FormValue("closes_time")
	}
	return &page.Extend{
		Action: wavePath(w.Wave.ID) + "/extend",
		Day:    dayField(l, ui.Field{Name: "closes", Label: l.T("wave.extend_day"), Value: day, Error: wrong.Of("closes")}, a.today(c)),
		Time:   ui.Field{Name: "closes_time", Label: l.T("wave.extend_time"), Hint: l.T("wave.extend_zone", "zone", w.Wave.Zone), Value: clock, Keyboard: "numeric"},
		Reason: ui.Field{
			Name: "reason", Label: l.T("wave.reason"), Hint: l.T("wave.reason_hint"), Value: c.FormValue("reason"), Required: true, Error: wrong.Of("reason"),
		},
	}
}

func (a *App) askCancel(c *fiber.Ctx) error {
	p, err := a.cancelPage(c, nil)
	if err != nil {
		return err
	}
	return a.render(c, page.Cancel(p))
}

func (a *App) cancelWave(c *fiber.Ctx) error {
	id := c.Params("id")
	if err := a.Campaign.CancelWave(c.UserContext(), viewerOf(c), id, c.FormValue("reason")); err != nil {
		p, drawErr := a.cancelPage(c, wrongOf(c, err))
		if drawErr != nil {
			return drawErr
		}
		return a.redraw(c, err, func(Wrong) templ.Component { return page.Cancel(p) })
	}
	return see(c, wavePath(id))
}

func (a *App) cancelPage(c *fiber.Ctx, wrong Wrong) (page.CancelPage, error) {
	w, err := a.Campaign.WavePage(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return page.CancelPage{}, err
	}
	l, path := i18n.From(c.UserContext()), wavePath(w.Wave.ID)
	above := []ui.Link{
		{Label: l.Pick(w.Campaign.Title), URL: campaignPath(w.Campaign.ID)},
		{Label: l.T("wave.number", "number", w.Wave.Number), URL: path},
	}
	text := l.T("wave.cancel_planned_text")
	if w.Wave.OpenedAt != nil {
		text = l.T("wave.cancel_open_text")
	}
	return page.CancelPage{
		Frame: a.campaignFrame(c, l.T("wave.cancel_heading"), above...), CSRF: a.formToken(c), Action: path + "/cancel", Wrong: wrong, Text: text,
		Reason: ui.Field{
			Name: "reason", Label: l.T("wave.reason"), Hint: l.T("wave.reason_hint"), Value: c.FormValue("reason"), Required: true, Error: wrong.Of("reason"),
		},
		Back: ui.Link{Label: l.T("wave.cancel_back"), URL: path},
	}, nil
}
