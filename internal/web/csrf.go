package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
)

// csrfField is the hidden input that carries the form token.
const csrfField = "_csrf"

// visitCookie binds the forms of people who are not signed in to their browser.
const visitCookie = "kreislauf_visit"

// csrfToken returns the token for forms bound to a session, a link or a visit.
func (a *App) csrfToken(binding string) string { return a.Stamp.Sign("csrf", binding) }

// checkForm refuses an unsafe request that another site may have caused: by
// Sec-Fetch-Site and Origin where the browser sends them, and always by the
// token, so that a missing or null Origin passes only with a valid one.
func (a *App) checkForm(c *fiber.Ctx, binding string) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return nil
	}
	switch c.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return fault.Forbidden("error.foreign_form")
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && origin != "null" && !a.ownOrigin(origin, c) {
		return fault.Forbidden("error.foreign_form")
	}
	token := c.FormValue(csrfField)
	if token == "" {
		token = c.Get("X-CSRF-Token")
	}
	if binding == "" || !a.Stamp.Verify(token, "csrf", binding) {
		return fault.Forbidden("error.form_expired")
	}
	return nil
}

func (a *App) ownOrigin(origin string, c *fiber.Ctx) bool {
	_, host, ok := strings.Cut(origin, "://")
	return ok && (host == a.host || host == string(c.Request().Host()))
}

// visit returns the secret that binds public forms to this browser, setting
// it on the first visit.
func (a *App) visit(c *fiber.Ctx) string {
	if v := c.Cookies(visitCookie); v != "" {
		return v
	}
	v := a.NewVisit()
	c.Cookie(&fiber.Cookie{
		Name: visitCookie, Value: v, Path: "/", HTTPOnly: true, Secure: a.secure, SameSite: fiber.CookieSameSiteStrictMode, SessionOnly: true,
	})
	return v
}
