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
		p.Release = &page.Step{
			Title: l.T("wave.release_title"), Text: l.T("wave.release_text"),
			Link: ui.Link{Label: l.T("wave.release"), URL: path + "/release", Icon: "check", Primary: true},
		}
	case campaign.WaveUnreadable:
		p.Publish = &page.Act{
			Title: l.T("wave.publish_title"), Text: l.T("wave.publish_text", "n", w.Wave.Unreadable), Action: path + "/publish",
			Label: l.T("wave.publish", "n", w.Wave.Unreadable), Icon: "check",
		}
	case campaign.WaveOpen:
		p.CloseURL = path + "/close"
		if paper := w.Handouts; paper > 0 {
			p.Handouts = &page.Act{
				Title: l.T("handout.panel"), Text: l.T("handout.panel_text", "n", paper), Action: path + "/handouts",
				Label: l.T("handout.print"), Icon: "printer",
			}
		}
	}
	if canCancel(w) {
		p.CancelURL, p.CancelText = path+"/cancel", l.T("wave.cancel_hint")
		if w.Wave.OpenedAt == nil {
			p.CancelText = l.T("wave.cancel_planned_hint")
		}
	}
}

func canCancel(w campaign.WavePage) bool {
	switch w.State {
	case campaign.WaveReleased, campaign.WaveMissed, campaign.WaveCancelled:
		return false
	}
	return true
}

// actOnWave carries out one step of a round and shows it again, saying what
// was done.
func (a *App) actOnWave(done string, step func(ctx context.Context, v account.Viewer, id string) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := step(c.UserContext(), viewerOf(c), c.Params("id")); err != nil {
			return a.refuseWave(c, err)
		}
		return see(c, doneWith(wavePath(c.Params("id")), done))
	}
}

func (a *App) extendWave(c *fiber.Ctx) error {
	local := dayOf(c, "closes") + "T" + c.FormValue("closes_time")
	if err := a.Campaign.ExtendClose(c.UserContext(), viewerOf(c), c.Params("id"), local, c.FormValue("reason")); err != nil {
		return a.refuseWave(c, err)
	}
	return see(c, doneWith(wavePath(c.Params("id")), "extended"))
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
	extend := &page.Extend{
		Action: wavePath(w.Wave.ID) + "/extend",
		Day:    comingDay(l, ui.Field{Name: "closes", Label: l.T("wave.extend_day"), Value: day, Error: wrong.Of("closes")}, a.today(c)),
		Time:   ui.Field{Name: "closes_time", Label: l.T("wave.extend_time"), Hint: l.T("wave.extend_zone", "zone", w.Wave.Zone), Value: clock, Keyboard: "numeric"},
		Reason: ui.Field{
			Name: "reason", Label: l.T("wave.reason"), Hint: l.T("wave.reason_hint"), Value: c.FormValue("reason"), Required: true, Error: wrong.Of("reason"),
		},
	}
	wrong.label(ui.Field{Name: extend.Day.Name, Label: extend.Day.Label}, extend.Reason)
	return extend
}

// ending is a page that asks for the reason before a round is called off or
// closed early.
type ending struct {
	name string // last part of its address and of its words
	done string // what the round's page says afterwards
	icon string
	lost bool // answers that were given are lost
	step func(ctx context.Context, v account.Viewer, id, reason string) error
}

func (a *App) cancelling() ending {
	return ending{name: "cancel", done: "cancelled", icon: "trash", lost: true, step: a.Campaign.CancelWave}
}

func (a *App) closing() ending {
	return ending{name: "close", done: "closed", icon: "clock", step: a.Campaign.CloseEarly}
}

func (a *App) askEnding(e ending) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := a.endingPage(c, e, nil)
		if err != nil {
			return err
		}
		return a.render(c, page.Ask(p))
	}
}

func (a *App) endWave(e ending) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id := c.Params("id")
		if err := e.step(c.UserContext(), viewerOf(c), id, c.FormValue("reason")); err != nil {
			p, drawErr := a.endingPage(c, e, wrongOf(c, err))
			if drawErr != nil {
				return drawErr
			}
			return a.redraw(c, err, func(Wrong) templ.Component { return page.Ask(p) })
		}
		return see(c, doneWith(wavePath(id), e.done))
	}
}

func (a *App) endingPage(c *fiber.Ctx, e ending, wrong Wrong) (page.AskPage, error) {
	w, err := a.Campaign.WavePage(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return page.AskPage{}, err
	}
	l, path := i18n.From(c.UserContext()).In(zoneOf(w.Wave.Zone)), wavePath(w.Wave.ID)
	key := "wave." + e.name
	text := l.T(key+"_open_text", "closes", l.DateTime(w.Wave.ClosesAt))
	if w.Wave.OpenedAt == nil && l.Has(key+"_planned_text") {
		text = l.T(key + "_planned_text")
	}
	reason := ui.Field{
		Name: "reason", Label: l.T("wave.reason"), Hint: l.T("wave.reason_hint"), Value: c.FormValue("reason"), Required: true, Error: wrong.Of("reason"),
	}
	wrong.label(reason)
	return page.AskPage{
		Frame: a.campaignFrame(c, l.T(key+"_heading"), waveCrumbs(l, w.Campaign, w.Wave)...), CSRF: a.formToken(c),
		Action: path + "/" + e.name, Wrong: wrong, Text: text, Reason: reason,
		Button: ui.Link{Label: l.T(key + "_button"), Icon: e.icon}, Grave: e.lost && w.Wave.OpenedAt != nil, Back: ui.Link{Label: l.T(key + "_back"), URL: path},
	}, nil
}

// waveCrumbs is the way to the pages below a round.
func waveCrumbs(l *i18n.Locale, of campaign.Campaign, w campaign.Wave) []ui.Link {
	return []ui.Link{
		{Label: l.Pick(of.Title), URL: campaignPath(of.ID)},
		{Label: l.T("wave.number", "number", w.Number), URL: wavePath(w.ID)},
	}
}
