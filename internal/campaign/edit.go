package campaign

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// Bounds of a campaign's texts, in characters.
const (
	maxTitle   = 120
	maxSubject = 150
	maxBody    = 4000
)

// previewWindows is how many windows the form shows in words.
const previewWindows = 5

// Input is the form of a campaign.
type Input struct {
	CooperationID   string
	Title           survey.Text // German is needed; English falls back to it
	QuestionnaireID string
	Mode            Mode
	Audience        Audience
	Rule            Rule
	Reminders       Reminders
	Invitation      Message // empty: the product's own words
	SplitBy         string
	Version         int // as it was shown; updates only
}

// Create keeps a new campaign as a draft and returns its id.
func (s *Service) Create(ctx context.Context, v account.Viewer, in Input) (string, error) {
	if err := v.NeedManager(); err != nil {
		return "", err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return "", err
	}
	c := Campaign{ID: s.newID(), NetworkID: v.NetworkID, State: Draft, CreatedAt: now}
	if err := s.fillCampaign(ctx, &c, in, now); err != nil {
		return "", err
	}
	act := s.campaignAct(c, "campaign_created", v.Name, now)
	return c.ID, s.store.SaveCampaign(ctx, CampaignChange{Campaign: c, Acts: []Act{act}})
}

// Update changes a campaign. Waves that have opened stay as they are; planned
// ones of a scheduled campaign follow a new rule. Questionnaire and
// confidentiality are fixed from the first wave on, and while a wave takes
// answers so is who gets reminders: its pages and letters have said it.
func (s *Service) Update(ctx context.Context, v account.Viewer, id string, in Input) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, id)
	if err != nil {
		return err
	}
	if c.State == Ended {
		return fault.Conflict("error.campaign_ended")
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	waves, err := s.store.Waves(ctx, id)
	if err != nil {
		return err
	}
	before := c
	c.Version = in.Version
	if err := s.fillCampaign(ctx, &c, in, now); err != nil {
		return err
	}
	if opened(waves) && (c.Mode != before.Mode || c.QuestionnaireID != before.QuestionnaireID) {
		return fault.Conflict("error.campaign_fixed")
	}
	if c.Reminders.OnlyMissing != before.Reminders.OnlyMissing && takesAnswers(waves, now) {
		return fault.Conflict("error.campaign_reminders_fixed")
	}
	change := CampaignChange{Campaign: c, Acts: []Act{s.campaignAct(c, "campaign_changed", v.Name, now)}}
	if c.State == Scheduled {
		if change.Plan, err = s.plan(c, waves, now); err != nil {
			return err
		}
	}
	return s.store.SaveCampaign(ctx, change)
}

func opened(waves []Wave) bool {
	return slices.ContainsFunc(waves, func(w Wave) bool { return w.OpenedAt != nil })
}

func takesAnswers(waves []Wave, now time.Time) bool {
	return slices.ContainsFunc(waves, func(w Wave) bool {
		return w.OpenedAt != nil && w.CancelledAt == nil && now.Before(w.ClosesAt.Add(Grace))
	})
}

// Preview returns the next five windows of a rule, or what is wrong with it.
func (s *Service) Preview(ctx context.Context, v account.Viewer, rule Rule) ([]Window, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	if err := rule.Validate(now); err != nil {
		return nil, err
	}
	return rule.Next(now, previewWindows)
}

// Campaign returns one campaign.
func (s *Service) Campaign(ctx context.Context, v account.Viewer, id string) (Campaign, error) {
	if err := v.NeedManager(); err != nil {
		return Campaign{}, err
	}
	return s.store.Campaign(ctx, v.NetworkID, id)
}

// fillCampaign checks the form and puts it into c.
func (s *Service) fillCampaign(ctx context.Context, c *Campaign, in Input, now time.Time) error {
	sameRule := c.Version > 0 && in.Rule == c.Rule
	c.CooperationID, c.QuestionnaireID, c.Mode = in.CooperationID, in.QuestionnaireID, in.Mode
	c.Title = bothLanguages(in.Title)
	c.Audience, c.Rule, c.Reminders, c.SplitBy = in.Audience, in.Rule, in.Reminders, strings.TrimSpace(in.SplitBy)
	c.Invitation = Message{Subject: bothLanguages(in.Invitation.Subject), Body: bothLanguages(in.Invitation.Body)}
	var errs fault.Errors
	c.checkTexts(&errs)
	for _, check := range []func() error{
		func() error { return s.checkQuestionnaire(ctx, *c) },
		func() error { return s.checkAudience(ctx, *c) },
		func() error {
			if sameRule {
				return nil // a one-off window that has begun must not keep the title from being mended
			}
			return c.Rule.Validate(now)
		},
		c.Reminders.Validate,
	} {
		if err := errs.Join(check()); err != nil {
			return err
		}
	}
	return errs.Err()
}

