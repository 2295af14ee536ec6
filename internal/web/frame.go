package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// sameOrigin lets forms name their origin, see headers.
const sameOrigin = "same-origin"

// section is one entry of the main menu.
type section struct {
	key, path, icon string
	roles           []account.Role
}

var (
	everyone = []account.Role{account.Manager, account.Partner, account.Reader}
	managers = []account.Role{account.Manager}
	mainMenu = []section{
		{"overview", "/", "layout-dashboard", everyone},
		{"cooperations", "/cooperations", "heart-handshake", everyone},
		{"campaigns", "/campaigns", "clipboard-list", managers},
		{"results", "/results", "chart-bar", everyone},
		{"companies", "/companies", "building", managers},
	}
)

// appFrame returns the frame of a page for signed-in people; section is the
// key of the menu entry that the page belongs to.
func (a *App) appFrame(c *fiber.Ctx, current, heading string) layout.AppPage {
	viewer, ctx := viewerOf(c), c.UserContext()
	page := layout.AppPage{
		Head:       layout.Head{Title: heading, Network: viewer.NetworkName, Referrer: sameOrigin},
		Languages:  languageLinks(c),
		User:       viewer.Name,
		Role:       i18n.T(ctx, "frame.role_"+string(viewer.Role)),
		SignOutURL: "/sign-out",
		CSRF:       a.formToken(c),
		Heading:    heading,
		Done:       doneOf(c),
		Focus:      c.Get("HX-Request") != "",
	}
	switch {
	case viewer.Manages():
		page.ProfileURL = "/settings"
	case viewer.Admin:
		page.ProfileURL = adminPath
	}
	for _, s := range mainMenu {
		if s.open(viewer.Role) {
			page.Menu = append(page.Menu, ui.Link{Label: i18n.T(ctx, "frame.menu_"+s.key), URL: s.path, Icon: s.icon, Current: s.key == current})
		}
	}
	return page
}

// publicFrame returns the frame of a page without an account.
func (a *App) publicFrame(c *fiber.Ctx, heading string) layout.PublicPage {
	return layout.PublicPage{
		Head:      layout.Head{Title: heading, Network: i18n.T(c.UserContext(), "common.product"), Referrer: sameOrigin},
		Languages: languageLinks(c),
		Heading:   heading,
		Focus:     c.Get("HX-Request") != "",
	}
}

func (s section) open(role account.Role) bool {
	for _, r := range s.roles {
		if r == role {
			return true
		}
	}
	return false
}

// languageLinks keep the page and change the language only.
func languageLinks(c *fiber.Ctx) []layout.Language {
	links := make([]layout.Language, 0, len(i18n.Languages))
	for _, lang := range i18n.Languages {
		query, err := url.ParseQuery(string(c.Request().URI().QueryString()))
		if err != nil {
			query = url.Values{}
		}
		query.Set("lang", lang)
		links = append(links, layout.Language{Code: lang, URL: c.Path() + "?" + query.Encode()})
	}
	return links
}
