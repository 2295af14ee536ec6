package web

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/public"
	"kreislauf/web/templates/ui"
)

func (a *App) showSignIn(c *fiber.Ctx) error {
	return a.render(c, public.SignIn(a.signInPage(c, c.Query("next"))))
}

// requestLink mails a one-time link. The answer is the same whether the
// address has an account or not.
func (a *App) requestLink(c *fiber.Ctx) error {
	if err := a.checkForm(c, c.Cookies(visitCookie)); err != nil {
		return err
	}
	page := a.signInPage(c, c.FormValue("next"))
	email := strings.TrimSpace(c.FormValue("email"))
	if err := account.CheckEmail(email); err != nil {
		wrong := wrongOf(c, err)
		page.Wrong, page.Email.Value, page.Email.Error = wrong, email, wrong.Of("email")
		c.Status(fiber.StatusUnprocessableEntity)
		return a.render(c, public.SignIn(page))
	}
	if err := a.sendLink(c.UserContext(), email); err != nil {
		return err
	}
	a.rememberNext(c, page.Next)
	page.Sent = true
	return a.render(c, public.SignIn(page))
}

// sendLink mails a link where an account has the address.
func (a *App) sendLink(ctx context.Context, email string) error {
	user, err := a.Account.UserByEmail(ctx, email)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return a.SignInMail.SendSignIn(ctx, user)
}

func (a *App) showRedeem(c *fiber.Ctx) error {
	if err := a.Account.CheckLink(c.UserContext(), c.Params("secret"), account.PurposeSignIn); err != nil {
		return err
	}
	return a.render(c, public.Confirm(public.ConfirmPage{
		Frame: a.publicFrame(c, i18n.T(c.UserContext(), "public.confirm_title")),
		CSRF:  a.csrfToken(c.Params("secret")), Action: c.Path(),
	}))
}

func (a *App) redeemLink(c *fiber.Ctx) error {
	if err := a.checkForm(c, c.Params("secret")); err != nil {
		return err
	}
	session, err := a.Account.Redeem(c.UserContext(), c.Params("secret"))
	if err != nil {
		return err
	}
	a.setSession(c, session)
	next := ownPath(c.Cookies(nextCookie))
	a.rememberNext(c, "/")
	return see(c, next)
}

func (a *App) signOut(c *fiber.Ctx) error {
	if err := a.Account.SignOut(c.UserContext(), c.Cookies(sessionCookie)); err != nil {
		return err
	}
	a.dropSession(c)
	return see(c, "/sign-in")
}

func (a *App) setLanguage(c *fiber.Ctx) error {
	if err := a.Account.SetLanguage(c.UserContext(), viewerOf(c), c.FormValue("language")); err != nil {
		return err
	}
	return see(c, "/settings")
}

func (a *App) signInPage(c *fiber.Ctx, next string) public.SignInPage {
	ctx := c.UserContext()
	return public.SignInPage{
		Frame: a.publicFrame(c, i18n.T(ctx, "public.sign_in_title")),
		CSRF:  a.csrfToken(a.visit(c)),
		Next:  ownPath(next),
		Email: ui.Field{Name: "email", Label: i18n.T(ctx, "public.email"), Type: "email", Autocomplete: "email", Required: true},
	}
}

// nextCookie remembers, in the browser that asked for a sign-in link, the page
// to go back to: the mailed link does not carry it.
const nextCookie = "kreislauf_next"

// rememberNext keeps a way back as long as the link is good; the start page
// needs no memory.
func (a *App) rememberNext(c *fiber.Ctx, next string) {
	cookie := &fiber.Cookie{
		Name: nextCookie, Value: next, Path: "/sign-in", HTTPOnly: true, Secure: a.secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(account.SignInLifetime.Seconds()),
	}
	if next == "/" {
		cookie.Value, cookie.MaxAge, cookie.Expires = "", 0, time.Unix(0, 0)
	}
	c.Cookie(cookie)
}

// ownPath lets a redirect lead to this site only. Browsers drop tabs and line
// breaks from an address before they read it, and take "\" for "/".
func ownPath(next string) string {
	foreign := func(r rune) bool { return r == '\\' || unicode.IsControl(r) }
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, foreign) {
		return "/"
	}
	return next
}
