package web

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

func campaignPath(id string) string { return "/campaigns/" + id }

// bucket sorts campaigns by what they ask of the manager, the urgent first.
type bucket string

const (
	bucketDue     bucket = "due"
	bucketOpen    bucket = "open"
	bucketPlanned bucket = "planned"
	bucketOver    bucket = "over"
)

var buckets = []bucket{bucketDue, bucketOpen, bucketPlanned, bucketOver}

func bucketOf(e campaign.Entry, now time.Time) bucket {
	if e.Current != nil {
		switch e.Current.State(now) {
		case campaign.WaveTallied, campaign.WaveUnreadable:
			return bucketDue
		}
		return bucketOpen
	}
	switch e.Campaign.State {
	case campaign.Draft:
		return bucketDue
	case campaign.Ended:
		return bucketOver
	}
	return bucketPlanned
}

func (a *App) listCampaigns(c *fiber.Ctx) error {
	entries, now, err := a.Campaign.List(c.UserContext(), viewerOf(c))
	if err != nil {
		return err
	}
	l := i18n.From(c.UserContext())
	p := page.ListPage{Frame: a.appFrame(c, "campaigns", l.T("campaign.all"))}
	add := ui.Link{Label: l.T("campaign.new"), URL: "/campaigns/new", Icon: "plus", Primary: true}
	if len(entries) == 0 {
		add.Label = l.T("campaign.first")
		p.Empty = []ui.Link{add}
		return a.render(c, page.List(p))
	}
	slices.SortStableFunc(entries, func(x, y campaign.Entry) int {
		return slices.Index(buckets, bucketOf(x, now)) - slices.Index(buckets, bucketOf(y, now))
	})
	p.Frame.Actions = ui.Actions([]ui.Link{{Label: l.T("calendar.title"), URL: "/calendar", Icon: "calendar-event"}, add})
	p.Tabs, p.Alerts = bucketTabs(l, entries, now, bucket(c.Query("state"))), alertsOf(l, entries, now)
	if p.Table, err = a.campaignTable(c, entries, now); err != nil {
		return err
	}
	return a.render(c, page.List(p))
}

// campaignTable lists the campaigns of the chosen bucket, or all.
func (a *App) campaignTable(c *fiber.Ctx, entries []campaign.Entry, now time.Time) (ui.Table, error) {
	l, viewer, chosen := i18n.From(c.UserContext()), viewerOf(c), bucket(c.Query("state"))
	table := campaignColumns(l)
	names, err := a.namesFor(c.UserContext(), viewer, entries...)
	if err != nil {
		return table, err
	}
	for _, e := range entries {
		if slices.Contains(buckets, chosen) && bucketOf(e, now) != chosen {
			continue
		}
		row, err := a.campaignRow(c, viewer, e, now)
		if err != nil {
			return table, err
		}
		row.Cells[0].Hint = strings.Join(narrowed(l, e.Campaign.Audience, names), " · ")
		table.Rows = append(table.Rows, row)
	}
	return table, nil
}

func campaignColumns(l *i18n.Locale) ui.Table {
	return ui.Table{Caption: l.T("campaign.list"), Columns: []ui.Column{
		{Label: l.T("campaign.one")}, {Label: l.T("campaign.for_whom")}, {Label: l.T("campaign.rhythm")},
		{Label: l.T("campaign.current")}, {Label: l.T("campaign.next")},
	}}
}

func bucketTabs(l *i18n.Locale, entries []campaign.Entry, now time.Time, chosen bucket) []ui.Link {
	count := map[bucket]int{}
	for _, e := range entries {
		count[bucketOf(e, now)]++
	}
	tabs := []ui.Link{{
		Label: l.T("campaign.tab_all", "count", len(entries)), URL: "/campaigns", Current: !slices.Contains(buckets, chosen),
	}}
	for _, b := range buckets {
		if count[b] > 0 {
			tabs = append(tabs, ui.Link{
				Label: l.T("campaign.tab_"+string(b), "count", count[b]), URL: "/campaigns?state=" + string(b), Current: b == chosen,
			})
		}
	}
	return tabs
}

// daysUntil counts begun days.
func daysUntil(now, end time.Time) int {
	const day = 24 * time.Hour
	return max(int((end.Sub(now)+day-1)/day), 0)
}

func (a *App) campaignRow(c *fiber.Ctx, viewer account.Viewer, e campaign.Entry, now time.Time) (ui.Row, error) {
	l := i18n.From(c.UserContext())
	round := page.Round{State: campaignBadge(l, e, now), Hint: roundHint(l, e, now)}
	if w := e.Current; w != nil && w.State(now) == campaign.WaveOpen {
		open, err := a.Campaign.WavePage(c.UserContext(), viewer, w.ID)
		if err != nil {
			return ui.Row{}, err
		}
		round.Quarter, round.Turnout = turnoutWords(l, open.Turnout.Total)
	}
	return ui.Row{
		Head: ui.Cell{
			Text: l.Pick(e.Campaign.Title), URL: campaignPath(e.Campaign.ID),
			Hint: l.T("campaign.by_questionnaire", "title", l.Pick(e.Questionnaire)),
		},
		Cells: []ui.Cell{
			{Text: audienceWords(l, e.Campaign.Mode, e.People)},
			{Text: rhythmWords(l, e.Campaign.Rule)},
			{Content: page.RoundCell(round)},
			{Text: nextWords(l, e, now)},
		},
	}, nil
}

