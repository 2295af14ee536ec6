package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
	"kreislauf/web/templates/settings"
	"kreislauf/web/templates/ui"
)

// feedRefresh is how often calendar programs are asked to look again.
const feedRefresh = 6 * time.Hour

// showCalendar shows the manager the addresses of the feeds.
func (a *App) showCalendar(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	key, err := a.Campaign.CalendarKey(ctx, viewer)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	page := settings.CalendarPage{Frame: a.appFrame(c, "", l.T("calendar.title")), CSRF: a.formToken(c), On: key != ""}
	page.Frame.Crumbs = []ui.Link{{Label: l.T("settings.title"), URL: "/settings"}}
	if page.On {
		entries, _, err := a.Campaign.List(ctx, viewer)
		if err != nil {
			return err
		}
		page.Feeds = a.feedLines(c, key, entries)
	}
	return a.render(c, settings.Calendar(page))
}

// feedLines are the feed of the network and that of each campaign which has,
// or will have, a round.
func (a *App) feedLines(c *fiber.Ctx, key string, entries []campaign.Entry) []settings.Feed {
	l := i18n.From(c.UserContext())
	network := campaign.FeedScope{Kind: campaign.FeedNetwork, ID: viewerOf(c).NetworkID}
	lines := []settings.Feed{a.feedLine(l, network, key, l.T("calendar.network"))}
	for _, e := range entries {
		if e.Campaign.State == campaign.Draft && e.Current == nil && e.Next == nil && e.Last == nil {
			continue
		}
		scope := campaign.FeedScope{Kind: campaign.FeedCampaign, ID: e.Campaign.ID}
		lines = append(lines, a.feedLine(l, scope, key, l.Pick(e.Campaign.Title)))
	}
	return lines
}

func (a *App) renewCalendar(c *fiber.Ctx) error {
	if err := a.Campaign.RenewCalendar(c.UserContext(), viewerOf(c)); err != nil {
		return err
	}
	return see(c, "/calendar")
}

func (a *App) stopCalendar(c *fiber.Ctx) error {
	if err := a.Campaign.StopCalendar(c.UserContext(), viewerOf(c)); err != nil {
		return err
	}
	return see(c, "/calendar")
}

// feedLine writes a feed's address, which stays in the reader's language.
func (a *App) feedLine(l *i18n.Locale, scope campaign.FeedScope, key, name string) settings.Feed {
	address := a.BaseURL + "/calendar/" + a.feedToken(scope, key) + ".ics?language=" + l.Lang()
	_, rest, _ := strings.Cut(address, "://")
	return settings.Feed{ID: feedID(scope.ID), Name: name, Address: address, Subscribe: "webcal://" + rest}
}

// feedID is the anchor of a feed on the page.
func feedID(id string) string { return "feed-" + id }

// feedAnchor leads to the feed of one campaign.
func feedAnchor(campaignID string) string { return "/calendar#" + feedID(campaignID) }

// feedToken is the secret part of a feed's address: what it shows, and the
// signature over that and the network's key.
func (a *App) feedToken(scope campaign.FeedScope, key string) string {
	return string(scope.Kind[:1]) + scope.ID + "_" + a.Stamp.Sign("calendar", string(scope.Kind), scope.ID, key)
}

// showFeed answers a calendar program, which has no session: whoever holds the
// address may read. A wrong address is not found, like a renewed one.
func (a *App) showFeed(c *fiber.Ctx) error {
	scope, signature := readFeedToken(c.Params("token"))
	feed, err := a.Campaign.Feed(c.UserContext(), scope, func(key string) bool {
		return a.Stamp.Verify(signature, "calendar", string(scope.Kind), scope.ID, key)
	})
	if err != nil {
		return err
	}
	language := c.Query("language")
	if !known(language) {
		language = i18n.Languages[0]
	}
	return sendCalendar(c, a.calendarOf(i18n.New(language, defaultZone), feed))
}

// readFeedToken takes a token apart without judging it.
func readFeedToken(token string) (scope campaign.FeedScope, signature string) {
	subject, signature, _ := strings.Cut(strings.TrimSuffix(token, ".ics"), "_")
	for _, kind := range []campaign.FeedKind{campaign.FeedNetwork, campaign.FeedCampaign} {
		if id, ok := strings.CutPrefix(subject, string(kind[:1])); ok {
			return campaign.FeedScope{Kind: kind, ID: id}, signature
		}
	}
	return campaign.FeedScope{}, signature
}

// sendCalendar lets the reader keep a copy of their own and ask whether it has
// changed.
func sendCalendar(c *fiber.Ctx, calendar interchange.Calendar) error {
	var body bytes.Buffer
	if err := interchange.WriteCalendar(&body, calendar); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	c.Set(fiber.HeaderCacheControl, "private, max-age=300")
	c.Set(fiber.HeaderETag, tag)
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), tag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, interchange.CalendarType)
	c.Set(fiber.HeaderContentDisposition, `inline; filename="kreislauf.ics"`)
	return c.Send(body.Bytes())
}

func (a *App) calendarOf(l *i18n.Locale, feed campaign.Feed) interchange.Calendar {
	calendar := interchange.Calendar{Name: l.T("calendar.name", "network", feed.Network), Refresh: feedRefresh}
	if feed.Title != nil {
		calendar.Name = l.T("calendar.name_campaign", "title", l.Pick(feed.Title), "network", feed.Network)
	}
	for _, r := range feed.Rounds {
		summary := l.T("calendar.round", "title", l.Pick(r.Title), "number", r.Number)
		if r.IsOff() {
			summary = l.T("calendar.off", "round", summary)
		}
		calendar.Events = append(calendar.Events, interchange.Event{
			UID: r.UID(), Sequence: int64(r.Sequence), Stamp: r.Since, Start: r.Window.Opens, End: r.Window.Closes,
			Summary: summary, URL: a.BaseURL + wavePath(r.WaveID), Cancelled: r.IsOff(),
			Description: l.T("calendar.about", "network", feed.Network, "window", windowWords(l, r.Window),
				"zone", r.Window.Zone, "state", l.T("calendar.state_"+string(r.State))),
		})
	}
	return calendar
}
