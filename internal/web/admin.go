package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/admin"
	"kreislauf/web/templates/ui"
)

const adminPath = "/admin"

// Server is what a process says of itself.
type Server struct {
	Role, Version string
	PostgreSQL    bool // false: the embedded database
	// MailPerMinute bounds the letters that all processes together send, and
	// MailPerDomain those to one domain; 0 is no limit.
	MailPerMinute, MailPerDomain int
}

// showAdmin shows those who run the server its background work.
func (a *App) showAdmin(c *fiber.Ctx) error {
	ctx, viewer := c.UserContext(), viewerOf(c)
	work, err := a.Oversight.Look(ctx, viewer)
	if err != nil {
		return err
	}
	l := i18n.From(ctx)
	page := admin.Page{
		Frame: a.appFrame(c, "", l.T("admin.title")), CSRF: a.formToken(c), RetryAll: adminPath + "/jobs",
		Figures: adminFigures(l, work), Server: serverFacts(l, a.Server),
		Workers: workerTable(l, work), Jobs: jobTable(l, work.Jobs), Effects: effectTable(l, viewer, work.Effects),
	}
	page.Frame.Lead = l.T("admin.lead", "at", l.DateTime(work.Now), "zone", l.Zone().String())
	if viewer.Manages() {
		page.Frame.Crumbs = []ui.Link{{Label: l.T("settings.title"), URL: "/settings"}}
	}
	if len(work.Failed) > 0 {
		page.Failed = failedTable(l, work.Failed, page.CSRF)
	}
	return a.render(c, admin.Show(page))
}

func (a *App) retryJob(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return fiber.ErrNotFound
	}
	if err := a.Oversight.Retry(c.UserContext(), viewerOf(c), id); err != nil {
		return err
	}
	return see(c, adminPath+"#fehlschlaege")
}

func (a *App) retryJobs(c *fiber.Ctx) error {
	if err := a.Oversight.RetryAll(c.UserContext(), viewerOf(c)); err != nil {
		return err
	}
	return see(c, adminPath+"#fehlschlaege")
}

func adminFigures(l *i18n.Locale, w campaign.Work) []ui.Figure {
	tick := ui.Figure{Label: l.T("admin.next_tick"), Value: l.T("admin.none")}
	if !w.NextTick.IsZero() {
		tick.Value = clockOf(l, w.NextTick)
	}
	if len(w.Workers) > 0 {
		tick.Note = l.T("admin.last_tick", "at", l.DateTime(w.Workers[0].At))
	}
	mail := ui.Figure{Label: l.T("admin.mail_waiting"), Value: l.T("admin.mail_" + string(w.Mail.Size))}
	if w.Mail.Oldest != nil {
		mail.Note = l.T("admin.mail_oldest", "at", l.DateTime(*w.Mail.Oldest))
	}
	failed := ui.Figure{Label: l.T("admin.failed"), Value: l.Int(int64(len(w.Failed)))}
	return []ui.Figure{tick, mail, failed}
}

// clockOf writes a moment to the second.
func clockOf(l *i18n.Locale, at time.Time) string { return at.In(l.Zone()).Format("15:04:05") }

func serverFacts(l *i18n.Locale, s Server) []ui.Item {
	database := l.T("admin.database_embedded")
	if s.PostgreSQL {
		database = l.T("admin.database_postgresql")
	}
	return []ui.Item{
		{Label: l.T("admin.role"), Value: s.Role},
		{Label: l.T("admin.version"), Value: s.Version},
		{Label: l.T("admin.database"), Value: database},
		{Label: l.T("admin.pace"), Value: l.T("admin.pace_both", "all", limitWords(l, s.MailPerMinute), "domain", limitWords(l, s.MailPerDomain))},
	}
}

func limitWords(l *i18n.Locale, n int) string {
	if n == 0 {
		return l.T("admin.pace_none")
	}
	return l.Int(int64(n))
}

func workerTable(l *i18n.Locale, w campaign.Work) ui.Table {
	table := ui.Table{Caption: l.T("admin.workers"), Columns: []ui.Column{
		{Label: l.T("admin.worker")}, {Label: l.T("admin.tick_at")}, {Label: l.T("admin.tick_took"), Num: true}, {Label: l.T("admin.tick_result")},
	}}
	for _, h := range w.Workers {
		state := ui.Of("done", l.T("admin.tick_fine"))
		if h.Failure != "" {
			state = ui.Of("bad", l.T("admin.tick_failed"))
		} else if w.Now.Sub(h.At) > silentAfter {
			state = ui.Of("due", l.T("admin.tick_silent"))
		}
		table.Rows = append(table.Rows, ui.Row{
			Head: ui.Cell{Text: h.Worker, Hint: l.T("admin.worker_about", "role", h.Role, "version", h.Version)},
			Cells: []ui.Cell{
				{Text: l.DateTime(h.At)}, {Text: l.T("admin.ms", "ms", l.Int(h.TookMS))}, {State: &state, Hint: h.Failure},
			},
		})
	}
	return table
}

