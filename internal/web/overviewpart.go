package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/chart"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/overview"
	"kreislauf/web/templates/ui"
)

// places are the cooperations in their circle, concluded ones left out.
func places(l *i18n.Locale, o analytics.Overview, today cooperation.Day) []overview.Place {
	var list []overview.Place
	for _, c := range o.Cooperations {
		if !c.Cooperation.ConcludedOn.IsZero() {
			continue
		}
		step := c.Cycle.Current()
		list = append(list, overview.Place{
			Name: c.Cooperation.Name, URL: cooperationPath(c.Cooperation.ID), Now: int(step),
			Step: l.T(stepKey(step)), Hint: l.T("overview.turn", "turn", c.Cycle.Number, "companies", len(shortNames(c.Parties, today))),
		})
	}
	return list
}

// nextRounds are the open rounds and the next planned ones.
func nextRounds(l *i18n.Locale, o analytics.Overview) []overview.Round {
	var list []overview.Round
	for _, w := range o.Next[:min(shownRounds, len(o.Next))] {
		r := overview.Round{
			Title: l.T("result.page", "title", w.Title.In(l.Lang()), "number", w.Number), URL: wavePath(w.ID), Text: aboutWhat(l, o, w),
		}
		if w.Stage(o.Now) == analytics.StageOpen {
			badge := ui.Of("open", l.T("overview.open_until", "day", l.DayMonth(w.ClosesAt)))
			r.State, r.Hint = &badge, l.T("overview.invited", "n", w.Invited)
		} else {
			r.Hint = l.T("overview.opens", "day", l.Date(w.OpensAt), "n", int(w.ClosesAt.Sub(w.OpensAt).Hours()/24))
		}
		list = append(list, r)
	}
	return list
}

// aboutWhat names the cooperation of a wave and who is asked.
func aboutWhat(l *i18n.Locale, o analytics.Overview, w analytics.Wave) string {
	who := l.T("result.mode_" + w.Mode)
	for _, c := range o.Cooperations {
		if c.Cooperation.ID == w.CooperationID {
			return c.Cooperation.Name + ", " + who
		}
	}
	return who
}

// stepsDone reports whether a new network has come to its first survey.
func stepsDone(s analytics.FirstSteps) bool {
	return s.Companies > 1 && s.People > 0 && s.Scheduled > 0 && s.Tested > 0
}

// showSteps is the way of a new network; the first step that is not done is
// the current one.
func (a *App) showSteps(c *fiber.Ctx, s analytics.FirstSteps) error {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	p := overview.StepsPage{Frame: a.appFrame(c, "overview", l.T("overview.welcome", "name", viewer.Name))}
	p.Frame.Lead = l.T("overview.steps_lead")
	campaigns := "/campaigns"
	if s.Campaigns == 0 {
		campaigns = "/campaigns/new"
	}
	steps := []struct {
		key, icon, url string
		done           bool
		args           []any
	}{
		{"network", "settings", "/settings", viewer.NetworkName != "", []any{"name", viewer.NetworkName}},
		{"companies", "building", "/companies/new", s.Companies > 1, []any{"n", s.Companies}},
		{"people", "upload", importPath, s.People > 0, []any{"n", s.People}},
		{"questionnaire", "checklist", campaigns, s.Campaigns > 0, []any{"n", s.Campaigns}},
		{"date", "calendar-event", campaigns, s.Scheduled > 0, nil},
		{"test", "mail", campaigns, s.Tested > 0, nil},
	}
	p.Way = ui.Way{ID: "weg", All: len(steps)}
	found := false
	for _, step := range steps {
		text := l.T("overview.step_"+step.key+"_text", step.args...)
		if step.done {
			text = l.T("overview.step_"+step.key+"_done", step.args...)
			p.Way.Done++
		}
		current := !step.done && !found
		found = found || current
		p.Steps = append(p.Steps, ui.FirstStep{
			Title: l.T("overview.step_" + step.key), Text: text, URL: step.url, Done: step.done, Current: current, Label: l.T("overview.step_open"),
			Actions: []ui.Link{{Label: l.T("overview.step_" + step.key + "_action"), URL: step.url, Icon: step.icon, Primary: true}},
		})
	}
	p.Way.Label = l.T("overview.way", "done", p.Way.Done, "all", p.Way.All)
	return a.render(c, overview.Steps(p))
}

// showTasks is a representative's first page.
func (a *App) showTasks(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	tasks, err := a.Results.Tasks(ctx, viewer)
	if err != nil {
		return err
	}
	company, err := a.Cooperation.Company(ctx, viewer, viewer.CompanyID)
	if err != nil {
		return err
	}
	ahead, err := a.Campaign.Prospects(ctx, viewer)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	p := overview.TaskPage{Frame: a.appFrame(c, "overview", l.T("overview.tasks", "name", viewer.Name))}
	p.Tasks, p.Ahead = a.tasksByDate(l, tasks, ahead), aheadItems(l, ahead)
	p.Frame.Lead = l.T("overview.tasks_lead", "n", len(p.Tasks), "company", company.Name)
	if p.Own, err = a.ownFigures(c); err != nil {
		return err
	}
	return a.render(c, overview.Tasks(p))
}

