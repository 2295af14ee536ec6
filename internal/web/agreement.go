package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/agreement"
	"kreislauf/web/templates/ui"
)

func (a *App) showAgreement(c *fiber.Ctx) error {
	home, err := a.home(c)
	if err != nil {
		return err
	}
	versions, err := a.Cooperation.Agreements(c.UserContext(), viewerOf(c), home.Cooperation.ID)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return a.render(c, agreement.Show(a.firstAgreement(c, home)))
	}
	shown := 0
	if wanted := c.Params("version"); wanted != "" {
		shown = slices.IndexFunc(versions, func(v cooperation.AgreementVersion) bool { return v.ID == wanted })
	}
	if shown < 0 {
		return fault.NotFound("error.not_found")
	}
	return a.render(c, agreement.Show(a.agreementPage(c, home, versions, shown)))
}

// firstAgreement is the page of a cooperation that has no agreement yet.
func (a *App) firstAgreement(c *fiber.Ctx, home cooperation.Home) agreement.Page {
	l := i18n.From(c.UserContext())
	p := agreement.Page{Frame: a.cooperationFrame(c, home, "agreement", l.T("agreement.title"))}
	if viewerOf(c).Manages() {
		p.Next = []ui.Link{{Label: l.T("agreement.begin"), URL: agreementPath(home) + "/new", Icon: "plus", Primary: true}}
	}
	return p
}

func (a *App) agreementPage(c *fiber.Ctx, home cooperation.Home, versions []cooperation.AgreementVersion, shown int) agreement.Page {
	l, path, v := i18n.From(c.UserContext()), agreementPath(home), versions[shown]
	p := agreement.Page{Frame: a.cooperationFrame(c, home, "agreement", l.T("agreement.title"))}
	p.Frame.Heading, p.Frame.Title = l.T("agreement.version", "number", v.Number), l.T("agreement.version", "number", v.Number)
	p.Frame.Lead = a.agreementLead(c, home, v)
	p.Clauses, p.Legend = clauseViews(l, v, versions)
	p.Consents, p.Versions = a.consentTable(c, home, v), versionList(l, versions, shown, path)
	p.Steps = a.agreementSteps(c, home, v, path+"/"+v.ID)
	if links := a.agreementLinks(c, versions, v, path); len(links) > 0 {
		p.Frame.Actions = ui.Actions(links)
	}
	return p
}

func agreementPath(home cooperation.Home) string {
	return cooperationPath(home.Cooperation.ID) + "/agreement"
}

func (a *App) agreementLinks(c *fiber.Ctx, versions []cooperation.AgreementVersion, v cooperation.AgreementVersion, path string) []ui.Link {
	l := i18n.From(c.UserContext())
	switch {
	case !viewerOf(c).Manages():
		return nil
	case v.State == cooperation.AgreementDraft:
		return []ui.Link{{Label: l.T("agreement.edit"), URL: path + "/" + v.ID + "/edit", Icon: "pencil"}}
	case versions[0].State == cooperation.AgreementInForce:
		return []ui.Link{{Label: l.T("agreement.next"), URL: path + "/new", Icon: "plus"}}
	default:
		return nil
	}
}

func (a *App) agreementLead(c *fiber.Ctx, home cooperation.Home, v cooperation.AgreementVersion) string {
	l := i18n.From(c.UserContext())
	switch v.State {
	case cooperation.AgreementDraft:
		return l.T("agreement.lead_draft")
	case cooperation.AgreementInForce:
		return l.T("agreement.lead_in_force", "day", written(l, v.InForceOn))
	}
	given, all := 0, 0
	for _, p := range home.Parties {
		if p.Active(a.today(c)) {
			all++
			if _, ok := v.AcceptedBy(p.CompanyID); ok {
				given++
			}
		}
	}
	return l.T("agreement.lead_proposed", "given", given, "all", all)
}

// clauseViews are the clauses of a version beside those of the version before
// it, and whether anything changed.
func clauseViews(l *i18n.Locale, v cooperation.AgreementVersion, versions []cooperation.AgreementVersion) ([]agreement.Clause, bool) {
	before := slices.IndexFunc(versions, func(other cooperation.AgreementVersion) bool { return other.Number < v.Number })
	if before < 0 {
		return plainClauses(l, v.Clauses), false
	}
	var views []agreement.Clause
	changed, number := false, 0
	for i, change := range cooperation.CompareClauses(versions[before].Clauses, v.Clauses) {
		view := agreement.Clause{ID: "regelung-" + strconv.Itoa(i+1), Title: change.Title}
		old, revised := change.Before.Body, change.Body
		switch change.Kind {
		case cooperation.ClauseNew:
			view.State, old = &ui.Badge{Is: "changed", Icon: "plus", Text: l.T("agreement.clause_new")}, ""
		case cooperation.ClauseChanged:
			view.State = &ui.Badge{Is: "changed", Icon: "git-compare", Text: l.T("agreement.clause_changed")}
		case cooperation.ClauseDropped:
			view.State, revised = &ui.Badge{Is: "changed", Icon: "minus", Text: l.T("agreement.clause_dropped")}, ""
		}
		if change.Kind != cooperation.ClauseDropped {
			number++
			view.Title = l.T("agreement.clause_title", "number", number, "title", change.Title)
		}
		changed = changed || change.Kind != cooperation.ClauseSame
		view.Body = paragraphsOf(cooperation.Changes(old, revised))
		views = append(views, view)
	}
	return views, changed
}

