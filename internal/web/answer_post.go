package web

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/answer"
)

// savePage keeps a page and leads to the next, or back.
func (a *App) savePage(c *fiber.Ctx) error {
	secret := c.Params("secret")
	if err := a.checkForm(c, secret); err != nil {
		return err
	}
	index, err := pageIndex(c)
	if err != nil {
		return err
	}
	f, back := a.sentForm(c), c.FormValue(answer.GoField) == answer.GoBack
	v, err := a.Answering.SavePage(c.UserContext(), secret, index, f)
	visitLocale(c, v)
	if err != nil && fault.KindOf(err) != fault.KindInvalid {
		return a.refuse(c, v, err)
	}
	a.keepDevice(c, v, f)
	if err != nil && !(back && onlyMissing(err)) {
		c.Status(fiber.StatusUnprocessableEntity)
		return a.renderQuestion(c, v, index, f.Values, wrongOf(c, err))
	}
	if back {
		return see(c, a.pageBefore(c, v, index))
	}
	return see(c, a.pageBehind(c, v, index))
}

// saveSome takes the answers that a page sends while they are being given.
func (a *App) saveSome(c *fiber.Ctx) error {
	secret := c.Params("secret")
	err := a.checkForm(c, secret)
	if err == nil {
		f := a.sentForm(c)
		var v survey.Visit
		if v, err = a.Answering.SaveSome(c.UserContext(), secret, f); err == nil || fault.KindOf(err) == fault.KindInvalid {
			a.keepDevice(c, v, f)
		}
	}
	if err == nil {
		return c.SendStatus(fiber.StatusNoContent)
	}
	status, key, args := a.describe(c, err)
	reply := fiber.Map{"error": i18n.T(c.UserContext(), key, args...)}
	if wrong := wrongOf(c, err); status == fiber.StatusUnprocessableEntity {
		fields := map[string]string{}
		for _, w := range wrong {
			fields[w.Field] = w.Text
		}
		reply["fields"] = fields
	}
	return c.Status(status).JSON(reply)
}

// submitAnswers hands in what was reviewed.
func (a *App) submitAnswers(c *fiber.Ctx) error {
	secret := c.Params("secret")
	if err := a.checkForm(c, secret); err != nil {
		return err
	}
	v, err := a.Answering.Submit(c.UserContext(), secret, a.sentForm(c))
	visitLocale(c, v)
	if fault.KindOf(err) == fault.KindInvalid {
		c.Status(fiber.StatusUnprocessableEntity)
		return a.renderReview(c, v, wrongOf(c, err))
	}
	if err != nil {
		return a.refuse(c, v, err)
	}
	return see(c, a.link(c, v, "").Done())
}

// refuse answers a form that could not be taken for another reason than its
// answers.
func (a *App) refuse(c *fiber.Ctx, v survey.Visit, err error) error {
	switch {
	case errors.Is(err, survey.ErrClosed):
		return a.showWindow(c, v, fiber.StatusConflict)
	case errors.Is(err, survey.ErrAttemptOver) && v.Receipt != "":
		return see(c, a.link(c, v, "").Done())
	case errors.Is(err, survey.ErrAttemptOver):
		return see(c, a.link(c, v, "").Start())
	case fault.KindOf(err) == fault.KindNotFound && v.Facts == nil:
		return a.failLink(c, err)
	default:
		return a.retryLater(c, err)
	}
}

// retryLater gives everything that was sent back to the reader, ready to be
// sent again, while the database is busy or gone. Other errors pass.
func (a *App) retryLater(c *fiber.Ctx, err error) error {
	kind := fault.KindOf(err)
	if kind != "" && kind != fault.KindBusy {
		return err
	}
	if kind == "" {
		if a.Ready(c.UserContext()) == nil {
			return err
		}
		a.Log.Error("answers could not be kept", "route", c.Route().Path, "error", err)
	}
	c.Set(fiber.HeaderReferrerPolicy, sameOrigin)
	c.Set(fiber.HeaderRetryAfter, "5")
	c.Status(fiber.StatusServiceUnavailable)
	everything := postedValues(c, func(string) bool { return true })
	return a.render(c, answer.Retry(answer.NewRetry(c.UserContext(), c.OriginalURL(), everything, nil)))
}

func (a *App) sentForm(c *fiber.Ctx) survey.Form {
	f := survey.Form{
		Begun:   a.begun(c, c.FormValue(answer.BegunField)),
		Attempt: c.FormValue(answer.AttemptField),
		Values:  postedValues(c, isAnswer),
	}
	f.Device = a.deviceOf(c, f)
	return f
}

// onlyMissing reports whether a page merely lacks answers. Who turns back may
// leave it so, but not with something unreadable.
func onlyMissing(err error) bool {
	return !slices.ContainsFunc(fault.All(err), func(f *fault.Fault) bool { return f.Key != "answer.required" })
}