func audienceWords(l *i18n.Locale, mode campaign.Mode, people int) string {
	return l.T("campaign.audience_"+string(mode), "n", people)
}

// rhythmWords says how often rounds open, without the details.
func rhythmWords(l *i18n.Locale, r calendar.Rule) string {
	switch r.Kind {
	case calendar.KindOnce:
		return l.T("campaign.once")
	case calendar.KindPlain:
		return everyWords(l, r.Plain.Every)
	}
	return l.T("campaign.own_rule")
}

func everyWords(l *i18n.Locale, every calendar.Every) string {
	if every == calendar.EveryHalfYear {
		return l.T("rule.every_half_year")
	}
	return l.T("rule.every_" + string(every))
}

// campaignBadge is the state of the present round, or of the campaign where
// no round is under way.
func campaignBadge(l *i18n.Locale, e campaign.Entry, now time.Time) ui.Badge {
	switch {
	case e.Current != nil:
		return waveBadge(l, e.Current.State(now))
	case e.Campaign.State == campaign.Draft:
		return ui.Of("draft", l.T("campaign.state_draft"))
	case e.Campaign.State == campaign.Paused:
		return ui.Badge{Icon: "player-stop", Text: l.T("campaign.state_paused")}
	case e.Last != nil && e.Last.State(now) == campaign.WaveMissed:
		return waveBadge(l, campaign.WaveMissed)
	case e.Next != nil:
		return waveBadge(l, campaign.WavePlanned)
	case e.Last != nil:
		return waveBadge(l, e.Last.State(now))
	}
	return ui.Badge{Icon: "player-stop", Text: l.T("campaign.state_" + string(e.Campaign.State))}
}

func roundHint(l *i18n.Locale, e campaign.Entry, now time.Time) string {
	w := e.Current
	switch {
	case w != nil && w.State(now) == campaign.WaveOpen:
		return l.T("campaign.hint_open", "number", w.Number, "until", l.In(zoneOf(w.Zone)).DateTime(w.ClosesAt))
	case w != nil:
		return l.T("campaign.hint_closed", "number", w.Number, "day", w.ClosesAt)
	case e.Campaign.State == campaign.Draft:
		return l.T("campaign.hint_draft")
	case e.Last != nil && e.Last.State(now) == campaign.WaveMissed:
		return l.T("campaign.hint_missed", "number", e.Last.Number)
	case e.Next != nil:
		return l.T("campaign.hint_planned", "number", e.Next.Number, "day", e.Next.OpensAt)
	case e.Last != nil && e.Last.ReleasedAt != nil:
		return l.T("campaign.hint_released", "day", *e.Last.ReleasedAt)
	}
	return ""
}

// nextWords says what happens next, or what is to be done.
func nextWords(l *i18n.Locale, e campaign.Entry, now time.Time) string {
	if w := e.Current; w != nil {
		return nextOfWave(l, e.Campaign, *w, now)
	}
	switch {
	case e.Campaign.State == campaign.Draft:
		return l.T("campaign.next_draft")
	case e.Campaign.State == campaign.Paused:
		return l.T("campaign.next_paused")
	case e.Next != nil:
		return l.T("campaign.next_planned", "day", e.Next.OpensAt)
	}
	return l.T("campaign.next_nothing")
}

func nextOfWave(l *i18n.Locale, c campaign.Campaign, w campaign.Wave, now time.Time) string {
	local := l.In(zoneOf(w.Zone))
	switch w.State(now) {
	case campaign.WaveUnreadable:
		return l.T("campaign.next_unreadable")
	case campaign.WaveTallied:
		if w.Mode == campaign.Attributed {
			return l.T("campaign.next_nothing")
		}
		return l.T("campaign.next_release", "day", w.ReleaseBefore())
	case campaign.WaveOpen:
		for _, at := range c.Reminders.Times(w.Window()) {
			if at.After(now) {
				return l.T("campaign.next_reminder", "at", local.DateTime(at))
			}
		}
		return l.T("campaign.next_close", "at", local.DateTime(w.ClosesAt))
	case campaign.WaveOpening:
		return l.T("campaign.next_opening")
	}
	return l.T("campaign.next_tally")
}

// campaignFrame is the frame of a page below the list of campaigns.
func (a *App) campaignFrame(c *fiber.Ctx, heading string, above ...ui.Link) layout.AppPage {
	frame := a.appFrame(c, "campaigns", heading)
	frame.Crumbs = append([]ui.Link{{Label: i18n.T(c.UserContext(), "campaign.all"), URL: "/campaigns"}}, above...)
	return frame
}

// zoneOf returns the zone of a rule or a wave, which was checked when it was
// stored.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return defaultZone
	}
	return zone
}