func (a *App) tasksByDate(l *i18n.Locale, tasks []analytics.Task, ahead []campaign.Prospect) []overview.Task {
	due := decisions(l, ahead, a.Now())
	for _, t := range tasks {
		due = append(due, dated{t.Due, taskLine(l, t, a.Now())})
	}
	return inOrder(due)
}

// rateCooperation leads a representative to the own invitation.
func (a *App) rateCooperation(c *fiber.Ctx) error {
	secret, err := a.Campaign.OwnLink(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	return see(c, "/a/"+secret)
}

func taskLine(l *i18n.Locale, t analytics.Task, now time.Time) overview.Task {
	line := overview.Task{When: l.T("overview.any_time"), Title: l.T("overview.task_"+string(t.Kind), "cooperation", t.Cooperation)}
	if !t.Due.IsZero() {
		placeDue(l, &line, t.Due, now)
	}
	path := cooperationPath(t.CooperationID)
	switch t.Kind {
	case analytics.TaskRate:
		line.Text = l.T("overview.task_rate_text", "title", t.Wave.Title.In(l.Lang()), "number", t.Wave.Number)
		line.Link = ui.Link{Label: l.T("overview.task_rate_link"), URL: wavePath(t.Wave.ID) + "/rate", Primary: true}
	case analytics.TaskLedger:
		line.Title = l.T("overview.task_ledger", "quarter", quarterText(l, t.Quarter))
		line.Text = l.T("overview.task_ledger_text", "cooperation", t.Cooperation, "missing", t.Missing, "all", t.All)
		line.Link = ui.Link{Label: l.T("overview.task_ledger_link"), URL: path + "/ledger?period=" + string(t.Quarter)}
	case analytics.TaskAccept:
		line.Text = l.T("overview.task_accept_text", "number", t.Number)
		line.Link = ui.Link{Label: l.T("overview.task_accept_link"), URL: path + "/agreement"}
	}
	return line
}

// placeDue says when a task is due, and how many days of the calendar are left.
func placeDue(l *i18n.Locale, line *overview.Task, due, now time.Time) {
	dayOf := func(at time.Time) cooperation.Day { return cooperation.DayOf(at.In(l.Zone())) }
	line.When, line.Machine = l.DayMonth(due), string(dayOf(due))
	line.Late = due.Sub(now) < 24*time.Hour
	switch days := int(dayOf(due).Time().Sub(dayOf(now).Time()).Hours() / 24); {
	case days > 0:
		line.Left = l.T("overview.days_left", "n", days)
	case days == 0:
		line.Left = l.T("overview.due_today")
	default:
		line.Left = l.T("overview.overdue", "n", -days)
	}
}

// ownFigures are the own company's win-win and balance in each cooperation.
func (a *App) ownFigures(c *fiber.Ctx) ([]ui.Item, error) {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	outlines, err := a.Cooperation.Cooperations(c.UserContext(), viewer)
	if err != nil {
		return nil, err
	}
	var items []ui.Item
	for _, o := range outlines {
		id := o.Cooperation.ID
		r, err := a.Results.WinWin(c.UserContext(), viewer, id, "")
		if err != nil {
			return nil, err
		}
		for _, rating := range r.Ratings {
			items = append(items, ui.Item{
				Label: l.T("chart.winwin"), URL: winWinPath(id), Hint: o.Cooperation.Name,
				Value: l.T("result.of_scale", "value", l.Number(rating.Value, 1), "max", r.Max),
			})
		}
		entries, err := a.Cooperation.Ledger(c.UserContext(), viewer, id)
		if err != nil {
			return nil, err
		}
		for _, account := range analytics.Accounts(entries) {
			if last := newest(account); last != nil {
				items = append(items, ui.Item{
					Label: l.T("overview.balance_of", "quarter", chart.QuarterName(l, last.Quarter)), URL: cooperationPath(id) + "/ledger",
					Value: money(l, last.Actual.Balance()), Hint: o.Cooperation.Name,
				})
			}
		}
	}
	if len(items) == 0 {
		items = append(items, ui.Item{Label: l.T("chart.winwin"), Value: l.T("overview.nothing_yet")})
	}
	return items, nil
}

// newest returns the latest quarter with figures.
func newest(account analytics.Account) *analytics.QuarterAccount {
	var last *analytics.QuarterAccount
	for i := range account.Quarters {
		if account.Quarters[i].Reported {
			last = &account.Quarters[i]
		}
	}
	return last
}