func plainClauses(l *i18n.Locale, clauses []cooperation.Clause) []agreement.Clause {
	views := make([]agreement.Clause, len(clauses))
	for i, clause := range clauses {
		views[i] = agreement.Clause{
			ID: "regelung-" + strconv.Itoa(i+1), Title: l.T("agreement.clause_title", "number", i+1, "title", clause.Title),
			Body: paragraphsOf([]cooperation.Piece{{Text: clause.Body, Kind: cooperation.Kept}}),
		}
	}
	return views
}

// paragraphsOf splits pieces at the ends of lines.
func paragraphsOf(pieces []cooperation.Piece) [][]cooperation.Piece {
	list := [][]cooperation.Piece{nil}
	for _, piece := range pieces {
		for i, text := range strings.Split(piece.Text, "\n") {
			if i > 0 {
				list = append(list, nil)
			}
			if text != "" {
				list[len(list)-1] = append(list[len(list)-1], cooperation.Piece{Text: text, Kind: piece.Kind})
			}
		}
	}
	return slices.DeleteFunc(list, func(paragraph []cooperation.Piece) bool { return len(paragraph) == 0 })
}

func (a *App) consentTable(c *fiber.Ctx, home cooperation.Home, v cooperation.AgreementVersion) ui.Table {
	l := i18n.From(c.UserContext())
	table := ui.Table{Caption: l.T("agreement.consents"), Columns: []ui.Column{{Label: l.T("agreement.company")}, {Label: l.T("agreement.state")}}}
	for _, p := range home.Parties {
		given, ok := v.AcceptedBy(p.CompanyID)
		if !p.Active(a.today(c)) && !ok {
			continue
		}
		badge := ui.Badge{Icon: "clock", Text: l.T("agreement.consent_open")}
		switch {
		case ok:
			badge = ui.Of("done", l.DayMonth(given.AcceptedAt))
		case v.State == cooperation.AgreementDraft:
			badge = ui.Badge{Icon: "circle-dashed", Text: l.T("agreement.consent_later")}
		}
		table.Rows = append(table.Rows, ui.Row{Head: ui.Cell{Text: p.Name}, Cells: []ui.Cell{{State: &badge}}})
	}
	return table
}

// agreementSteps are what this reader may do with a version now.
func (a *App) agreementSteps(c *fiber.Ctx, home cooperation.Home, v cooperation.AgreementVersion, path string) []agreement.Step {
	l, viewer := i18n.From(c.UserContext()), viewerOf(c)
	step := func(act, icon string, primary bool) agreement.Step {
		return agreement.Step{
			Action: path + "/" + act, CSRF: a.formToken(c), Version: strconv.Itoa(v.Version), Icon: icon, Primary: primary,
			Text: l.T("agreement." + act + "_text"), Button: l.T("agreement." + act),
		}
	}
	accepted := slices.ContainsFunc(v.Acceptances, func(given cooperation.Acceptance) bool { return viewer.Represents(given.CompanyID) })
	var steps []agreement.Step
	switch {
	case viewer.Manages() && v.State == cooperation.AgreementDraft && len(v.Clauses) > 0:
		steps = append(steps, step("propose", "send", true))
	case viewer.Manages() && v.State == cooperation.AgreementProposed:
		steps = append(steps, step("withdraw", "refresh", false))
	case viewer.CompanyID != "" && v.State == cooperation.AgreementProposed && !accepted:
		steps = append(steps, step("accept", "check", true))
	}
	return steps
}

func versionList(l *i18n.Locale, versions []cooperation.AgreementVersion, shown int, path string) []agreement.Version {
	list := make([]agreement.Version, len(versions))
	inForce := false
	for i, v := range versions {
		line := agreement.Version{
			Title: l.T("agreement.version_short", "number", v.Number), URL: path + "/" + v.ID, Label: l.T("agreement.read"), Shown: i == shown,
		}
		switch v.State {
		case cooperation.AgreementDraft:
			line.State, line.When = ui.Of("draft", l.T("agreement.state_draft")), l.T("agreement.since", "day", l.Date(v.CreatedAt))
		case cooperation.AgreementProposed:
			line.State = ui.Of("due", l.T("agreement.state_proposed"))
			if v.ProposedAt != nil {
				line.When = l.T("agreement.since", "day", l.Date(*v.ProposedAt))
			}
		default:
			line.State, line.When = ui.Of("done", l.T("agreement.state_in_force")), l.T("agreement.since", "day", written(l, v.InForceOn))
			if inForce {
				line.State = ui.Badge{Icon: "calendar-event", Text: l.T("agreement.state_replaced")}
			}
			inForce = true
		}
		list[i] = line
	}
	return list
}
