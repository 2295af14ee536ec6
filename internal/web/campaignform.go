package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/fault"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	page "kreislauf/web/templates/campaign"
)

// campaignForm is the form of a campaign as it is entered.
type campaignForm struct {
	id            string // empty: a new one
	state         campaign.State
	tested        *time.Time
	fixed         bool // rounds have opened: questionnaire and mode stay
	version       int
	questionnaire string
	cooperation   string
	title, titleE string
	companies     []string
	narrow        narrowForm
	split         string
	rate          string // expected return in per cent
	rule          ruleForm
	mode          campaign.Mode
	reminders     []string
	onlyMissing   bool
	quietFrom     string
	quietUntil    string
	message       campaign.Message
	reminder      campaign.Message
	thanks        survey.Text
	sender        string
	replyTo       string
}

// defaultRate is the return that a form expects until another is chosen.
const defaultRate = "60"

func (a *App) newCampaign(c *fiber.Ctx) error {
	ch, err := a.campaignChoices(c)
	if err != nil {
		return err
	}
	f := campaignForm{
		state: campaign.Draft, rate: defaultRate, rule: newRuleForm(a.today(c), viewerOf(c).Zone), mode: campaign.Anonymous,
		questionnaire: ch.forEmployees(), companies: ch.count.companiesWithPeople(),
	}
	f.reminders = usualReminders(f.rule.rule().Length)
	return a.drawCampaign(c, f)
}

// usualReminders are the offsets that a new form begins with, as far as they
// fit into the length that it shows.
func usualReminders(length calendar.Length) []string {
	return offsetTexts(calendar.Reminders{Offsets: []int{4, 9}}.Within(length))
}

func offsetTexts(r calendar.Reminders) []string {
	var texts []string
	for _, n := range r.Offsets {
		texts = append(texts, strconv.Itoa(n))
	}
	return texts
}

func (a *App) createCampaign(c *fiber.Ctx) error {
	f := campaignFormOf(c)
	if c.FormValue("go") == "preview" {
		return a.previewCampaign(c, f)
	}
	id, err := a.Campaign.Create(c.UserContext(), viewerOf(c), f.input())
	if err != nil {
		return a.refuseCampaign(c, f, err)
	}
	return a.goOn(c, id)
}

func (a *App) editCampaign(c *fiber.Ctx) error {
	f, err := a.storedCampaign(c, c.Params("id"))
	if err != nil {
		return err
	}
	return a.drawCampaign(c, f)
}

func (a *App) saveCampaign(c *fiber.Ctx) error {
	stored, err := a.storedCampaign(c, c.Params("id"))
	if err != nil {
		return err
	}
	f := campaignFormOf(c)
	f.id, f.state, f.tested, f.fixed = stored.id, stored.state, stored.tested, stored.fixed
	if c.FormValue("go") == "preview" {
		return a.previewCampaign(c, f)
	}
	if err := a.Campaign.Update(c.UserContext(), viewerOf(c), f.id, f.input()); err != nil {
		return a.refuseCampaign(c, f, err)
	}
	return a.goOn(c, f.id)
}

// goOn carries out what the pressed button asks for besides saving. What was
// saved and cannot be planned comes back as the form of a draft.
func (a *App) goOn(c *fiber.Ctx, id string) error {
	ctx, viewer, next := c.UserContext(), viewerOf(c), campaignPath(id)
	var err error
	switch c.FormValue("go") {
	case "plan":
		err, next = a.Campaign.Ready(ctx, viewer, id), launchPath(id)
	case "test":
		err, next = a.Campaign.TestMail(ctx, viewer, id), doneWith(next+"/edit", "tested")
	default:
		next = doneWith(next, "saved")
	}
	if fault.KindOf(err) == fault.KindInvalid {
		f, readErr := a.storedCampaign(c, id)
		if readErr != nil {
			return readErr
		}
		return a.refuseCampaign(c, f, err)
	}
	if err != nil {
		return err
	}
	return see(c, next)
}

func (a *App) storedCampaign(c *fiber.Ctx, id string) (campaignForm, error) {
	e, _, err := a.campaigns(c).Get(c.UserContext(), viewerOf(c), id)
	if err != nil {
		return campaignForm{}, err
	}
	opened := slices.ContainsFunc(e.Waves, func(w campaign.Wave) bool { return w.OpenedAt != nil })
	f := formOfCampaign(e.Campaign, opened)
	f.rule = formOfRule(e.Campaign.Rule, newRuleForm(a.today(c), viewerOf(c).Zone))
	return f, nil
}

func formOfCampaign(one campaign.Campaign, opened bool) campaignForm {
	f := campaignForm{
		id: one.ID, state: one.State, tested: one.TestedAt, fixed: opened, version: one.Version,
		questionnaire: one.QuestionnaireID, cooperation: one.CooperationID, title: one.Title["de"], titleE: ownEnglish(one.Title),
		companies: one.Audience.Companies, split: one.SplitBy, rate: defaultRate, rule: formOfRule(one.Rule, ruleForm{}),
		mode: one.Mode, onlyMissing: one.Reminders.OnlyMissing, narrow: formOfAudience(one.Audience),
		quietFrom: one.Reminders.QuietFrom, quietUntil: one.Reminders.QuietUntil,
		message: one.Invitation, reminder: one.Reminder, thanks: one.Thanks, sender: one.Sender, replyTo: one.ReplyTo,
	}
	f.reminders = offsetTexts(one.Reminders)
	return f
}

