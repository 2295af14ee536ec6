package web

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// waveGroups fills in figures, turnout and groups, as far as the state of the
// round lets them be known.
func (a *App) waveGroups(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage, p *page.Page) error {
	rate := float64(number(defaultRate)) / 100
	switch w.State {
	case campaign.WavePlanned, campaign.WaveOpening:
		in := formOfCampaign(w.Campaign, false).input()
		expected, err := a.Campaign.Expect(c.UserContext(), viewerOf(c), in, rate)
		if err != nil {
			return err
		}
		p.Figures = plannedFigures(l, w, expected)
		expectBlocks(l, expected.Blocks, rate, p)
		return nil
	case campaign.WaveOpen:
		p.Figures = openFigures(l, w)
		p.Turnout = turnoutTable(l, w)
		if w.Turnout.TakenAt.IsZero() {
			p.TurnoutAt = l.T("wave.turnout_not_yet")
		} else {
			p.TurnoutAt = l.T("wave.turnout_at", "at", l.DateTime(w.Turnout.TakenAt))
		}
		p.TurnoutHint = l.T("wave.turnout_hint")
	default:
		p.Figures = closedFigures(l, w)
	}
	if w.Wave.Mode == campaign.Attributed || w.Wave.OpenedAt == nil || w.State == campaign.WaveCancelled {
		return nil
	}
	if w.Wave.TalliedAt != nil {
		return a.finalBlocks(c, l, w, p)
	}
	blocks, err := analytics.Forecast(w.Wave.Frozen, rate)
	if err != nil {
		return err
	}
	expectBlocks(l, blocks, rate, p)
	return nil
}

func expectBlocks(l *i18n.Locale, blocks []analytics.Expected, rate float64, p *page.Page) {
	p.Blocks, p.BlocksTitle = blockTable(l, blocks), l.T("campaign.expected")
	p.BlocksHint = l.T("wave.expected_hint", "rate", l.Percent(rate, 0))
}

func plannedFigures(l *i18n.Locale, w campaign.WavePage, e campaign.Expectation) []ui.Figure {
	return []ui.Figure{
		{Label: l.T("wave.opens_in"), Value: lasting(l, w.Wave.OpensAt.Sub(w.Now)), Note: l.LongDateTime(w.Wave.OpensAt)},
		{Label: l.T("wave.will_be_invited"), Value: l.T("wave.people_n", "n", e.People), Note: l.T("campaign.companies", "n", e.Companies)},
		{Label: l.T("wave.stays_open"), Value: lasting(l, w.Wave.ClosesAt.Sub(w.Wave.OpensAt)), Note: l.T("wave.until", "at", l.LongDateTime(w.Wave.ClosesAt))},
	}
}

func openFigures(l *i18n.Locale, w campaign.WavePage) []ui.Figure {
	figures := []ui.Figure{
		{Label: l.T("wave.still_open"), Value: lasting(l, w.Wave.ClosesAt.Sub(w.Now)), Note: l.T("wave.since", "at", l.LongDateTime(*w.Wave.OpenedAt))},
		invitedFigure(l, w),
		turnoutFigure(l, w),
	}
	for _, line := range w.Mail {
		if line.Kind == campaign.MailReminder && line.Planned != nil {
			return append(figures, ui.Figure{
				Label: l.T("wave.next_reminder"), Value: l.DayMonth(*line.Planned), Note: l.Clock(*line.Planned) + ", " + reminderTo(l, w.Campaign.Reminders),
			})
		}
	}
	return append(figures, ui.Figure{Label: l.T("wave.next_reminder"), Value: l.T("wave.no_reminder"), Note: l.T("wave.no_reminder_note")})
}

func invitedFigure(l *i18n.Locale, w campaign.WavePage) ui.Figure {
	companies := map[string]bool{}
	for _, s := range w.Wave.Frozen.Places {
		companies[s.CompanyID] = true
	}
	return ui.Figure{Label: l.T("campaign.invited"), Value: l.T("wave.people_n", "n", w.Wave.Invited), Note: l.T("campaign.companies", "n", len(companies))}
}

func turnoutFigure(l *i18n.Locale, w campaign.WavePage) ui.Figure {
	f := ui.Figure{Label: l.T("wave.turnout"), Value: l.T("wave.turnout_unknown"), Note: l.T("wave.turnout_not_yet")}
	if w.Turnout.TakenAt.IsZero() {
		return f
	}
	if quarter, words := turnoutWords(l, w.Turnout.Total); quarter > 0 {
		f.Value, f.Note = words, l.T("wave.turnout_at", "at", l.DateTime(w.Turnout.TakenAt))
		return f
	}
	f.Note = l.T("wave.turnout_hidden")
	return f
}

func closedFigures(l *i18n.Locale, w campaign.WavePage) []ui.Figure {
	figures := []ui.Figure{
		{Label: l.T("wave.was_open"), Value: l.DayMonth(w.Wave.OpensAt), Note: l.T("wave.until", "at", l.DateTime(w.Wave.ClosesAt))},
	}
	if w.Wave.OpenedAt != nil {
		figures = append(figures, invitedFigure(l, w))
	}
	return figures
}

func reminderTo(l *i18n.Locale, r calendar.Reminders) string {
	if r.OnlyMissing {
		return l.T("wave.reminder_missing")
	}
	return l.T("wave.reminder_all")
}

// turnoutWords gives a band's quarter and its words; quarter 0 is hidden.
func turnoutWords(l *i18n.Locale, band campaign.TurnoutBand) (quarter int, words string) {
	bands := []campaign.TurnoutBand{campaign.TurnoutLow, campaign.TurnoutSome, campaign.TurnoutMost, campaign.TurnoutHigh}
	if i := slices.Index(bands, band); i >= 0 {
		return i + 1, l.T("wave.turnout_" + string(band))
	}
	if band == campaign.TurnoutHidden {
		return 0, l.T("wave.turnout_hidden")
	}
	return 0, ""
}

func turnoutTable(l *i18n.Locale, w campaign.WavePage) ui.Table {
	table := ui.Table{Caption: l.T("wave.turnout_by_company"), Columns: []ui.Column{
		{Label: l.T("wave.company")}, {Label: l.T("campaign.invited"), Num: true}, {Label: l.T("wave.turnout_column")},
	}}
	for _, one := range w.Turnout.Companies {
		quarter, words := turnoutWords(l, one.Band)
		table.Rows = append(table.Rows, ui.Row{
			Head:  ui.Cell{Text: w.Companies[one.CompanyID]},
			Cells: []ui.Cell{{Text: l.Int(int64(one.Invited))}, {Content: ui.Turnout(quarter, words)}},
		})
	}
	slices.SortFunc(table.Rows, func(x, y ui.Row) int { return strings.Compare(x.Head.Text, y.Head.Text) })
	return table
}

// untilClose is the close a form for a longer window begins with: three days
// later at the same clock time.
func untilClose(w campaign.Wave) time.Time {
	return w.ClosesAt.In(zoneOf(w.Zone)).AddDate(0, 0, 3)
}
