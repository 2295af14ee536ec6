package web

import (
	"io"

	"github.com/gofiber/fiber/v2"
)

// drainLimit is how much of a body that is too large is read on and dropped.
// Browsers show an answer only after they were let finish sending.
const drainLimit = 32 << 20

// bounded reads the request's body, at most bodyLimit of it; a longer one gets
// a page that says so.
func (a *App) bounded(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	body, err := io.ReadAll(io.LimitReader(stream, bodyLimit+1))
	if err != nil {
		return fiber.ErrBadRequest
	}
	if len(body) <= bodyLimit {
		c.Request().SetBody(body)
		return c.Next()
	}
	_, _ = io.CopyN(io.Discard, stream, drainLimit) // the refusal follows either way
	c.Context().SetConnectionClose()
	return fiber.ErrRequestEntityTooLarge
}
