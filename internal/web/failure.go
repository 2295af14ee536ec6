package web

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/public"
)

// readyTime is how long a request waits to learn whether the database answers
// at all.
const readyTime = 2 * time.Second

// statusOf is the one table from kinds of fault to HTTP.
var statusOf = map[fault.Kind]int{
	fault.KindInvalid:   fiber.StatusUnprocessableEntity,
	fault.KindNotFound:  fiber.StatusNotFound,
	fault.KindConflict:  fiber.StatusConflict,
	fault.KindForbidden: fiber.StatusForbidden,
	fault.KindBusy:      fiber.StatusServiceUnavailable,
}

// fail turns an error into a page in the reader's language. Internal text
// goes to the log alone.
func (a *App) fail(c *fiber.Ctx, err error) error {
	// The request's deadline may be what failed; saying so must not fail too.
	c.SetUserContext(context.WithoutCancel(c.UserContext()))
	status, key, args := a.describe(c, err)
	if status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
	c.Response().ResetBody()
	c.Status(status)
	if !hasLocale(c) {
		setLocale(c, i18n.New(preferred(c.Get(fiber.HeaderAcceptLanguage)), defaultZone))
	}
	return a.render(c, public.Failure(public.FailurePage{
		Frame: a.publicFrame(c, i18n.T(c.UserContext(), titleOf(status))),
		Text:  i18n.T(c.UserContext(), key, args...),
	}))
}

func (a *App) describe(c *fiber.Ctx, err error) (status int, key string, args []any) {
	if all := fault.All(err); len(all) > 0 {
		return statusOf[all[0].Kind], all[0].Key, all[0].Args
	}
	var refused *fiber.Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
			return refused.Code, "error.not_found", nil
		case fiber.StatusRequestEntityTooLarge:
			return refused.Code, "error.too_large", []any{"max", bodyLimit >> 20}
		}
		if refused.Code < fiber.StatusInternalServerError {
			return refused.Code, "error.request", nil
		}
	}
	a.Log.Error("request failed", "method", c.Method(), "route", c.Route().Path, "error", err)
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTime)
	defer cancel()
	if a.Ready(ctx) != nil {
		return fiber.StatusServiceUnavailable, "error.database", nil
	}
	return fiber.StatusInternalServerError, "error.internal", nil
}

func titleOf(status int) string {
	switch status {
	case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
		return "error.title_not_found"
	case fiber.StatusServiceUnavailable:
		return "error.title_busy"
	case fiber.StatusForbidden:
		return "error.title_forbidden"
	case fiber.StatusConflict:
		return "error.title_conflict"
	case fiber.StatusInternalServerError:
		return "error.title_internal"
	default:
		return "error.title_request"
	}
}
