package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
)

// languageCookie remembers the language a reader chose; it says nothing else.
const languageCookie = "lang"

// locale gives the request a language: the one asked for in the address, the
// one chosen earlier, or the browser's.
func (a *App) locale(c *fiber.Ctx) error {
	lang, chosen := c.Query("lang"), true
	if !known(lang) {
		lang, chosen = c.Cookies(languageCookie), false
	}
	if chosen {
		c.Cookie(&fiber.Cookie{
			Name: languageCookie, Value: lang, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			Secure: a.secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		})
	}
	if !known(lang) {
		lang = preferred(c.Get(fiber.HeaderAcceptLanguage))
	}
	setLocale(c, i18n.New(lang, defaultZone))
	return c.Next()
}

// personLocale lets a person's own language decide unless the reader chose
// one, and writes times in the network's zone.
func personLocale(c *fiber.Ctx, language, zone string) {
	location, err := time.LoadLocation(zone)
	if err != nil {
		location = defaultZone
	}
	setLocale(c, i18n.New(chosenLanguage(c, language), location))
}

// chosenLanguage is the language that the reader chose, in the address or
// earlier, or else the given one.
func chosenLanguage(c *fiber.Ctx, fallback string) string {
	for _, lang := range []string{c.Query("lang"), c.Cookies(languageCookie)} {
		if known(lang) {
			return lang
		}
	}
	return fallback
}

// defaultZone is where times are shown before a network is known.
var defaultZone = mustZone("Europe/Berlin")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

const localeLocal = "locale"

func setLocale(c *fiber.Ctx, l *i18n.Locale) {
	c.SetUserContext(i18n.With(c.UserContext(), l))
	c.Locals(localeLocal, true)
}

// hasLocale reports whether the request got as far as being given a language.
func hasLocale(c *fiber.Ctx) bool { return c.Locals(localeLocal) != nil }

func known(lang string) bool { return lang == "de" || lang == "en" }

// preferred picks the first language of an Accept-Language header that the
// interface has; browsers send them in the order of preference.
func preferred(header string) string {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if known(primary) {
			return primary
		}
	}
	return i18n.Languages[0]
}
