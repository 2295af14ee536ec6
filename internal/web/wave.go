package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

func wavePath(id string) string { return "/waves/" + id }

func resultPath(waveID string) string { return "/results/waves/" + waveID }

// resultsOf is where a manager reads the results of a round, or "" while there
// are none: published cells stand on a page of their own, attributed answers
// on that of the cooperation they rate.
func resultsOf(one campaign.Campaign, w campaign.Wave) string {
	switch {
	case w.TalliedAt == nil || w.CancelledAt != nil:
		return ""
	case w.Mode == campaign.Anonymous:
		return resultPath(w.ID)
	case one.CooperationID == "":
		return ""
	}
	return winWinPath(one.CooperationID) + "?wave=" + w.ID
}

func (a *App) showWave(c *fiber.Ctx) error {
	p, err := a.wavePage(c, nil)
	if err != nil {
		return err
	}
	return a.render(c, page.Show(p))
}

func (a *App) wavePage(c *fiber.Ctx, wrong Wrong) (page.Page, error) {
	ctx, viewer := c.UserContext(), viewerOf(c)
	w, err := a.Campaign.WavePage(ctx, viewer, c.Params("id"))
	if err != nil {
		return page.Page{}, err
	}
	l := i18n.From(ctx).In(zoneOf(w.Wave.Zone))
	p := page.Page{
		Frame: a.waveFrame(c, l, w), CSRF: a.formToken(c), Wrong: wrong, Notes: waveNotes(l, w),
		Mail: mailPart(l, w.Dispatch()), Events: actEvents(l, w.Acts, nil), FrozenTitle: l.T("wave.frozen"),
	}
	if p.Frozen, err = a.waveFacts(c, l, w); err != nil {
		return p, err
	}
	if w.Wave.OpenedAt == nil {
		p.FrozenTitle = l.T("wave.not_frozen")
	}
	if err := a.waveGroups(c, l, w, &p); err != nil {
		return p, err
	}
	waveActs(l, w, &p)
	noticePanel(l, w, &p)
	if w.State == campaign.WaveOpen {
		p.Extend = a.extendForm(c, l, w, wrong)
	}
	return p, nil
}

func (a *App) waveFrame(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage) layout.AppPage {
	title := ui.Link{Label: l.Pick(w.Campaign.Title), URL: campaignPath(w.Campaign.ID)}
	frame := a.campaignFrame(c, l.T("wave.number", "number", w.Wave.Number), title)
	badge := waveBadge(l, w.State)
	badge.Text = waveStateWords(l, w)
	frame.State = &badge
	if w.Wave.Zone != i18n.From(c.UserContext()).Zone().String() {
		frame.Lead = l.T("wave.zone_lead", "zone", w.Wave.Zone)
	}
	if url := resultsOf(w.Campaign, w.Wave); url != "" {
		frame.Actions = ui.Actions([]ui.Link{{
			Label: l.T("wave.see_results"), URL: url, Icon: "trending-up", Primary: w.State == campaign.WaveReleased,
		}})
	}
	return frame
}

// waveBadge is the short state of a round.
func waveBadge(l *i18n.Locale, state campaign.WaveState) ui.Badge {
	text := l.T("wave.state_" + string(state))
	switch state {
	case campaign.WaveOpening, campaign.WaveOpen:
		return ui.Of("open", text)
	case campaign.WaveClosing:
		return ui.Badge{Is: "changed", Icon: "refresh", Text: text}
	case campaign.WaveTallied:
		return ui.Of("due", text)
	case campaign.WaveUnreadable, campaign.WaveMissed:
		return ui.Of("bad", text)
	case campaign.WaveReleased:
		return ui.Of("done", text)
	case campaign.WaveCancelled:
		return ui.Badge{Icon: "player-stop", Text: text}
	}
	return ui.Of("", text)
}

// waveStateWords says the state with the moment that belongs to it.
func waveStateWords(l *i18n.Locale, w campaign.WavePage) string {
	wave := w.Wave
	switch w.State {
	case campaign.WavePlanned:
		return l.T("wave.opens_at", "at", l.DateTime(wave.OpensAt))
	case campaign.WaveOpen:
		return l.T("wave.open_until", "at", l.DateTime(wave.ClosesAt))
	case campaign.WaveReleased:
		return l.T("wave.released_on", "day", *wave.ReleasedAt)
	case campaign.WaveTallied:
		if wave.Mode == campaign.Attributed {
			return l.T("wave.state_visible")
		}
	}
	return l.T("wave.state_" + string(w.State))
}

