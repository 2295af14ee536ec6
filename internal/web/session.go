package web

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

const (
	sessionCookie = "kreislauf_session"
	viewerLocal   = "viewer"
)

// signedIn lets only signed-in people pass; others are sent to the sign-in
// page and back afterwards. It also checks the form token, which is bound to
// the session.
func (a *App) signedIn(c *fiber.Ctx) error {
	secret := c.Cookies(sessionCookie)
	if secret == "" {
		return a.askSignIn(c)
	}
	viewer, err := a.Account.Viewer(c.UserContext(), secret)
	if fault.KindOf(err) == fault.KindNotFound {
		return a.askSignIn(c)
	}
	if err != nil {
		return err
	}
	c.Locals(viewerLocal, viewer)
	personLocale(c, viewer.Language, viewer.Zone)
	if err := a.checkForm(c, secret); err != nil {
		return err
	}
	return c.Next()
}

// viewerOf returns who is signed in; only below signedIn.
func viewerOf(c *fiber.Ctx) account.Viewer {
	viewer, _ := c.Locals(viewerLocal).(account.Viewer)
	return viewer
}

// formToken returns the token for forms on pages of signed-in people.
func (a *App) formToken(c *fiber.Ctx) string { return a.csrfToken(c.Cookies(sessionCookie)) }

func (a *App) askSignIn(c *fiber.Ctx) error {
	target := "/sign-in"
	if c.Method() == fiber.MethodGet && c.Path() != "/" {
		target += "?next=" + url.QueryEscape(c.OriginalURL())
	}
	return c.Redirect(target, fiber.StatusSeeOther)
}

func (a *App) setSession(c *fiber.Ctx, secret string) {
	c.Cookie(&fiber.Cookie{
		Name: sessionCookie, Value: secret, Path: "/", HTTPOnly: true, Secure: a.secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(account.SessionLifetime / time.Second),
	})
}

func (a *App) dropSession(c *fiber.Ctx) {
	c.Cookie(&fiber.Cookie{
		Name: sessionCookie, Value: "", Path: "/", HTTPOnly: true, Secure: a.secure,
		SameSite: fiber.CookieSameSiteLaxMode, Expires: time.Unix(0, 0),
	})
}
