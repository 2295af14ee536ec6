package web

import (
	"math"
	"slices"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// foresight is what would follow from a form as it stands.
type foresight struct {
	expected campaign.Expectation
	windows  []calendar.Window
	wrong    []*fault.Fault // why the rule has no windows
	checks   []campaign.Check
}

func (a *App) foresee(c *fiber.Ctx, f campaignForm) (foresight, error) {
	ctx, v, campaigns := c.UserContext(), viewerOf(c), a.campaigns(c)
	var seen foresight
	in := f.input()
	var err error
	if seen.expected, err = campaigns.Expect(ctx, v, in, f.share()); err != nil {
		return seen, err
	}
	if seen.windows, err = campaigns.Preview(ctx, v, in.Rule); err != nil {
		if seen.wrong = fault.All(err); len(seen.wrong) == 0 {
			return seen, err
		}
	}
	seen.checks, err = campaigns.ChecklistOf(ctx, v, f.id, in)
	return seen, err
}

// tooSmall lists the companies that will probably give fewer than k answers.
func (s foresight) tooSmall(rate float64) []string {
	var ids []string
	for id, invited := range s.expected.Invited {
		if answers(invited, rate) < s.expected.K {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func answers(invited int, rate float64) int { return int(math.Round(float64(invited) * rate)) }

// startChecks says what is ready and what is still to be done before rounds
// can open. What is confirmed at the start itself is none of it.
func (a *App) startChecks(l *i18n.Locale, _ campaignForm, seen foresight) []page.Check {
	var lines []page.Check
	for _, c := range seen.checks {
		if c.Key != campaign.CheckPrivacy {
			lines = append(lines, checkLine(l, c))
		}
	}
	return lines
}

// checkLine says how one point stands, with the reason where a needed one is
// open and the list's own words do not tell it.
func checkLine(l *i18n.Locale, c campaign.Check) page.Check {
	line := page.Check{OK: c.OK(), Later: c.Later && !c.OK(), Needed: c.Needed}
	if line.Later {
		line.Text = l.T("launch." + string(c.Key) + "_later")
		return line
	}
	args := slices.Clone(c.Args)
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "companies" {
			args[i+1] = l.T("campaign.companies", "n", args[i+1])
		}
	}
	if len(c.Missing) > 0 {
		names := make([]string, len(c.Missing))
		for i, name := range c.Missing {
			names[i] = l.T("launch.own_" + name)
		}
		args = append(args, "names", l.List(names))
	}
	line.Text = l.T("launch."+string(c.Key)+"_"+string(c.State), args...)
	if c.Key == campaign.CheckOverlap {
		for _, f := range fault.All(c.Why) {
			line.Reason = l.T(f.Key, f.Args...)
		}
	}
	return line
}

func expectedBlocks(l *i18n.Locale, f campaignForm, seen foresight, ch choices) page.Expected {
	e := seen.expected
	switch {
	case f.mode == campaign.Attributed && e.People > 0:
		return page.Expected{Text: l.T("campaign.expected_attributed", "n", e.People, "companies", l.T("campaign.companies", "n", e.Companies))}
	case e.People == 0:
		return page.Expected{Text: l.T("campaign.expected_nobody")}
	case len(e.Blocks) == 0 && e.Companies == 2:
		return page.Expected{Text: l.T("campaign.expected_two", "k", e.K)}
	case len(e.Blocks) == 0:
		return page.Expected{Text: l.T("campaign.expected_nothing", "k", e.K)}
	}
	expected := page.Expected{Table: blockTable(l, e.Blocks)}
	small := seen.tooSmall(f.share())
	if len(small) == 0 {
		return expected
	}
	names := make([]string, len(small))
	for i, id := range small {
		names[i] = ch.companyName(id)
	}
	slices.Sort(names)
	expected.SmallTitle = l.T("campaign.small", "names", l.List(names), "n", len(names))
	expected.SmallText = l.T("campaign.small_text", "k", e.K)
	if len(small) == 1 {
		invited := e.Invited[small[0]]
		expected.SmallText = l.T("campaign.small_one", "invited", invited, "n", answers(invited, f.share()), "k", e.K)
	}
	return expected
}

// blockTable lists the groups that results are expected for.
func blockTable(l *i18n.Locale, blocks []analytics.Expected) ui.Table {
	table := ui.Table{Caption: l.T("campaign.expected"), Columns: []ui.Column{
		{Label: l.T("campaign.block")}, {Label: l.T("campaign.invited"), Num: true},
		{Label: l.T("campaign.answers"), Num: true}, {Label: l.T("campaign.shown")},
	}}
	for i, e := range blocks {
		name := blockName(l, e.Block)
		if i == 0 && e.Block.Whole {
			name = l.T("campaign.whole_network")
		}
		shown := l.T("campaign.shows_" + string(e.Shows))
		if e.Perhaps != e.Shows {
			shown = l.T("campaign.shows_perhaps", "this", shown, "that", l.T("campaign.shows_less_"+string(e.Perhaps)))
		}
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: name}, Cells: []ui.Cell{
			{Text: l.Int(int64(e.Block.Invited))}, {Text: l.T("campaign.about", "n", e.Block.N)}, {Text: shown},
		}})
	}
	return table
}

// blockName names a group by its companies, with the values of the attribute
// where it holds only some.
func blockName(l *i18n.Locale, b analytics.Block) string {
	name := l.List(b.Names)
	if len(b.Values) > 0 {
		name = l.T("campaign.block_values", "names", name, "values", l.List(b.Values))
	}
	return name
}

func nextWindows(l *i18n.Locale, seen foresight) page.Windows {
	w := page.Windows{Title: l.T("campaign.windows", "n", len(seen.windows))}
	for _, one := range seen.windows {
		w.Lines = append(w.Lines, windowWords(l, one))
	}
	for _, f := range seen.wrong {
		w.Title = l.T("campaign.windows_none")
		w.Wrong = append(w.Wrong, l.T(f.Key, f.Args...))
	}
	return w
}
