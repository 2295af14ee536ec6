// Package web owns the Fiber application: routes, middleware, handlers that
// parse, call the services and render. It refuses rules and SQL; the services
// decide what a viewer may do, and an empty form, which calls none, asks the
// Viewer. It is the only package that knows Fiber.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
	"kreislauf/web/static"
)

// Limits of one request.
const (
	bodyLimit      = 1 << 20
	requestTimeout = 10 * time.Second
	idleTimeout    = 90 * time.Second
)

// Stamp signs form tokens: for CSRF protection and for the moment at which a
// form was begun.
type Stamp interface {
	Sign(parts ...string) string
	Verify(token string, parts ...string) bool
	SignTime(at time.Time, parts ...string) string
	VerifyTime(token string, parts ...string) (time.Time, bool)
}

// SignInMail sends a one-time link to a user.
type SignInMail interface {
	SendSignIn(ctx context.Context, user account.User) error
}

// Deps is everything the pages need.
type Deps struct {
	Account     *account.Service
	Cooperation *cooperation.Service
	Roster      *roster.Service
	Campaign    *campaign.Service
	Survey      *survey.Service
	Answering   *survey.Answering
	Results     *analytics.Service
	Oversight   *campaign.Oversight
	Server      Server
	Stamp       Stamp
	NewVisit    func() string // a random secret for one browser
	SignInMail  SignInMail
	Ready       func(ctx context.Context) error
	ReadBounce  func(r io.Reader) (campaign.Bounce, error) // any error: the message is no bounce
	Now         func() time.Time
	Log         *slog.Logger
	BaseURL     string // as people reach it, no trailing slash
	BounceToken string // by which mail servers hand in bounces; empty: nobody may
	HealthOnly  bool   // a worker answers health checks and nothing else
}

// App is the web application.
type App struct {
	Deps
	fiber   *fiber.App
	assets  map[string]asset
	secure  bool                // cookies only over https
	host    string              // of BaseURL, for Origin checks
	live    *live               // streams of pages that change by themselves
	lists   *interchange.Reader // one for all requests
	bounces perMinute           // requests of mail servers
}

// New returns the application with all routes in place.
func New(d Deps) (*App, error) {
	base, err := url.Parse(d.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("parse base URL: %w", err)
	}
	assets, err := loadAssets(static.Files)
	if err != nil {
		return nil, err
	}
	a := &App{Deps: d, assets: assets, secure: base.Scheme == "https", host: base.Host, live: newLive(maxStreams), lists: interchange.NewReader()}
	a.fiber = fiber.New(fiber.Config{
		AppName:                      "Kreislauf",
		Immutable:                    true,
		BodyLimit:                    bodyLimit,
		StreamRequestBody:            true, // read by bounded
		DisablePreParseMultipartForm: true, // forms with files go through bounded too
		IdleTimeout:                  idleTimeout,
		ReadTimeout:                  30 * time.Second,
		WriteTimeout:                 time.Minute,
		DisableStartupMessage:        true,
		ErrorHandler:                 a.fail,
		EnableTrustedProxyCheck:      true, // without a proxy named, no forwarded header is believed
	})
	a.routes()
	return a, nil
}

// Serve answers requests on l until Shutdown.
func (a *App) Serve(l net.Listener) error {
	if err := a.fiber.Listener(l); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// Shutdown stops taking requests, ends the streams and waits for the other
// requests under way.
func (a *App) Shutdown(ctx context.Context) error {
	a.live.stop()
	if err := a.fiber.ShutdownWithContext(ctx); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// Fiber returns the application for tests that call it without a socket.
func (a *App) Fiber() *fiber.App { return a.fiber }
