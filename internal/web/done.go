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
var steps = []string{"added", "saved", "moved", "left", "returned", "deleted"}

// doneWith is the address of a page that says what was done.
func doneWith(path, step string) string { return path + "?" + doneParam + "=" + step }

// doneOf is the sentence that the page's address asks for.
func doneOf(c *fiber.Ctx) string {
	if step := c.Query(doneParam); slices.Contains(steps, step) {
		return i18n.T(c.UserContext(), "people.done_"+step)
	}
	return ""
}
