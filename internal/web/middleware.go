package web

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
)

// contentSecurityPolicy allows nothing but our own files; no inline script or
// style, no foreign host, no framing.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// headers sets the security headers of every answer. The referrer stays
// within the site, because a form on a no-referrer page sends "Origin: null".
func (a *App) headers(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentSecurityPolicy, contentSecurityPolicy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=()")
	if a.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	return c.Next()
}

// compressed packs with the first of brotli, gzip and deflate that the reader
// takes, at the fastest level of each. Short answers stay as they are.
var compressed = compress.New(compress.Config{Level: compress.LevelBestSpeed})

// packed compresses pages as fast as possible: on a phone's connection the
// bytes cost more than the work. Who takes gzip is given gzip, because brotli
// at its fastest needs twice the time and makes a page no smaller.
func packed(c *fiber.Ctx) error {
	if asked := &c.Request().Header; asked.HasAcceptEncoding("gzip") {
		asked.Set(fiber.HeaderAcceptEncoding, "gzip")
	}
	return compressed(c)
}

// personal marks an answer as made for one reader.
func (a *App) personal(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Vary("HX-Request")
	return c.Next()
}

// deadline bounds the work of one request.
func (a *App) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), timeFor(c.Path()))
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// listTimeout is for lists of tens of thousands of people: reading, judging
// and writing them takes its time.
const listTimeout = 55 * time.Second

// timeFor is how long the page at a path may take.
func timeFor(path string) time.Duration {
	if strings.HasPrefix(path, importPath) || strings.HasPrefix(path, exportPath) {
		return listTimeout
	}
	return requestTimeout
}

// guard turns a panic into an internal error with its stack in the log. The
// panic's value may quote what the handler was working on, so its type stands
// for it.
func (a *App) guard(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			a.Log.Error("handler panicked", "panic", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = fmt.Errorf("handler panicked")
		}
	}()
	return c.Next()
}

// journal logs each request by its route's pattern: paths hold secrets, so
// they, addresses and user agents never reach the log.
func (a *App) journal(c *fiber.Ctx) error {
	begun := time.Now()
	err := c.Next()
	if err != nil {
		err = a.fail(c, err)
	}
	a.Log.Info("request", "method", c.Method(), "route", c.Route().Path,
		"status", c.Response().StatusCode(), "ms", time.Since(begun).Milliseconds())
	return err
}
