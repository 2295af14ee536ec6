package web

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// choices is what the form of a campaign offers.
type choices struct {
	offers       []survey.Offer
	companies    []cooperation.Company
	cooperations []cooperation.Outline
	count        headcounts
	narrowing    campaign.Narrowing
}

// headcounts is how many people can be invited, by company.
type headcounts struct {
	people          map[string]int
	representatives map[string]int
}

const campaignsLocal = "campaigns"

// campaigns returns the service for what one request reads, so that all parts
// of a page share one reading of the roster.
func (a *App) campaigns(c *fiber.Ctx) *campaign.Service {
	if known, ok := c.Locals(campaignsLocal).(*campaign.Service); ok {
		return known
	}
	campaigns := a.Campaign.Reading()
	c.Locals(campaignsLocal, campaigns)
	return campaigns
}

func (h headcounts) companiesWithPeople() []string { return slices.Sorted(maps.Keys(h.people)) }

func countRoster(ctx context.Context, campaigns *campaign.Service, v account.Viewer) (headcounts, error) {
	h := headcounts{people: map[string]int{}, representatives: map[string]int{}}
	counts, err := campaigns.Headcounts(ctx, v)
	for _, one := range counts {
		h.people[one.CompanyID] += one.People
		if one.Representative {
			h.representatives[one.CompanyID] += one.People
		}
	}
	return h, err
}

// campaignChoices reads what the form offers.
func (a *App) campaignChoices(c *fiber.Ctx) (choices, error) {
	ctx, v, campaigns := c.UserContext(), viewerOf(c), a.campaigns(c)
	var got choices
	var err error
	if got.count, err = countRoster(ctx, campaigns, v); err != nil {
		return got, err
	}
	if got.narrowing, err = campaigns.Narrowing(ctx, v); err != nil {
		return got, err
	}
	if got.offers, err = a.Survey.Questionnaires(ctx, v); err != nil {
		return got, err
	}
	if got.companies, err = a.Cooperation.Companies(ctx, v); err != nil {
		return got, err
	}
	got.companies = slices.DeleteFunc(got.companies, func(one cooperation.Company) bool { return one.ArchivedAt != nil })
	got.cooperations, err = a.Cooperation.Cooperations(ctx, v)
	return got, err
}

// forEmployees is the first questionnaire for employees, which a new campaign
// begins with.
func (ch choices) forEmployees() string {
	for _, o := range ch.offers {
		if o.Audience == survey.Employees {
			return o.ID
		}
	}
	return ""
}

func (ch choices) companyName(id string) string {
	for _, one := range ch.companies {
		if one.ID == id {
			return one.Name
		}
	}
	return ""
}

// fillCampaign draws the fields besides the rule's.
func (s *sheet) fillCampaign(p *page.FormPage, f campaignForm, ch choices) {
	l := s.l
	choose := func(name, value string, options []ui.Option) ui.Field {
		field := s.field(name, value)
		field.Options = options
		return field
	}
	p.Questionnaire = choose("questionnaire", f.questionnaire, questionnaireOptions(l, f, ch.offers))
	for _, o := range ch.offers {
		p.Questionnaires = append(p.Questionnaires, ui.Link{Label: l.Pick(o.Newest.Content.Title), URL: "/questionnaires/" + o.ID})
	}
	p.Cooperation = choose("cooperation", f.cooperation, cooperationOptions(l, ch.cooperations))
	german, english := s.field("title", f.title), s.field("title_en", f.titleE)
	german.Required = true
	p.Titles = []ui.Field{german, english}
	p.Companies = s.field("audience", "")
	for _, one := range ch.companies {
		p.Companies.Options = append(p.Companies.Options, ui.Option{
			Value: one.ID, Label: one.Name, Chosen: slices.Contains(f.companies, one.ID),
			Hint: companyCount(l, ch.count.people[one.ID], ch.count.representatives[one.ID]),
		})
	}
	p.Narrow = s.narrowFields(f.narrow, f.companies, ch)
	p.Split = choose("split_by", f.split, splitOptions(l, f.split, ch.narrowing.Attributes))
	p.Rate = choose("rate", f.rate, rateOptions(l))
	p.Mode = choose("mode", string(f.mode), modeOptions(l, f))
	p.Reminders = s.reminderFields(f.reminders)
	p.OnlyMissing = choose("only_missing", yesNo(f.onlyMissing), []ui.Option{
		{Value: "no", Label: l.T("campaign.remind_all"), Hint: l.T("campaign.remind_all_hint")},
		{Value: "yes", Label: l.T("campaign.remind_missing"), Hint: l.T("campaign.remind_missing_hint")},
	})
	p.Quiet = s.quietFields(f.quietFrom, f.quietUntil)
	p.Invitation, p.Reminder = s.messageFields("invitation", f.message), s.messageFields("reminder", f.reminder)
	p.Thanks = s.thanksFields(f.thanks)
	p.Sender = []ui.Field{s.field("sender", f.sender), s.field("reply_to", f.replyTo)}
	p.Sender[1].Type, p.Sender[1].Autocomplete = "email", "off"
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// questionnaireOptions offers the one questionnaire only where it is fixed.
func questionnaireOptions(l *i18n.Locale, f campaignForm, offers []survey.Offer) []ui.Option {
	var options []ui.Option
	for _, o := range offers {
		if f.fixed && o.ID != f.questionnaire {
			continue
		}
		content := o.Newest.Content
		options = append(options, ui.Option{Value: o.ID, Label: l.T("campaign.questionnaire_option", "title", l.Pick(content.Title),
			"version", o.Newest.Number, "questions", len(content.Questions()), "minutes", content.Minutes)})
	}
	return options
}

func cooperationOptions(l *i18n.Locale, outlines []cooperation.Outline) []ui.Option {
	options := []ui.Option{{Label: l.T("campaign.cooperation_none")}}
	for _, o := range outlines {
		options = append(options, ui.Option{Value: o.Cooperation.ID, Label: o.Cooperation.Name})
	}
	return options
}

func companyCount(l *i18n.Locale, people, representatives int) string {
	text := l.T("campaign.company_people", "n", people)
	if representatives > 0 {
		text += ", " + l.T("campaign.company_representatives", "n", representatives)
	}
	return text
}

func splitOptions(l *i18n.Locale, value string, attributes []campaign.AttributeValues) []ui.Option {
	options := []ui.Option{{Label: l.T("campaign.split_none")}, {Value: campaign.SplitTeams, Label: l.T("campaign.split_by_team")}}
	var names []string
	for _, one := range attributes {
		names = append(names, one.Name)
	}
	if value != "" && value != campaign.SplitTeams && !slices.Contains(names, value) {
		names = append(names, value)
	}
	for _, name := range names {
		options = append(options, ui.Option{Value: name, Label: name})
	}
	return options
}

func rateOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, percent := range []int{40, 50, 60, 70, 80} {
		options = append(options, ui.Option{Value: strconv.Itoa(percent), Label: l.Percent(float64(percent)/100, 0)})
	}
	return options
}