// ownEnglish is the English text, or "" where the German one stands in for it:
// a copy would stay behind when the German text changes.
func ownEnglish(text survey.Text) string {
	if text["en"] == text["de"] {
		return ""
	}
	return text["en"]
}

func campaignFormOf(c *fiber.Ctx) campaignForm {
	return campaignForm{
		state: campaign.Draft, version: versionOf(c), questionnaire: c.FormValue("questionnaire"), cooperation: c.FormValue("cooperation"),
		title: c.FormValue("title"), titleE: c.FormValue("title_en"), companies: valuesOf(c, "audience"),
		split: c.FormValue("split_by"), rate: c.FormValue("rate"), rule: ruleFormOf(c), mode: campaign.Mode(c.FormValue("mode")),
		reminders: valuesOf(c, "reminders"), onlyMissing: c.FormValue("only_missing") == "yes",
		narrow: narrowFormOf(c), quietFrom: strings.TrimSpace(c.FormValue("quiet_from")), quietUntil: strings.TrimSpace(c.FormValue("quiet_until")),
		message: messageOf(c, "invitation"), reminder: messageOf(c, "reminder"), thanks: textOf(c, "thanks"),
		sender: c.FormValue("sender"), replyTo: c.FormValue("reply_to"),
	}
}

func messageOf(c *fiber.Ctx, name string) campaign.Message {
	return campaign.Message{Subject: textOf(c, name+".subject"), Body: textOf(c, name+".body")}
}

// textOf reads a text in both languages, its lines as they are stored.
func textOf(c *fiber.Ctx, name string) survey.Text {
	lines := func(name string) string { return strings.ReplaceAll(c.FormValue(name), "\r\n", "\n") }
	return survey.Text{"de": lines(name), "en": lines(name + "_en")}
}

func (f campaignForm) input() campaign.Input {
	in := campaign.Input{
		CampaignID: f.id, CooperationID: f.cooperation, Title: survey.Text{"de": f.title, "en": f.titleE}, QuestionnaireID: f.questionnaire,
		Mode: f.mode, Audience: f.narrow.narrow(campaign.Audience{Companies: f.companies, CooperationID: f.cooperation}), Rule: f.rule.rule(),
		Reminders: calendar.Reminders{
			Offsets: []int{}, OnlyMissing: f.onlyMissing, QuietFrom: f.quietFrom, QuietUntil: f.quietUntil,
		},
		Invitation: f.message, Reminder: f.reminder, Thanks: f.thanks, Sender: f.sender, ReplyTo: f.replyTo,
		SplitBy: f.split, Version: f.version,
	}
	for _, text := range f.reminders {
		if text != "" {
			in.Reminders.Offsets = append(in.Reminders.Offsets, number(text))
		}
	}
	slices.Sort(in.Reminders.Offsets)
	return in
}

// share is the expected return as a share of one.
func (f campaignForm) share() float64 {
	percent := number(f.rate)
	if percent < 1 || percent > 100 {
		percent = number(defaultRate)
	}
	return float64(percent) / 100
}

func (a *App) drawCampaign(c *fiber.Ctx, f campaignForm) error {
	p, err := a.campaignPage(c, f, nil)
	if err != nil {
		return err
	}
	return a.render(c, page.Form(p))
}

func (a *App) refuseCampaign(c *fiber.Ctx, f campaignForm, err error) error {
	p, drawErr := a.campaignPage(c, f, wrongOf(c, err))
	if drawErr != nil {
		return drawErr
	}
	return a.redraw(c, err, func(Wrong) templ.Component { return page.Form(p) })
}

// previewCampaign draws what was entered with what would follow from it, and
// stores nothing. Only the rule is checked: the rest may still be missing.
func (a *App) previewCampaign(c *fiber.Ctx, f campaignForm) error {
	_, err := a.Campaign.Preview(c.UserContext(), viewerOf(c), f.rule.rule())
	if err != nil {
		return a.refuseCampaign(c, f, err)
	}
	return a.drawCampaign(c, f)
}

func (a *App) campaignPage(c *fiber.Ctx, f campaignForm, wrong Wrong) (page.FormPage, error) {
	ctx := c.UserContext()
	choices, err := a.campaignChoices(c)
	if err != nil {
		return page.FormPage{}, err
	}
	seen, err := a.foresee(c, f)
	if err != nil {
		return page.FormPage{}, err
	}
	l, s := i18n.From(ctx), a.sheet(c, "campaign", wrong)
	p := page.FormPage{
		Frame: a.campaignFrame(c, l.T("campaign.new")), CSRF: a.formToken(c), Action: "/campaigns/new", Wrong: wrong,
		Rule: s.ruleFields(f.rule), Check: a.startChecks(l, f, seen), Planned: f.state == campaign.Scheduled || f.state == campaign.Paused,
		Expected: expectedBlocks(l, f, seen, choices), Windows: nextWindows(l, seen),
	}
	if f.id != "" {
		p.Frame = a.campaignFrame(c, l.T("campaign.edit_title"), campaignCrumb(l, f))
		p.Action, p.Version = campaignPath(f.id)+"/edit", strconv.Itoa(f.version)
	}
	addForecast(l, &p.Expected, f, seen, choices)
	badge := campaignStateBadge(l, f.state)
	p.Frame.State = &badge
	s.fillCampaign(&p, f, choices)
	return p, nil
}
