package web

import (
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// alertsOf is what the manager has to know of any campaign, whichever are
// listed.
func alertsOf(l *i18n.Locale, entries []campaign.Entry, now time.Time) []page.Alert {
	var alerts []page.Alert
	for _, e := range entries {
		if alert, ok := alertOf(l, e, now); ok {
			alerts = append(alerts, alert)
		}
	}
	return alerts
}

// alertOf returns what waits for the manager in a campaign.
func alertOf(l *i18n.Locale, e campaign.Entry, now time.Time) (page.Alert, bool) {
	if e.Current == nil {
		return page.Alert{}, false
	}
	title, w := l.Pick(e.Campaign.Title), *e.Current
	link := ui.Link{URL: wavePath(w.ID)}
	switch w.State(now) {
	case campaign.WaveTallied:
		if w.Mode == campaign.Attributed {
			return page.Alert{}, false
		}
		link.Label = l.T("campaign.alert_release_link")
		return page.Alert{
			Title: l.T("campaign.alert_release", "title", title, "n", daysUntil(now, w.ReleaseBefore())),
			Text:  l.T("campaign.alert_release_text", "until", w.ReleaseBefore()), Link: link,
		}, true
	case campaign.WaveUnreadable:
		link.Label = l.T("campaign.alert_unreadable_link")
		return page.Alert{Title: l.T("campaign.alert_unreadable", "title", title), Text: l.T("campaign.alert_unreadable_text"), Link: link}, true
	}
	return page.Alert{}, false
}