func modeOptions(l *i18n.Locale, f campaignForm) []ui.Option {
	var options []ui.Option
	for _, mode := range []campaign.Mode{campaign.Anonymous, campaign.Attributed} {
		if f.fixed && mode != f.mode {
			continue
		}
		key := "campaign.mode_" + string(mode)
		options = append(options, ui.Option{Value: string(mode), Label: l.T(key), Hint: l.T(key + "_hint")})
	}
	return options
}

// reminderFields draws at least two selects, one for each reminder.
func (s *sheet) reminderFields(chosen []string) []ui.Field {
	offered := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 21, 28}
	var fields []ui.Field
	for i := range max(len(chosen), 2) {
		value := ""
		if i < len(chosen) {
			value = chosen[i]
		}
		f := ui.Field{Name: "reminders", Label: s.l.T("campaign.reminder_n", "number", i+1), Value: value}
		if i > 0 {
			f.ID = "reminders-" + strconv.Itoa(i+1)
		} else {
			f.Error = s.wrong.Of("reminders")
		}
		s.wrong.place("reminders."+value, &f)
		days := offered
		if n := number(value); n > 0 && !slices.Contains(offered, n) {
			days = append(slices.Clone(offered), n)
		}
		f.Options = []ui.Option{{Label: s.l.T("campaign.reminder_none")}}
		for _, day := range days {
			f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(day), Label: s.l.T("campaign.reminder_after", "n", day)})
		}
		fields = append(fields, f)
	}
	return fields
}

// quietFields offer a longer night; empty is the one that always holds.
func (s *sheet) quietFields(from, until string) []ui.Field {
	fields := []ui.Field{s.field("quiet_from", from), s.field("quiet_until", until)}
	for i := range fields {
		fields[i].Keyboard = "numeric"
	}
	return fields
}

// messageFields are subject and body of a mail, German and English.
func (s *sheet) messageFields(name string, m campaign.Message) []ui.Field {
	fields := []ui.Field{
		s.field(name+".subject", m.Subject["de"]), s.field(name+".body", m.Body["de"]),
		s.field(name+".subject_en", m.Subject["en"]), s.field(name+".body_en", m.Body["en"]),
	}
	fields[1].Rows, fields[3].Rows = 7, 7
	return fields
}

func (s *sheet) thanksFields(t survey.Text) []ui.Field {
	fields := []ui.Field{s.field("thanks", t["de"]), s.field("thanks_en", t["en"])}
	fields[0].Rows, fields[1].Rows = 3, 3
	return fields
}

func campaignStateBadge(l *i18n.Locale, state campaign.State) ui.Badge {
	switch state {
	case campaign.Draft:
		return ui.Of("draft", l.T("campaign.state_draft"))
	case campaign.Scheduled:
		return ui.Badge{Icon: "calendar-repeat", Text: l.T("campaign.state_scheduled")}
	}
	return ui.Badge{Icon: "player-stop", Text: l.T("campaign.state_" + string(state))}
}

func campaignCrumb(l *i18n.Locale, f campaignForm) ui.Link {
	return ui.Link{Label: l.Pick(survey.Text{"de": f.title, "en": f.titleE}), URL: campaignPath(f.id)}
}
