package campaign

import (
	"context"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

// previewWindows is how many windows the form shows in words.
const previewWindows = 5

// Input is the form of a campaign.
type Input struct {
	CampaignID      string // Expect only: the campaign that is being changed; empty: a new one
	CooperationID   string
	Title           survey.Text // German is needed; English falls back to it
	QuestionnaireID string
	Mode            Mode
	Audience        Audience
	Rule            calendar.Rule
	Reminders       calendar.Reminders
	Invitation      Message     // empty: the product's own words
	Reminder        Message     // likewise
	Thanks          survey.Text // below the receipt; may be empty
	Sender          string      // name in From; empty: the network's
	ReplyTo         string      // address for answers; empty: none
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
	return c.ID, s.store.SaveCampaign(ctx, Change{Campaign: c, Acts: []Act{act}})
}

// Update changes a campaign. Waves that have opened stay as they are; planned
// ones of a scheduled campaign follow a new rule. Questionnaire and
// confidentiality are fixed from the first wave on, and while a wave takes
// answers so is who gets reminders: its pages and letters have said it.
func (s *Service) Update(ctx context.Context, v account.Viewer, id string, in Input) error {
	c, waves, now, err := s.toChange(ctx, v, id)
	if err != nil {
		return err
	}
	if c.State == Ended {
		return fault.Conflict("error.campaign_ended")
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
	if err := s.checkOwnChange(ctx, before, c, waves, now); err != nil {
		return err
	}
	change := Change{Campaign: c, Unopened: unopened(waves), At: now, Acts: []Act{s.campaignAct(c, "campaign_changed", v.Name, now)}}
	for _, w := range waves {
		if w.isAnswerable(now) {
			change.Effects = append(change.Effects, c.lateReminders(before, w, now)...)
		}
	}
	if c.State == Scheduled {
		if change.Plan, err = s.replan(ctx, before, c, waves, now); err != nil {
			return err
		}
	}
	if err := s.keepPromises(ctx, before, &change, v.Name, now); err != nil {
		return err
	}
	return s.store.SaveCampaign(ctx, change)
}

// toChange reads what a change of a campaign is judged by: the campaign, its
// waves and the time.
func (s *Service) toChange(ctx context.Context, v account.Viewer, id string) (Campaign, []Wave, time.Time, error) {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return c, nil, time.Time{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return c, nil, now, err
	}
	waves, err := s.store.Waves(ctx, id)
	return c, waves, now, err
}

// replan returns what becomes of the planned waves of a scheduled campaign. It
// compares with other campaigns only where somebody changed who is asked, what
// or when: a title can be mended also after people have joined.
func (s *Service) replan(ctx context.Context, before, c Campaign, waves []Wave, now time.Time) (Plan, error) {
	plan, err := s.plan(c, waves, now)
	if err != nil {
		return plan, err
	}
	if before.Rule == c.Rule && before.Audience.alike(c.Audience) && before.QuestionnaireID == c.QuestionnaireID &&
		before.Mode == c.Mode && before.SplitBy == c.SplitBy {
		return plan, nil
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return plan, err
	}
	if err := s.checkEnough(ctx, c, people); err != nil {
		return plan, err
	}
	return plan, s.checkOverlap(ctx, c, plan.upcoming(waves))
}

func opened(waves []Wave) bool {
	return slices.ContainsFunc(waves, func(w Wave) bool { return w.OpenedAt != nil })
}

func unopened(waves []Wave) []string {
	var ids []string
	for _, w := range waves {
		if w.isPlanned() {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

func takesAnswers(waves []Wave, now time.Time) bool {
	return slices.ContainsFunc(waves, func(w Wave) bool {
		return w.OpenedAt != nil && w.CancelledAt == nil && now.Before(w.ClosesAt.Add(Grace))
	})
}

// Preview returns the next five windows of a rule, or what is wrong with it.
func (s *Service) Preview(ctx context.Context, v account.Viewer, rule calendar.Rule) ([]calendar.Window, error) {
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
	c.enter(in)
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
		func() error { return c.Reminders.ValidateWithin(c.Rule.Length) },
	} {
		if err := errs.Join(check()); err != nil {
			return err
		}
	}
	return errs.Err()
}

// enter takes over what the form says, unchecked.
func (c *Campaign) enter(in Input) {
	c.CooperationID, c.QuestionnaireID, c.Mode = in.CooperationID, in.QuestionnaireID, in.Mode
	c.Title = bothLanguages(in.Title)
	c.Audience, c.Rule, c.Reminders, c.SplitBy = in.Audience.normal(), in.Rule, in.Reminders, strings.TrimSpace(in.SplitBy)
	c.Invitation, c.Reminder, c.Thanks = in.Invitation.inBoth(), in.Reminder.inBoth(), bothLanguages(in.Thanks)
	c.Sender, c.ReplyTo = strings.TrimSpace(in.Sender), account.NormalEmail(in.ReplyTo)
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
