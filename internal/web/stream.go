package web

import (
	"bufio"
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/wave"
)

// mailStream sends the part of a wave's page that tells how far its letters
// have come, again and again, to one viewer.
type mailStream struct {
	app     *App
	locale  *i18n.Locale
	session string
	viewer  account.Viewer
	waveID  string
	shared  *reading
	out     *bufio.Writer
	shown   *campaign.Dispatch // what was sent last
}

// streamMail answers with server-sent events. The permission is checked before
// the first and again in every round.
func (a *App) streamMail(c *fiber.Ctx) error {
	viewer := viewerOf(c)
	s := &mailStream{
		app: a, locale: i18n.From(c.UserContext()), session: c.Cookies(sessionCookie), viewer: viewer, waveID: c.Params("id"),
	}
	if _, err := a.Campaign.Dispatch(c.UserContext(), viewer, s.waveID); err != nil {
		return err
	}
	key := viewer.NetworkID + " " + s.waveID
	shared, ok := a.live.enter(key, s.session)
	if !ok {
		return fault.Busy("error.busy")
	}
	s.shared = shared
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set("X-Accel-Buffering", "no")
	ctx := context.WithoutCancel(c.UserContext()) // the answer outlives the handler
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer a.live.leave(key, s.session, shared)
		s.out = w
		s.run(ctx)
	})
	return nil
}

// run sends until there is nothing more to tell, the viewer is gone or signed
// out, the server stops, or the stream is old.
func (s *mailStream) run(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			s.app.Log.Error("stream panicked", "panic", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, streamLife)
	defer cancel()
	rounds, beat := time.NewTicker(streamRound), time.NewTicker(streamHeartbeat)
	defer rounds.Stop()
	defer beat.Stop()
	if !s.send(fmt.Sprintf("retry: %d\n\n", streamRetry.Milliseconds())) {
		return
	}
	for s.round(ctx) {
		select {
		case <-ctx.Done():
			return
		case <-s.app.live.ended:
			return
		case <-beat.C:
			if !s.send(": still here\n\n") {
				return
			}
		case <-rounds.C:
		}
	}
}

// round reads once, sends what has changed, and reports whether to go on.
func (s *mailStream) round(ctx context.Context) bool {
	viewer, err := s.app.Account.Viewer(ctx, s.session)
	if err != nil || viewer.NetworkID != s.viewer.NetworkID || viewer.NeedManager() != nil {
		return false
	}
	d, err := s.shared.read(func() (campaign.Dispatch, error) { return s.app.Campaign.Dispatch(ctx, viewer, s.waveID) })
	if err != nil {
		if ctx.Err() == nil && fault.KindOf(err) == "" {
			s.app.Log.Error("stream failed", "error", err)
		}
		return false
	}
	if s.shown == nil || s.shown.State != d.State || !reflect.DeepEqual(s.shown.Lines, d.Lines) {
		if !s.show(ctx, d) {
			return false
		}
	}
	if d.Settled {
		s.send("event: done\ndata:\n\n")
	}
	return !d.Settled
}

func (s *mailStream) show(ctx context.Context, d campaign.Dispatch) bool {
	var markup strings.Builder
	if err := page.Mail(mailPart(s.locale.In(zoneOf(d.Wave.Zone)), d)).Render(ctx, &markup); err != nil {
		if ctx.Err() == nil {
			s.app.Log.Error("stream failed", "error", err)
		}
		return false
	}
	s.shown = &d
	return s.send("data: " + strings.ReplaceAll(markup.String(), "\n", "\ndata: ") + "\n\n")
}

// send reports false when the viewer is gone.
func (s *mailStream) send(text string) bool {
	if _, err := s.out.WriteString(text); err != nil {
		return false
	}
	return s.out.Flush() == nil
}
