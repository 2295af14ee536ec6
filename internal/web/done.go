package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
)

// doneParam names in an address what the step before the page did.
const doneParam = "done"

// steps are what doneParam may name; the words are in the catalogues, so that
// no address makes the product say anything else.
var steps = []string{
	"added", "saved", "moved", "left", "returned", "deleted", "dropped",
	"drafted", "tested", "handed_over", "launched", "paused", "resumed", "ended",
	"extended", "closed", "cancelled", "published", "released", "announced", "resent", "agreed", "disagreed",
	"company_added", "company_archived", "company_restored", "team_added", "team_deleted", "admitted", "dismissed",
}

// doneWith is the address of a page that says what was done.
func doneWith(path, step string) string { return path + "?" + doneParam + "=" + step }

// passDone is the address of a page that stands in for the one asked for, and
// says what that one would have said.
func passDone(c *fiber.Ctx, path string) string {
	if step := c.Query(doneParam); slices.Contains(steps, step) {
		return doneWith(path, step)
	}
	return path
}

// doneOf is the sentence that the page's address asks for.
func doneOf(c *fiber.Ctx) string {
	if step := c.Query(doneParam); slices.Contains(steps, step) {
		return i18n.T(c.UserContext(), "done."+step)
	}
	return ""
}
