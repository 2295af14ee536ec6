package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
)

func sheetPath(id string) string { return campaignPath(id) + "/works-council" }

// printSheet answers with the sheet for the works council, in the reader's
// language or the one that is asked for.
func (a *App) printSheet(c *fiber.Ctx) error {
	ctx := c.UserContext()
	sheet, err := a.Campaign.CouncilSheet(ctx, viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	if lang := c.Query("lang"); slices.Contains(i18n.Languages, lang) {
		l = i18n.New(lang, l.Zone())
	}
	body, err := paper.Council(l, sheet, told(l, sheet.Campaign, sheet.K), fixedLines(l, sheet.Campaign, settled{sheet.Version, sheet.K, len(sheet.Companies) == 2}))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+l.T("paper.council_file")+`.pdf"`)
	return c.Send(body)
}

// handOverSheet records that the works council holds the sheet.
func (a *App) handOverSheet(c *fiber.Ctx) error {
	id := c.Params("id")
	if err := a.Campaign.HandOverSheet(c.UserContext(), viewerOf(c), id); err != nil {
		return a.refuseAct(c, err)
	}
	return see(c, doneWith(launchPath(id), "handed_over")) // which leads on where the campaign has started
}
