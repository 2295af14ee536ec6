package web

import (
	"io"
	"time"

	"github.com/gofiber/fiber/v2"
)

// drainLimit is how much of a body that is too large is read on and dropped.
// Browsers show an answer only after they were let finish sending.
const drainLimit = 32 << 20

// Bounds of a list of people that is uploaded, and of a slow line's time for it.
const (
	uploadLimit = 10 << 20
	formLimit   = 64 << 10 // what a form adds around the file
	uploadTime  = 3 * time.Minute
)

// bounded reads the request's body, as much of it as the route may take; a
// longer one gets a page that says so.
func (a *App) bounded(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	limit := a.limitOf(c)
	body, err := io.ReadAll(io.LimitReader(stream, limit+1))
	if err != nil {
		return fiber.ErrBadRequest
	}
	if int64(len(body)) <= limit {
		c.Request().SetBody(body)
		return c.Next()
	}
	_, _ = io.CopyN(io.Discard, stream, drainLimit) // the refusal follows either way
	c.Context().SetConnectionClose()
	return fiber.ErrRequestEntityTooLarge
}

// limitOf is how long the body may be. Lists of people may be long, but only
// from somebody who is signed in: nobody else fills the memory with them.
func (a *App) limitOf(c *fiber.Ctx) int64 {
	if c.Path() != importPath || c.Method() != fiber.MethodPost || a.Account == nil {
		return bodyLimit
	}
	secret := c.Cookies(sessionCookie)
	if secret == "" {
		return bodyLimit
	}
	if _, err := a.Account.Viewer(c.UserContext(), secret); err != nil {
		return bodyLimit
	}
	if conn := c.Context().Conn(); conn != nil {
		_ = conn.SetReadDeadline(time.Now().Add(uploadTime)) // the body may be read in the usual time as well
	}
	return uploadLimit + formLimit
}