// waveNotes says in words what is the matter with a round.
func waveNotes(l *i18n.Locale, w campaign.WavePage) []page.Note {
	var notes []page.Note
	note := func(kind, key string, args ...any) {
		notes = append(notes, page.Note{Kind: kind, Title: l.T("wave.note_"+key, args...), Text: l.T("wave.note_"+key+"_text", args...)})
	}
	switch w.State {
	case campaign.WaveTallied:
		if !w.Now.Before(w.Wave.ReleaseBefore()) {
			note("warn", "overdue", "closed", w.Wave.ClosesAt)
		} else if w.Wave.Mode == campaign.Anonymous {
			note("warn", "tallied", "n", daysUntil(w.Now, w.Wave.ReleaseBefore()), "until", w.Wave.ReleaseBefore())
		}
	case campaign.WaveUnreadable:
		note("warn", "unreadable", "n", w.Wave.Unreadable, "until", w.Wave.ReleaseBefore())
	case campaign.WaveMissed:
		note("bad", "missed")
	case campaign.WaveCancelled:
		note("info", "cancelled")
	case campaign.WaveOpening:
		if slices.ContainsFunc(w.Acts, func(a campaign.Act) bool { return a.Kind == campaign.ActFewApart }) {
			note("bad", "few_apart")
		} else {
			note("info", "opening")
		}
	case campaign.WaveClosing:
		note("info", "closing")
	}
	switch w.Keys {
	case campaign.KeysBad:
		note("bad", "keys_bad")
	case campaign.KeysPending:
		note("warn", "keys_pending")
	}
	return notes
}

// waveFacts lists what is fixed, or will be once the round opens.
func (a *App) waveFacts(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage) ([]ui.Item, error) {
	mode := l.T("campaign.mode_" + string(w.Wave.Mode))
	if w.Wave.Mode == campaign.Anonymous && w.Wave.OpenedAt != nil {
		mode = l.T("wave.mode_k", "mode", mode, "k", w.Wave.Frozen.K)
	}
	asked, err := a.questionnaireOf(c, l, w)
	if err != nil {
		return nil, err
	}
	facts := []ui.Item{
		{Icon: "clock", Label: l.T("wave.window"), Value: windowWords(l, w.Wave.Window())},
		{Icon: "calendar-event", Label: l.T("public.zone"), Value: w.Wave.Zone},
		{Icon: "lock", Label: l.T("campaign.mode"), Value: mode},
		{Icon: "clipboard-list", Label: l.T("campaign.questionnaire"), Value: asked, URL: "/questionnaires/" + w.Campaign.QuestionnaireID},
	}
	if w.Wave.OpenedAt == nil {
		return facts, nil
	}
	facts = append(facts, ui.Item{Icon: "users", Label: l.T("wave.people"), Value: waveAudience(l, w.Wave)})
	if w.Wave.Mode == campaign.Anonymous {
		facts = append(facts, ui.Item{Icon: "key", Label: l.T("wave.keys"), Value: l.T("wave.keys_" + keyWords(w))})
	}
	return facts, nil
}

func keyWords(w campaign.WavePage) string {
	if w.Wave.KeysDestroyedAt != nil {
		return "destroyed"
	}
	return string(w.Keys)
}

func waveAudience(l *i18n.Locale, w campaign.Wave) string {
	people := audienceWords(l, w.Mode, w.Invited)
	if w.Mode == campaign.Attributed {
		return people
	}
	split := w.Frozen.Attribute
	if w.Frozen.SplitTeams {
		split = campaign.SplitTeams
	}
	return l.T("wave.people_split", "people", people, "split", splitWords(l, split))
}

// questionnaireOf names the version that is asked: the fixed one from the
// opening on.
func (a *App) questionnaireOf(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage) (string, error) {
	if w.Wave.VersionID == "" {
		version, err := a.Survey.Questionnaire(c.UserContext(), viewerOf(c), w.Campaign.QuestionnaireID)
		if err != nil {
			return "", err
		}
		return l.Pick(version.Content.Title), nil
	}
	version, err := a.Survey.Version(c.UserContext(), w.Wave.VersionID)
	if err != nil {
		return "", err
	}
	return l.T("wave.version", "title", l.Pick(version.Content.Title), "version", version.Number), nil
}

// lasting writes how long something still takes: days and hours, or hours and
// minutes on the last day, without a part that is nothing.
func lasting(l *i18n.Locale, d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return l.T("wave.days", "n", days) + ", " + l.T("wave.hours", "n", hours)
	case days > 0:
		return l.T("wave.days", "n", days)
	case hours > 0 && minutes > 0:
		return l.T("wave.hours", "n", hours) + ", " + l.T("wave.minutes", "n", minutes)
	case hours > 0:
		return l.T("wave.hours", "n", hours)
	}
	return l.T("wave.minutes", "n", minutes)
}
