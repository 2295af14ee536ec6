package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/cooperation"
	"kreislauf/web/templates/ui"
)

// standing is what a cooperation's home page tells about it. The ledger is
// nil for readers who may not see figures.
type standing struct {
	home       cooperation.Home
	cycle      cooperation.Cycle
	goals      []cooperation.GoalState
	progress   map[string]analytics.Progress
	milestones []cooperation.Milestone
	versions   []cooperation.AgreementVersion
	ledger     []cooperation.Entry
	today      cooperation.Day
	viewer     account.Viewer
	l          *i18n.Locale
}

func (a *App) standing(c *fiber.Ctx) (standing, error) {
	ctx, viewer, id := c.UserContext(), viewerOf(c), c.Params("id")
	s := standing{today: a.today(c), viewer: viewer, l: i18n.From(ctx)}
	var err error
	if s.home, err = a.Cooperation.Cooperation(ctx, viewer, id); err != nil {
		return s, err
	}
	if len(s.home.Cycles) > 0 {
		s.cycle = s.home.Cycles[0]
	}
	if s.goals, err = a.Cooperation.Goals(ctx, viewer, id); err != nil {
		return s, err
	}
	s.progress = progressOf(s.goals, s.today)
	if s.milestones, err = a.Cooperation.Milestones(ctx, viewer, id); err != nil {
		return s, err
	}
	if s.versions, err = a.Cooperation.Agreements(ctx, viewer, id); err != nil {
		return s, err
	}
	if viewer.Role != account.Reader {
		s.ledger, err = a.Cooperation.Ledger(ctx, viewer, id)
	}
	return s, err
}

func (a *App) showCooperation(c *fiber.Ctx) error {
	s, err := a.standing(c)
	if err != nil {
		return err
	}
	frame := a.cooperationFrame(c, s.home, "circle", s.home.Cooperation.Name)
	frame.Lead = s.lead()
	p := page.HomePage{
		Frame: frame, Title: s.title(), Circle: s.circle(), Due: s.due(), Numbers: s.numbers(),
		Cycle: s.l.T("cooperation.cycle_numbers", "turn", s.cycle.Number), Earlier: s.earlier(), Steps: s.steps(), Parties: s.parties(),
	}
	if s.viewer.Manages() {
		path := cooperationPath(s.home.Cooperation.ID)
		p.Frame.Actions = ui.Actions([]ui.Link{{Label: s.l.T("cooperation.edit"), URL: path + "/edit", Icon: "pencil"}})
		p.Change = &ui.Link{Label: s.l.T("cooperation.change_steps"), URL: path + "/cycles/" + s.cycle.ID, Icon: "pencil"}
	}
	return a.render(c, page.Home(p))
}

func (s standing) lead() string {
	c := s.home.Cooperation
	since := s.l.T("cooperation.since", "n", len(shortNames(s.home.Parties, s.today)), "day", written(s.l, c.StartedOn))
	if !c.ConcludedOn.IsZero() {
		since = s.l.T("cooperation.until", "from", written(s.l, c.StartedOn), "to", written(s.l, c.ConcludedOn))
	}
	if c.Purpose == "" {
		return since
	}
	return c.Purpose + " " + since
}

// title states which steps the circle is in.
func (s standing) title() string {
	if running := s.cycle.Running(); len(running) > 1 {
		names := make([]string, len(running))
		for i, step := range running {
			names[i] = s.l.T("cooperation.quoted", "step", s.l.T(stepKey(step)))
		}
		return s.l.T("cooperation.title_several", "turn", s.cycle.Number, "steps", s.l.List(names))
	}
	step := s.cycle.Current()
	key := "cooperation.title_" + string(s.cycle.Of(step))
	return s.l.T(key, "turn", s.cycle.Number, "step", s.l.T(stepKey(step)))
}

func (s standing) circle() ui.Circle {
	circle := ui.Circle{
		Turn:  strconv.Itoa(s.cycle.Number),
		Since: s.l.T("cooperation.turn_since", "day", written(s.l, s.cycle.StartedOn)),
	}
	for i, step := range cooperation.Steps() {
		open := s.missing(step)
		one := ui.CircleStep{
			Name: s.l.T(stepKey(step)), Status: s.l.T("cooperation.state_" + string(s.cycle.Of(step))), Detail: s.detail(step),
			URL: "#schritt-" + strconv.Itoa(int(step)), Is: circleLook(s.cycle.Of(step)), Alert: open != "",
		}
		if open != "" {
			one.Status = open
			if one.Is != "now" {
				one.Is = "open"
			}
		}
		circle.Steps[i] = one
	}
	return circle
}

func circleLook(state cooperation.StepState) string {
	switch state {
	case cooperation.StepDone:
		return "done"
	case cooperation.StepRunning:
		return "now"
	default:
		return "next"
	}
}

// missing says what a step waits for, "" when nothing.
func (s standing) missing(step cooperation.Step) string {
	if step != cooperation.StepStructure {
		return ""
	}
	if version, waiting := s.proposal(); waiting > 0 && version != nil {
		return s.l.T("cooperation.consents_missing", "n", waiting)
	}
	return ""
}

// proposal returns the version that is put to the companies and how many have
// not accepted it.
func (s standing) proposal() (*cooperation.AgreementVersion, int) {
	for i, v := range s.versions {
		if v.State != cooperation.AgreementProposed {
			continue
		}
		waiting := 0
		for _, p := range s.home.Parties {
			if _, accepted := v.AcceptedBy(p.CompanyID); p.Active(s.today) && !accepted {
				waiting++
			}
		}
		return &s.versions[i], waiting
	}
	return nil, 0
}

// detail says what a step has brought so far.
func (s standing) detail(step cooperation.Step) string {
	switch step {
	case cooperation.StepNeeds:
		own := 0
		for _, g := range s.goals {
			if g.CompanyID != "" {
				own++
			}
		}
		if s.viewer.Role == account.Reader {
			return s.l.T("cooperation.detail_needs_shared", "shared", len(s.goals))
		}
		return s.l.T("cooperation.detail_needs", "shared", len(s.goals)-own, "own", own)
	case cooperation.StepPartners:
		return s.l.T("cooperation.detail_partners", "n", len(shortNames(s.home.Parties, s.today)))
	case cooperation.StepStructure:
		return s.agreementDetail()
	case cooperation.StepEvaluation:
		good, all := onPlan(s.goals, s.progress)
		return s.l.T("cooperation.detail_evaluation", "good", good, "all", all)
	default:
		return s.l.T("cooperation.detail_relationship")
	}
}

func (s standing) agreementDetail() string {
	if version, waiting := s.proposal(); version != nil {
		parties := len(shortNames(s.home.Parties, s.today))
		return s.l.T("cooperation.detail_proposed", "number", version.Number, "given", parties-waiting, "all", parties)
	}
	for _, v := range s.versions {
		if v.State == cooperation.AgreementInForce {
			return s.l.T("cooperation.detail_in_force", "number", v.Number, "day", written(s.l, v.InForceOn))
		}
	}
	return s.l.T("cooperation.detail_no_agreement")
}