func (c Campaign) checkTexts(errs *fault.Errors) {
	checkLine(errs, "title", c.Title["de"], maxTitle, true)
	checkLine(errs, "title", c.Title["en"], maxTitle, false)
	checkLine(errs, "split_by", c.SplitBy, maxName, false)
	for _, language := range survey.Languages {
		checkLine(errs, "invitation.subject", c.Invitation.Subject[language], maxSubject, false)
		checkBody(errs, "invitation.body", c.Invitation.Body[language])
	}
}

func (s *Service) checkQuestionnaire(ctx context.Context, c Campaign) error {
	q, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if fault.KindOf(err) == fault.KindNotFound {
		return fault.Invalid("questionnaire", "error.campaign_questionnaire")
	}
	if err != nil {
		return err
	}
	switch {
	case c.Mode == Attributed && q.Audience == survey.Representatives:
		return nil
	case c.Mode == Anonymous && q.Audience == survey.Employees:
		if version.Content.AnonymousSafe() != nil {
			return fault.Invalid("questionnaire", "error.campaign_text_questions")
		}
		return nil
	case c.Mode == Anonymous || c.Mode == Attributed:
		return fault.Invalid("mode", "error.campaign_mode_questionnaire")
	}
	return fault.Invalid("mode", "error.campaign_mode")
}

func (s *Service) checkAudience(ctx context.Context, c Campaign) error {
	companies, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return err
	}
	for _, id := range c.Audience.Companies {
		if !slices.ContainsFunc(companies, func(known cooperation.Company) bool { return known.ID == id }) {
			return fault.Invalid("audience", "error.campaign_audience_unknown")
		}
	}
	for _, id := range []string{c.CooperationID, c.Audience.CooperationID} {
		if id == "" {
			continue
		}
		members, err := s.store.MemberCompanies(ctx, c.NetworkID, id)
		if err != nil {
			return err
		}
		if len(members) == 0 {
			return fault.Invalid("cooperation", "error.campaign_cooperation_unknown")
		}
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fault.Invalid("audience", "error.campaign_audience_empty")
	}
	return nil
}

// audience lists whom a wave of c would ask now, by id. Archived companies are
// not asked.
func (s *Service) audience(ctx context.Context, c Campaign) ([]Person, error) {
	companies := c.Audience.Companies
	if len(companies) == 0 && c.Audience.CooperationID != "" {
		var err error
		if companies, err = s.store.MemberCompanies(ctx, c.NetworkID, c.Audience.CooperationID); err != nil {
			return nil, err
		}
	}
	active, err := s.store.Companies(ctx, c.NetworkID)
	if err != nil {
		return nil, err
	}
	companies = slices.DeleteFunc(slices.Clone(companies), func(id string) bool {
		return !slices.ContainsFunc(active, func(known cooperation.Company) bool { return known.ID == id })
	})
	people, err := s.store.People(ctx, c.NetworkID, "")
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p Person) bool {
		return p.LeftAt != nil || !slices.Contains(companies, p.CompanyID) || (c.Mode == Attributed && !p.Representative)
	})
	slices.SortFunc(people, func(a, b Person) int { return strings.Compare(a.ID, b.ID) })
	return people, nil
}

// bothLanguages copies the German sentence where the English one is missing,
// so that what is stored is what English readers are shown.
func bothLanguages(t survey.Text) survey.Text {
	text := survey.Text{}
	maps.Copy(text, t)
	for _, language := range survey.Languages {
		text[language] = strings.TrimSpace(text[language])
	}
	if text["en"] == "" {
		text["en"] = text["de"]
	}
	return text
}

// checkBody accepts readable text of several lines.
func checkBody(errs *fault.Errors, field, text string) {
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, control):
		errs.Add(field, "error.text")
	case utf8.RuneCountInString(text) > maxBody:
		errs.Add(field, "error.too_long", "max", maxBody)
	}
}
