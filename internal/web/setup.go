package web

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/public"
	"kreislauf/web/templates/ui"
)

func (a *App) showSetup(c *fiber.Ctx) error {
	if err := a.Account.CheckLink(c.UserContext(), c.Params("secret"), account.PurposeSetup); err != nil {
		return err
	}
	in := account.SetupInput{Language: i18n.From(c.UserContext()).Lang(), Zone: defaultZone.String()}
	return a.render(c, public.Setup(a.setupPage(c, in, nil)))
}

func (a *App) completeSetup(c *fiber.Ctx) error {
	secret := c.Params("secret")
	if err := a.checkForm(c, secret); err != nil {
		return err
	}
	in := account.SetupInput{
		Name: c.FormValue("name"), Email: c.FormValue("email"), NetworkName: c.FormValue("network"),
		Zone: chosenZone(c, "zone"), Language: i18n.From(c.UserContext()).Lang(),
	}
	session, err := a.Account.CompleteSetup(c.UserContext(), secret, in)
	if err != nil {
		return a.redraw(c, err, func(wrong Wrong) templ.Component {
			return public.Setup(a.setupPage(c, in, wrong))
		})
	}
	a.setSession(c, session)
	return see(c, "/")
}

func (a *App) setupPage(c *fiber.Ctx, in account.SetupInput, wrong Wrong) public.SetupPage {
	ctx := c.UserContext()
	text := func(key string) string { return i18n.T(ctx, "public."+key) }
	page := public.SetupPage{
		Frame: a.publicFrame(c, text("setup_title")), CSRF: a.csrfToken(c.Params("secret")), Action: c.Path(), Wrong: wrong,
		Fields: []ui.Field{
			{Name: "name", Label: text("your_name"), Value: in.Name, Autocomplete: "name", Required: true, Error: wrong.Of("name")},
			{Name: "email", Label: text("email"), Type: "email", Value: in.Email, Autocomplete: "email", Required: true, Error: wrong.Of("email"), Hint: text("email_hint")},
			{Name: "network", Label: text("network_name"), Value: in.NetworkName, Required: true, Error: wrong.Of("network"), Hint: text("network_hint")},
		},
		Zones: zoneFields(i18n.From(ctx), "zone", in.Zone, wrong),
	}
	wrong.label(page.Fields...)
	return page
}
