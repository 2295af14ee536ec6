package web

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// told is the sentence that respondents will read on every page.
func told(l *i18n.Locale, c campaign.Campaign, k int) string {
	switch {
	case c.Mode == campaign.Attributed:
		return l.T("answering.privacy_attributed", "company", l.T("launch.company_example"))
	case c.Reminders.OnlyMissing:
		return l.T("answering.privacy_anonymous_missing", "k", k)
	}
	return l.T("answering.privacy_anonymous", "k", k)
}

// settled is what the opening of a wave settles besides the campaign's own
// choices.
type settled struct {
	version int // of the questionnaire
	k       int
	two     bool // two companies decide about a joint result
}

// fixedLines say what no longer changes once a wave has opened.
func fixedLines(l *i18n.Locale, c campaign.Campaign, s settled) []string {
	lines := []string{l.T("launch.fixed_questionnaire", "version", s.version), l.T("launch.fixed_people")}
	if c.Mode == campaign.Anonymous {
		lines = append(lines, l.T("launch.fixed_places"), l.T("launch.fixed_k", "k", s.k))
	}
	lines = append(lines, l.T("launch.fixed_"+string(c.Mode)))
	if s.two && c.Mode == campaign.Anonymous {
		lines = append(lines, l.T("launch.fixed_consent"))
	}
	return append(lines, l.T("launch.fixed_start"))
}

// placeConfirmations draws what the manager confirms; starting anyway is
// offered only where something besides the confirmation is open.
func placeConfirmations(p *page.LaunchPage, l *i18n.Locale, checks []campaign.Check, f launchForm, wrong Wrong) {
	p.Read = ui.Field{
		Name: "privacy_read", Label: l.T("launch.confirm"), Error: wrong.Of("privacy_read"),
		Options: []ui.Option{{Value: "yes", Label: l.T("launch.privacy_read"), Chosen: f.read}},
	}
	p.Wrong = wrong
	wrong.label(p.Read, ui.Field{Name: "anyway", Label: l.T("launch.anyway")})
	open := openPoints(checks)
	if !f.read && len(open) > 0 && wrong != nil {
		open = append(open, campaign.CheckPrivacy)
	}
	if len(open) == 0 {
		return
	}
	p.Anyway = &ui.Field{
		Name: "anyway", Label: l.T("launch.anyway"), Error: wrong.Of("anyway"),
		Options: []ui.Option{{
			Value: "yes", Label: l.T("launch.anyway_option"), Hint: l.T("launch.anyway_hint", "points", pointNames(l, open)), Chosen: f.anyway,
		}},
	}
}

func openPoints(checks []campaign.Check) []campaign.CheckKey {
	var open []campaign.CheckKey
	for _, c := range checks {
		if !c.OK() && !c.Needed && !c.Later && c.Key != campaign.CheckPrivacy {
			open = append(open, c.Key)
		}
	}
	return open
}

func pointNames(l *i18n.Locale, keys []campaign.CheckKey) string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = l.T("launch.point_" + string(key))
	}
	return l.List(names)
}

// consentPanel is nil where no consent is needed.
func (a *App) consentPanel(l *i18n.Locale, id string, state campaign.ConsentState) *page.Consent {
	if !state.Needed() {
		return nil
	}
	panel := &page.Consent{URL: a.BaseURL + outlookPath(id)}
	for _, one := range state.Companies {
		item := ui.Item{Label: one.Name, Value: l.T("launch.two_open")}
		if one.GivenAt != nil {
			item.Value = l.T("launch.two_given", "day", *one.GivenAt)
		}
		panel.Companies = append(panel.Companies, item)
	}
	if state.Opens != nil {
		panel.Due = l.T("launch.two_due", "at", l.LongDateTime(*state.Opens))
	}
	return panel
}

// documents are what a manager passes on about a campaign.
func documents(l *i18n.Locale, c campaign.Campaign) []ui.Link {
	return []ui.Link{
		{Label: l.T("launch.sheet_file"), URL: sheetPath(c.ID) + ".pdf"},
		{Label: l.T("launch.outlook_link"), URL: outlookPath(c.ID)},
	}
}

// waysTable says what each way of asking two companies would show.
func waysTable(l *i18n.Locale, ways []campaign.Way) *ui.Table {
	table := &ui.Table{Caption: l.T("launch.ways"), Columns: []ui.Column{{Label: l.T("launch.way")}, {Label: l.T("launch.effect")}}}
	for _, w := range ways {
		table.Rows = append(table.Rows, ui.Row{
			Head:  ui.Cell{Text: l.T("launch.way_"+string(w.Kind), "company", w.Company)},
			Cells: []ui.Cell{{Text: effectOf(l, w)}},
		})
	}
	return table
}

func effectOf(l *i18n.Locale, w campaign.Way) string {
	switch w.Kind {
	case campaign.WayAttributed:
		if w.Speakers == 0 {
			return l.T("launch.effect_nobody")
		}
		return l.T("launch.effect_attributed", "n", w.Speakers)
	case campaign.WayWorkshop:
		return l.T("launch.effect_workshop")
	}
	groups := slices.DeleteFunc(slices.Clone(w.Expected), func(e analytics.Expected) bool { return e.Block.Whole })
	switch all := len(groups) < len(w.Expected); {
	case all && len(groups) > 0:
		return l.T("launch.effect_all", "n", len(groups))
	case all:
		return l.T("launch.effect_only_all")
	case len(groups) > 0:
		return l.T("launch.effect_groups", "n", len(groups))
	}
	return l.T("launch.effect_nothing")
}

// handOver is the button that notes the sheet as handed over.
func handOver(l *i18n.Locale, id string) page.Step {
	return page.Step{Action: sheetPath(id), Label: l.T("launch.sheet_hand"), Icon: "check", Hint: l.T("launch.sheet_hand_hint")}
}
