package web

import (
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/survey"
)

// deviceCookie keeps the random value that opens, together with a secret from
// a sheet, what this browser has written. It ends with the browser and never
// reaches other pages; people invited by mail get none.
const (
	deviceCookie = "kreislauf_device"
	deviceStamp  = "device"
)

// deviceOf returns the browser's value. A first save has none: its value is
// made of the form's random name, so that two requests of one form at once
// agree on it.
func (a *App) deviceOf(c *fiber.Ctx, f survey.Form) string {
	if device := c.Cookies(deviceCookie); device != "" {
		return device
	}
	return a.Stamp.Sign(deviceStamp, c.Params("secret"), f.Attempt)
}

// keepDevice gives the browser its value once something was saved under it.
func (a *App) keepDevice(c *fiber.Ctx, v survey.Visit, f survey.Form) {
	if !v.Sheet.Paper || len(v.Answers) == 0 || c.Cookies(deviceCookie) != "" {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: deviceCookie, Value: f.Device, Path: "/a/", HTTPOnly: true, Secure: a.secure,
		SameSite: fiber.CookieSameSiteStrictMode, SessionOnly: true,
	})
}
