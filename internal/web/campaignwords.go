package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// ownFacts are the facts of a campaign that differ from the usual: how its
// audience is narrowed, a longer night, and whose name its mails carry.
func (a *App) ownFacts(ctx context.Context, v account.Viewer, c campaign.Campaign) ([]ui.Item, error) {
	l := i18n.From(ctx)
	n, err := a.namesFor(ctx, v, campaign.Entry{Campaign: c})
	if err != nil {
		return nil, err
	}
	var facts []ui.Item
	for _, line := range narrowed(l, c.Audience, n) {
		facts = append(facts, ui.Item{Icon: "users", Label: l.T("audience.narrow_fact"), Value: line})
	}
	if r := c.Reminders; r.QuietFrom != "" || r.QuietUntil != "" {
		facts = append(facts, ui.Item{Icon: "clock", Label: l.T("campaign.quiet"), Value: l.T("campaign.quiet_fact",
			"from", cmp.Or(r.QuietFrom, "21:00"), "until", cmp.Or(r.QuietUntil, "07:00"))})
	}
	if c.Sender != "" {
		facts = append(facts, ui.Item{Icon: "mail", Label: l.T("campaign.sender_fact"), Value: c.Sender})
	}
	if c.ReplyTo != "" {
		facts = append(facts, ui.Item{Icon: "mail", Label: l.T("campaign.reply_fact"), Value: c.ReplyTo})
	}
	return facts, nil
}

// namesFor reads the names of teams and groups where one of the campaigns is
// narrowed by any.
func (a *App) namesFor(ctx context.Context, v account.Viewer, entries ...campaign.Entry) (campaign.Narrowing, error) {
	for _, e := range entries {
		if len(e.Campaign.Audience.Teams)+len(e.Campaign.Audience.Groups) > 0 {
			return a.Campaign.Narrowing(ctx, v)
		}
	}
	return campaign.Narrowing{}, nil
}

// narrowed says in words how an audience is narrowed, one condition a line.
func narrowed(l *i18n.Locale, a campaign.Audience, n campaign.Narrowing) []string {
	var lines []string
	if len(a.Teams) > 0 {
		lines = append(lines, l.T("audience.in_teams", "names", l.List(teamNames(a, n))))
	}
	if len(a.Groups) > 0 {
		var names []string
		for _, g := range n.Groups {
			if slices.Contains(a.Groups, g.ID) {
				names = append(names, g.Name)
			}
		}
		lines = append(lines, l.T("audience.in_groups", "names", l.List(names)))
	}
	for _, name := range sortedNames(a.Attributes) {
		values := slices.Clone(a.Attributes[name])
		for i, value := range values {
			if value == "" {
				values[i] = l.T("audience.no_value")
			}
		}
		lines = append(lines, l.T("audience.with", "name", name, "values", l.List(values)))
	}
	switch s := a.Sample; {
	case s.Percent > 0:
		lines = append(lines, l.T("audience.drawn_percent", "percent", l.Percent(float64(s.Percent)/100, 0)))
	case s.Count > 0:
		lines = append(lines, l.T("audience.drawn_count", "n", s.Count))
	}
	if a.RestDays > 0 {
		lines = append(lines, l.T("audience.rest", "n", a.RestDays))
	}
	return lines
}

func teamNames(a campaign.Audience, n campaign.Narrowing) []string {
	var names []string
	for _, t := range n.Teams {
		if slices.Contains(a.Teams, t.ID) {
			names = append(names, strings.Join(t.Names, " › "))
		}
	}
	return names
}

func sortedNames(attributes map[string][]string) []string {
	names := make([]string, 0, len(attributes))
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// namedParts is how many groups that are too small a warning names.
const namedParts = 8

// addForecast adds to the expected groups how many people are asked, who is
// left out, and which teams or values will be too small.
func addForecast(l *i18n.Locale, e *page.Expected, f campaignForm, seen foresight, ch choices) {
	x := seen.expected
	if x.People > 0 {
		key := "audience.people"
		if x.Drawn {
			key = "audience.people_drawn"
		}
		e.Lines = append(e.Lines, l.T(key, "n", x.People, "companies", l.T("audience.from", "n", x.Companies)))
	}
	if x.Rested > 0 {
		e.Lines = append(e.Lines, l.T("audience.rested", "n", x.Rested))
	}
	if len(x.Silent) > 0 && x.People > 0 {
		names := make([]string, len(x.Silent))
		for i, id := range x.Silent {
			names[i] = ch.companyName(id)
		}
		slices.Sort(names)
		e.Lines = append(e.Lines, l.T("audience.silent", "names", l.List(names)))
	}
	names := seen.smallParts(l, f.share(), ch)
	if len(names) == 0 {
		return
	}
	text := l.List(names)
	if more := len(names) - namedParts; more > 0 {
		text = l.T("audience.small_parts_more", "names", strings.Join(names[:namedParts], ", "), "n", strconv.Itoa(more))
	}
	e.PartsTitle, e.PartsText = l.T("audience.small_parts", "names", text), l.T("audience.small_parts_text", "k", x.K)
}

// smallParts names the teams or values that will probably give fewer than k
// answers, in companies that will give more.
func (s foresight) smallParts(l *i18n.Locale, rate float64, ch choices) []string {
	small := s.tooSmall(rate)
	var names []string
	for _, part := range s.expected.Parts {
		if answers(part.Invited, rate) >= s.expected.K || slices.Contains(small, part.CompanyID) {
			continue
		}
		name := part.Name
		if name == "" {
			name = l.T("audience.no_value")
		}
		names = append(names, l.T("audience.part", "name", name, "company", ch.companyName(part.CompanyID)))
	}
	slices.Sort(names)
	return names
}
