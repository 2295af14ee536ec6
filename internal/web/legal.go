package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/public"
)

// showLegal shows a network's public text, or the shipped sample marked as
// one. Without a session it is the text of the oldest network.
func (a *App) showLegal(kind cooperation.LegalKind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx := c.UserContext()
		body, err := a.Cooperation.LegalText(ctx, a.networkOf(c), kind, i18n.From(ctx).Lang())
		if err != nil {
			return err
		}
		sample := body == ""
		if sample {
			body = i18n.T(ctx, "legal."+string(kind)+"_sample")
		}
		return a.render(c, public.Legal(public.LegalPage{
			Frame:  a.publicFrame(c, i18n.T(ctx, "legal."+string(kind))),
			Sample: sample, Paragraphs: paragraphs(body),
		}))
	}
}

// networkOf returns the network of the session, or "" without one.
func (a *App) networkOf(c *fiber.Ctx) string {
	secret := c.Cookies(sessionCookie)
	if secret == "" {
		return ""
	}
	viewer, err := a.Account.Viewer(c.UserContext(), secret)
	if err != nil {
		return "" // a session that ended, or a database that is gone: the text itself tells
	}
	return viewer.NetworkID
}

// paragraphs splits plain text at empty lines; a line that begins with "# " is
// a heading.
func paragraphs(body string) []public.Paragraph {
	var parts []public.Paragraph
	for block := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		block = strings.TrimSpace(block)
		if block == "" {
			continue
		}
		heading, isHeading := strings.CutPrefix(block, "# ")
		parts = append(parts, public.Paragraph{Heading: isHeading, Lines: strings.Split(heading, "\n")})
	}
	return parts
}
