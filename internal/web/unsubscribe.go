package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/unsubscribe"
)

// showUnsubscribe offers to end the reminders of one wave, or to let them come
// again. It changes nothing: mail scanners open links.
func (a *App) showUnsubscribe(c *fiber.Ctx, v survey.Visit) error {
	unreminded, err := a.Campaign.Unreminded(c.UserContext(), c.Params("secret"))
	if err != nil {
		return a.failLink(c, err)
	}
	return a.renderUnsubscribe(c, v, unreminded)
}

// changeReminders ends the reminders on the one click of RFC 8058, which mail
// programs send with neither cookie nor form token nor origin; the link's
// secret alone speaks for it. It is answered without a redirect, which these
// programs do not follow. Letting reminders come again is a form like others.
func (a *App) changeReminders(c *fiber.Ctx) error {
	ctx, secret := c.UserContext(), c.Params("secret")
	unreminded := c.FormValue(unsubscribe.OneClickField) == unsubscribe.OneClick
	if !unreminded {
		if err := a.checkForm(c, secret); err != nil {
			return err
		}
	}
	if err := a.Campaign.SetUnreminded(ctx, secret, unreminded); err != nil {
		return a.failLink(c, err)
	}
	if !unreminded {
		return see(c, c.Path())
	}
	return a.opened(func(c *fiber.Ctx, v survey.Visit) error { return a.renderUnsubscribe(c, v, true) })(c)
}

func (a *App) renderUnsubscribe(c *fiber.Ctx, v survey.Visit, unreminded bool) error {
	ctx, secret := c.UserContext(), c.Params("secret")
	survey := "/a/" + url.PathEscape(secret)
	p := unsubscribe.Page{Survey: survey, Action: survey + "/unsubscribe", CSRF: a.csrfToken(secret), Unreminded: unreminded}
	p.SurveyPage = layout.SurveyPage{
		Head:            layout.Head{Title: i18n.T(ctx, p.Heading()), Network: v.Facts.NetworkName, Referrer: sameOrigin},
		Languages:       languagesAt(p.Action, ""),
		PrivacySentence: i18n.T(ctx, "mail.unsubscribe_privacy"),
		Foot:            unsubscribe.Foot(p),
	}
	c.Set(fiber.HeaderReferrerPolicy, sameOrigin)
	return a.render(c, unsubscribe.Show(p))
}
