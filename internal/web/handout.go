package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
)

// printHandouts answers with the invitations on paper. It is a POST, because
// it gives secrets out and leaves an entry in the round's history.
func (a *App) printHandouts(c *fiber.Ctx) error {
	h, err := a.Campaign.PrintHandouts(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return a.refuseWave(c, err)
	}
	l := i18n.From(c.UserContext())
	sheets := make([]paper.Handout, len(h.Sheets))
	for i, one := range h.Sheets {
		sheets[i] = a.handout(h, one)
	}
	body, err := paper.HandoutsPDF(l, l.T("handout.title"), h.NetworkName, a.Now(), sheets)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="kreislauf-`+c.Params("id")+`.pdf"`)
	return c.Send(body)
}

func (a *App) handout(h campaign.Handouts, one campaign.Handout) paper.Handout {
	own := i18n.New(one.Language, zoneOf(h.Zone))
	sentence := own.T("answering.privacy_anonymous", "k", h.K)
	switch {
	case h.Mode == campaign.Attributed:
		sentence = own.T("answering.privacy_attributed", "company", one.Company)
	case h.OnlyMissing:
		sentence = own.T("answering.privacy_anonymous_missing", "k", h.K)
	}
	place := one.Company
	if one.Team != "" {
		place = strings.Join([]string{one.Company, one.Team}, ", ")
	}
	return paper.Handout{
		Name: one.Name, Place: place, Title: own.Pick(h.Title), Network: h.NetworkName, Closes: h.ClosesAt,
		Address: a.BaseURL + "/a/" + one.Secret, Privacy: sentence, Locale: own,
	}
}
