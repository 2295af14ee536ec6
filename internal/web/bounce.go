package web

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/bounce"
	"kreislauf/web/templates/ui"
)

const (
	bouncePath    = "/bounces"
	bounceField   = "notices" // of the upload
	bounceMinute  = 600       // requests of mail servers that one process takes
	bounceRetry   = "60"
	bearerScheme  = "Bearer "
	bounceReadArg = "read"
	bounceKnown   = "known"
)

// perMinute counts requests of one minute of the clock.
type perMinute struct {
	mu     sync.Mutex
	minute int64
	n      int
}

func (p *perMinute) admits(limit int, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if minute := now.Unix() / 60; minute != p.minute {
		p.minute, p.n = minute, 0
	}
	p.n++
	return p.n <= limit
}

// takeBounces takes delivery-status notices from a mail server that knows the
// token. Whether a notice belongs to a letter shows in no answer.
func (a *App) takeBounces(c *fiber.Ctx) error {
	if a.BounceToken == "" {
		return fiber.ErrNotFound
	}
	given, _ := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), bearerScheme)
	if !sameSecret(given, a.BounceToken) {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	if !a.bounces.admits(bounceMinute, a.Now()) {
		c.Set(fiber.HeaderRetryAfter, bounceRetry)
		return c.SendStatus(fiber.StatusTooManyRequests)
	}
	found, _, err := a.bouncesIn(c)
	if err != nil {
		return err
	}
	for _, b := range found {
		if err := a.Campaign.MarkBounced(c.UserContext(), b); err != nil {
			return err
		}
	}
	return c.SendStatus(fiber.StatusAccepted)
}

// sameSecret compares in a time that tells neither content nor length.
func sameSecret(given, want string) bool {
	x, y := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// bouncesIn reads the notices of a request, one as its body or many as files,
// and returns those that tell of a letter and how many it has looked at.
func (a *App) bouncesIn(c *fiber.Ctx) (found []campaign.Bounce, looked int, err error) {
	take := func(r io.Reader) {
		looked++
		if b, err := a.ReadBounce(r); err == nil {
			found = append(found, b)
		}
	}
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		take(bytes.NewReader(c.Body()))
		return found, looked, nil
	}
	form, err := c.MultipartForm()
	if err != nil {
		return nil, 0, fiber.ErrBadRequest
	}
	for _, files := range form.File {
		for _, header := range files {
			if header.Size == 0 {
				continue // a form that was sent without a file
			}
			file, err := header.Open()
			if err != nil {
				return nil, 0, fiber.ErrBadRequest
			}
			take(file)
			_ = file.Close() // it was only read
		}
	}
	return found, looked, nil
}

func (a *App) showBounces(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	return a.render(c, bounce.Show(a.bouncePage(c, c.QueryInt(bounceReadArg, -1), c.QueryInt(bounceKnown))))
}

// uploadBounces takes notices that a manager has received.
func (a *App) uploadBounces(c *fiber.Ctx) error {
	if err := viewerOf(c).NeedManager(); err != nil {
		return err
	}
	found, looked, err := a.bouncesIn(c)
	if err != nil {
		return err
	}
	if looked == 0 {
		page := a.bouncePage(c, -1, 0)
		page.Error = i18n.T(c.UserContext(), "bounce.no_file")
		page.Wrong = []ui.Wrong{{Field: bounceField, Text: page.Error, Label: i18n.T(c.UserContext(), "bounce.files")}}
		c.Status(fiber.StatusUnprocessableEntity)
		return a.render(c, bounce.Show(page))
	}
	known, err := a.Campaign.ReportBounces(c.UserContext(), viewerOf(c), found)
	if err != nil {
		return err
	}
	return see(c, bouncePath+"?"+bounceReadArg+"="+strconv.Itoa(looked)+"&"+bounceKnown+"="+strconv.Itoa(known))
}

// bouncePage says what became of the last upload unless read is negative.
func (a *App) bouncePage(c *fiber.Ctx, read, known int) bounce.Page {
	ctx := c.UserContext()
	p := bounce.Page{
		Frame: a.appFrame(c, "campaigns", i18n.T(ctx, "bounce.title")), CSRF: a.formToken(c),
		Action: bouncePath + "/upload", Field: bounceField,
	}
	p.Frame.Crumbs = []ui.Link{{Label: i18n.T(ctx, "bounce.campaigns"), URL: "/campaigns"}}
	if read >= 0 {
		p.Result = i18n.T(ctx, "bounce.read", "n", read) + " " + i18n.T(ctx, "bounce.known", "n", known) + " " + i18n.T(ctx, "bounce.others")
	}
	return p
}
