package web

import (
	"context"

	"github.com/gofiber/fiber/v2"
)

// showHealth says that the process answers.
func (a *App) showHealth(c *fiber.Ctx) error { return c.SendString("ok\n") }

// showReady says whether the database answers too.
func (a *App) showReady(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTime)
	defer cancel()
	if err := a.Ready(ctx); err != nil {
		a.Log.Warn("not ready", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("database not reachable\n")
	}
	return c.SendString("ready\n")
}
