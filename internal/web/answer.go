package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/answer"
	"kreislauf/web/templates/layout"
)

// Purposes of the stamps on respondents' pages.
const (
	begunStamp  = "begun"
	outboxStamp = "outbox"
)

// begunQuery carries the signed beginning from page to page once the window
// has closed, because a GET has no form.
const begunQuery = "begun"

// outboxKeyLength keeps the name of the answers on a device short.
const outboxKeyLength = 16

// unreferred keeps a link out of the referrer of pages that hold no form.
func unreferred(c *fiber.Ctx) error {
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	return c.Next()
}

// linked opens the personal link of a GET and shows it, or why it cannot be
// answered.
func (a *App) linked(show func(c *fiber.Ctx, v survey.Visit) error) fiber.Handler {
	return a.opened(func(c *fiber.Ctx, v survey.Visit) error {
		if !v.TakesAnswers() {
			return a.showWindow(c, v, fiber.StatusOK)
		}
		return show(c, v)
	})
}

// opened is linked without regard to the window.
func (a *App) opened(show func(c *fiber.Ctx, v survey.Visit) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v, err := a.Answering.OpenOn(c.UserContext(), c.Params("secret"), c.Cookies(deviceCookie), a.begun(c, c.Query(begunQuery)))
		if err != nil {
			return a.failLink(c, err)
		}
		visitLocale(c, v)
		return show(c, v)
	}
}

func (a *App) showStart(c *fiber.Ctx, v survey.Visit) error {
	return a.render(c, answer.Start(answer.NewStart(c.UserContext(), v, a.link(c, v, ""))))
}

func (a *App) showPage(c *fiber.Ctx, v survey.Visit) error {
	index, err := pageIndex(c)
	if err != nil || index >= len(v.Content.Pages) {
		return fault.NotFound("answer.page_unknown")
	}
	// A page behind a branch that does not lead there gives way to the next.
	if next, ok := v.Content.NextPage(index-1, v.Answers); !ok || next != index {
		return see(c, a.pageBehind(c, v, index-1))
	}
	return a.renderQuestion(c, v, index, nil, nil)
}

func (a *App) showReview(c *fiber.Ctx, v survey.Visit) error {
	return a.renderReview(c, v, nil)
}

func (a *App) showDone(c *fiber.Ctx, v survey.Visit) error {
	if v.Receipt == "" {
		return see(c, a.link(c, v, "").Start())
	}
	return a.render(c, answer.Done(answer.NewDone(c.UserContext(), v, a.link(c, v, "/done"))))
}

func (a *App) renderQuestion(c *fiber.Ctx, v survey.Visit, index int, posted map[string][]string, wrong Wrong) error {
	c.Set(fiber.HeaderReferrerPolicy, sameOrigin)
	l := a.link(c, v, "/p/"+c.Params("page"))
	return a.render(c, answer.Question(answer.NewQuestion(c.UserContext(), v, index, l, posted, wrong)))
}

func (a *App) renderReview(c *fiber.Ctx, v survey.Visit, wrong Wrong) error {
	c.Set(fiber.HeaderReferrerPolicy, sameOrigin)
	return a.render(c, answer.Review(answer.NewReview(c.UserContext(), v, a.link(c, v, "/review"), wrong)))
}

// showWindow says that a wave is not open yet, or over.
func (a *App) showWindow(c *fiber.Ctx, v survey.Visit, status int) error {
	if v.TakesAnswers() {
		v.Phase = survey.PhaseClosed // it closed while the answers were on their way
	}
	c.Status(status)
	return a.render(c, answer.Notice(answer.NewWindow(c.UserContext(), v, a.link(c, v, ""))))
}

// failLink shows the one page of all links that do not work.
func (a *App) failLink(c *fiber.Ctx, err error) error {
	if fault.KindOf(err) != fault.KindNotFound {
		return err
	}
	c.Status(fiber.StatusNotFound)
	return a.render(c, answer.Notice(answer.NewUnknown(c.UserContext(), languagesAt(c.Path(), ""), swapped(c))))
}

// link returns what the pages of a visit share; path is the page's own, below
// the start page.
func (a *App) link(c *fiber.Ctx, v survey.Visit, path string) answer.Link {
	secret := c.Params("secret")
	l := answer.Link{
		Base:      "/a/" + url.PathEscape(secret),
		CSRF:      a.csrfToken(secret),
		Begun:     a.Stamp.SignTime(v.Begun, begunStamp, secret),
		OutboxKey: a.Stamp.Sign(outboxStamp, secret)[:outboxKeyLength],
		Focus:     swapped(c),
	}
	if v.Phase == survey.PhaseGrace {
		l.Query = "?" + begunQuery + "=" + url.QueryEscape(l.Begun)
	}
	l.Languages = languagesAt(l.Base+path, l.Query)
	return l
}

// pageBehind is the address of the first page behind a page that the answers
// lead to, or of the review.
func (a *App) pageBehind(c *fiber.Ctx, v survey.Visit, index int) string {
	l := a.link(c, v, "")
	if next, ok := v.Content.NextPage(index, v.Answers); ok {
		return l.Page(next)
	}
	return l.Review()
}

// pageBefore is the address of the last page before a page that the answers
// lead to, or of the start.
func (a *App) pageBefore(c *fiber.Ctx, v survey.Visit, index int) string {
	l := a.link(c, v, "")
	if previous, ok := v.Content.PreviousPage(index, v.Answers); ok {
		return l.Page(previous)
	}
	return l.Start()
}

// begun is the moment in a signed beginning, or zero.
func (a *App) begun(c *fiber.Ctx, token string) time.Time {
	at, _ := a.Stamp.VerifyTime(token, begunStamp, c.Params("secret"))
	return at
}

func pageIndex(c *fiber.Ctx) (int, error) {
	page, err := c.ParamsInt("page")
	if err != nil || page < 1 {
		return 0, fault.NotFound("answer.page_unknown")
	}
	return page - 1, nil
}

func languagesAt(path, query string) []layout.Language {
	separator := "?"
	if query != "" {
		separator = "&"
	}
	links := make([]layout.Language, len(i18n.Languages))
	for i, lang := range i18n.Languages {
		links[i] = layout.Language{Code: lang, URL: path + query + separator + "lang=" + lang}
	}
	return links
}

// swapped tells whether the page replaces another one without a reload.
func swapped(c *fiber.Ctx) bool { return c.Get("HX-Request") != "" }

// visitLocale lets the person's own language decide unless the reader chose
// one, and writes times in the wave's zone.
func visitLocale(c *fiber.Ctx, v survey.Visit) {
	if v.Facts == nil {
		return
	}
	setLocale(c, i18n.New(chosenLanguage(c, v.Sheet.Language), v.Zone))
}

// postedValues are the fields of a form, copied, without those of the form
// itself.
func postedValues(c *fiber.Ctx, keep func(name string) bool) map[string][]string {
	values := map[string][]string{}
	c.Request().PostArgs().VisitAll(func(key, value []byte) {
		if name := string(key); keep(name) {
			values[name] = append(values[name], string(value))
		}
	})
	return values
}

func isAnswer(name string) bool { return !strings.HasPrefix(name, "_") }