// silentAfter is when a process that tells of itself each minute has missed
// several turns.
const silentAfter = 3 * time.Minute

// jobStates are shown as columns, in the order of a job's life.
var jobStates = []string{"available", "scheduled", "retryable", "running", "completed", "discarded"}

func jobTable(l *i18n.Locale, counts []campaign.JobCount) ui.Table {
	table := ui.Table{Caption: l.T("admin.jobs"), Columns: []ui.Column{{Label: l.T("admin.job")}}}
	for _, state := range jobStates {
		table.Columns = append(table.Columns, ui.Column{Label: l.T("admin.state_" + state), Num: true})
	}
	var kinds []campaign.JobKind
	for _, c := range counts {
		if !slices.Contains(kinds, c.Kind) {
			kinds = append(kinds, c.Kind)
		}
	}
	for _, kind := range kinds {
		row := ui.Row{Head: ui.Cell{Text: jobName(l, kind)}}
		for _, state := range jobStates {
			row.Cells = append(row.Cells, ui.Cell{Text: l.Int(int64(jobsIn(counts, kind, state)))})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func jobsIn(counts []campaign.JobCount, kind campaign.JobKind, state string) int {
	for _, c := range counts {
		if c.Kind == kind && c.State == state {
			return c.N
		}
	}
	return 0
}

// jobName is the kind of a job in words; a kind of another version of the
// program stays as it is.
func jobName(l *i18n.Locale, kind campaign.JobKind) string {
	if key := "admin.job_" + string(kind); l.Has(key) {
		return l.T(key)
	}
	return string(kind)
}

func effectTable(l *i18n.Locale, viewer account.Viewer, effects []campaign.Effect) ui.Table {
	table := ui.Table{Caption: l.T("admin.effects"), Columns: []ui.Column{
		{Label: l.T("admin.effect")}, {Label: l.T("admin.wave")}, {Label: l.T("admin.effect_at")},
	}}
	for _, e := range effects {
		wave := ui.Cell{Text: e.WaveID}
		if e.Title != nil {
			wave.Text = l.T("calendar.round", "title", l.Pick(e.Title), "number", e.Number)
		}
		if e.Own && viewer.Manages() {
			wave.URL = wavePath(e.WaveID)
		}
		at := ui.Cell{Text: l.DateTime(e.At)}
		if e.Due {
			due := ui.Of("due", l.T("admin.effect_due", "at", l.DateTime(e.At)))
			at = ui.Cell{State: &due}
		}
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: l.T("admin.effect_" + string(e.Kind))}, Cells: []ui.Cell{wave, at}})
	}
	return table
}

func failedTable(l *i18n.Locale, jobs []campaign.FailedJob, csrf string) ui.Table {
	table := ui.Table{Caption: l.T("admin.failed"), Columns: []ui.Column{
		{Label: l.T("admin.job")}, {Label: l.T("admin.error")}, {Label: l.T("admin.attempt")}, {Label: l.T("admin.next_try")}, {Label: l.T("admin.retry_now")},
	}}
	for _, job := range jobs {
		next := l.T("admin.given_up")
		if !job.NextAt.IsZero() {
			next = l.DateTime(job.NextAt)
		}
		id := strconv.FormatInt(job.ID, 10)
		table.Rows = append(table.Rows, ui.Row{
			Head: ui.Cell{Text: jobName(l, job.Kind), Hint: job.SubjectID},
			Cells: []ui.Cell{
				{Text: jobError(l, job.Error)},
				{Text: l.T("admin.attempt_of", "n", job.Attempt, "most", job.Most), Hint: lastTry(l, job)},
				{Text: next},
				{Content: admin.Retry(adminPath+"/jobs/"+id, csrf, jobName(l, job.Kind)+" "+id)},
			},
		})
	}
	return table
}

func lastTry(l *i18n.Locale, job campaign.FailedJob) string {
	if job.FailedAt.IsZero() {
		return ""
	}
	return l.T("admin.last_try", "at", l.DateTime(job.FailedAt))
}

func jobError(l *i18n.Locale, text string) string {
	if text == campaign.ErrorPanic {
		return l.T("admin.panic")
	}
	return text
}

// adminLinks leads from the settings to the page of those who run the server.
func adminLinks(ctx context.Context, viewer account.Viewer) []ui.Link {
	if !viewer.Admin {
		return nil
	}
	return []ui.Link{{Label: i18n.T(ctx, "admin.title"), URL: adminPath, Icon: "settings"}}
}
