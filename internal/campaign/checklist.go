package campaign

import (
	"context"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Check is one point of the list before the launch.
type Check struct {
	Key    CheckKey
	State  CheckState
	Needed bool  // no wave could open without it
	Later  bool  // it can only be settled after the launch
	Args   []any // of the sentence "launch.<Key>_<State>", in pairs
	Why    error // needed points: the faults that keep it open
	// Missing names the own texts without English words: title, invitation,
	// reminder, thanks.
	Missing []string
}

// OK reports whether the point is settled.
func (c Check) OK() bool { return c.State == CheckOK }

// CheckKey names a point.
type CheckKey string

// Points of the list.
const (
	CheckQuestionnaire CheckKey = "questionnaire" // published
	CheckPeople        CheckKey = "people"        // in the audience
	CheckWindows       CheckKey = "windows"       // the rule gives some that do not overlap
	CheckKeys          CheckKey = "keys"          // a wave's keys could be stored now
	CheckOverlap       CheckKey = "overlap"       // no other wave asks nearly the same people the same
	CheckGroups        CheckKey = "groups"        // large enough to show something
	CheckTranslations  CheckKey = "translations"  // every reader's language
	CheckTested        CheckKey = "tested"        // a test mail left the house
	CheckPrivacy       CheckKey = "privacy"       // the manager has read what respondents are told
	CheckSheet         CheckKey = "sheet"         // handed over to the works council
	CheckConsent       CheckKey = "consent"       // of both of two companies
)

// CheckState says how a point stands.
type CheckState string

// States of a point; the last three are ways of being open.
const (
	CheckOK      CheckState = "ok"
	CheckOpen    CheckState = "open"
	CheckWaiting CheckState = "waiting" // a test mail is on its way
	CheckFailed  CheckState = "failed"  // a test mail did not arrive
	CheckOwn     CheckState = "own"     // the manager's own texts lack a language
)

// LaunchStore finds what the list before the launch asks for.
type LaunchStore interface {
	// LastTest returns the latest test letter of a campaign; a not-found fault
	// where there is none.
	LastTest(ctx context.Context, campaignID string) (Letter, error)
}

// expectedRate is the return that the list expects where nobody has said.
const expectedRate = 0.6

// ChecklistOf says what is ready and what is still open before waves of a
// campaign can open, as a form is being entered; id is empty for a new one.
func (s *Service) ChecklistOf(ctx context.Context, v account.Viewer, id string, in Input) ([]Check, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	c := Campaign{NetworkID: v.NetworkID, State: Draft}
	if id != "" {
		var err error
		if c, err = s.store.Campaign(ctx, v.NetworkID, id); err != nil {
			return nil, err
		}
	}
	c.enter(in)
	return s.checklist(ctx, c)
}

func (s *Service) checklist(ctx context.Context, c Campaign) ([]Check, error) {
	s = s.Reading()
	var waves []Wave
	if c.ID != "" {
		var err error
		if waves, err = s.store.Waves(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	people, err := s.audience(ctx, c)
	if err != nil {
		return nil, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	checks, err := s.neededChecks(ctx, c, people, s.upcoming(c, waves, now))
	if err != nil {
		return nil, err
	}
	soft, err := s.softChecks(ctx, c, people)
	return append(checks, soft...), err
}

// neededChecks are the points without which no wave could open, each with the
// reason where it is open.
func (s *Service) neededChecks(ctx context.Context, c Campaign, people []roster.Person, upcoming []Wave) ([]Check, error) {
	now, err := s.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	checks := []Check{
		{Key: CheckQuestionnaire, Why: s.checkQuestionnaire(ctx, c)},
		{Key: CheckPeople, Why: s.checkPeople(ctx, c, people), Args: []any{"n", len(people), "companies", countCompanies(people)}},
		{Key: CheckWindows, Why: c.Rule.Validate(now)},
		{Key: CheckKeys, Why: s.checkKeys()},
	}
	if c.Mode == Anonymous && checks[0].Why == nil && checks[2].Why == nil {
		checks = append(checks, Check{Key: CheckOverlap, Why: s.checkOverlap(ctx, c, upcoming)})
	}
	for i, check := range checks {
		if check.Why != nil && fault.KindOf(check.Why) != fault.KindInvalid {
			return nil, check.Why
		}
		checks[i].Needed, checks[i].State = true, okOr(check.Why == nil, CheckOpen)
	}
	return checks, nil
}

func (s *Service) checkKeys() error {
	if s.keys.Probe() != nil { // the reason names folders of the server, which its log and doctor tell
		return fault.Invalid("keys", "error.launch_keys")
	}
	return nil
}

// checkPeople refuses an audience that is not the network's, or too small.
func (s *Service) checkPeople(ctx context.Context, c Campaign, people []roster.Person) error {
	if err := s.checkAudience(ctx, c); err != nil {
		return err
	}
	return s.checkEnough(ctx, c, people)
}

// checkEnough refuses an anonymous survey of fewer than k people: it could
// never show anything.
func (s *Service) checkEnough(ctx context.Context, c Campaign, people []roster.Person) error {
	if c.Mode != Anonymous {
		return nil
	}
	network, err := s.store.Network(ctx, c.NetworkID)
	if err != nil || len(people) >= network.K {
		return err
	}
	return fault.Invalid("audience", "error.campaign_audience_few", "n", len(people), "k", network.K)
}

// upcoming lists the waves that c would have if it were scheduled; none where
// its rule gives none.
func (s *Service) upcoming(c Campaign, waves []Wave, now time.Time) []Wave {
	c.State = Scheduled
	plan, err := s.plan(c, waves, now)
	if err != nil {
		return nil
	}
	return plan.upcoming(waves)
}

// softChecks are the points that can be left open.
func (s *Service) softChecks(ctx context.Context, c Campaign, people []roster.Person) ([]Check, error) {
	_, version, err := s.questionnaires.Newest(ctx, c.NetworkID, c.QuestionnaireID)
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return nil, err
	}
	published := err == nil
	tested, err := s.checkTested(ctx, c)
	if err != nil {
		return nil, err
	}
	checks := []Check{translations(c, people, published), tested, {Key: CheckPrivacy, State: CheckOpen}}
	if c.Mode != Anonymous {
		return checks, nil
	}
	more, err := s.checkAnonymous(ctx, c, people, version.Content)
	return append(checks, more...), err
}

func okOr(ok bool, otherwise CheckState) CheckState {
	if ok {
		return CheckOK
	}
	return otherwise
}

func countCompanies(people []roster.Person) int {
	companies := map[string]bool{}
	for _, p := range people {
		companies[p.CompanyID] = true
	}
	return len(companies)
}

func (s *Service) checkTested(ctx context.Context, c Campaign) (Check, error) {
	check := Check{Key: CheckTested, State: CheckOpen}
	if c.ID == "" {
		return check, nil
	}
	letter, err := s.store.LastTest(ctx, c.ID)
	if fault.KindOf(err) == fault.KindNotFound {
		return check, nil
	}
	switch letter.State {
	case LetterSent:
		check.State = CheckOK
	case LetterQueued:
		check.State = CheckWaiting
	case LetterFailed, LetterBounced:
		check.State = CheckFailed
	}
	return check, err
}

// checkAnonymous adds what only anonymous campaigns need.
func (s *Service) checkAnonymous(ctx context.Context, c Campaign, people []roster.Person, content survey.Content) ([]Check, error) {
	blocks, err := s.forecast(ctx, c, people, content, expectedRate)
	if err != nil {
		return nil, err
	}
	checks := []Check{
		{Key: CheckGroups, State: okOr(len(blocks) > 0, CheckOpen)},
		{Key: CheckSheet, State: okOr(c.SheetAt != nil, CheckOpen)},
	}
	if len(pair(c, people)) == 0 {
		return checks, nil
	}
	state, err := s.consentState(ctx, c, people)
	return append(checks, Check{Key: CheckConsent, State: okOr(state.Complete(), CheckOpen), Later: c.State == Draft}), err
}

// forecast returns the groups that an anonymous wave would probably have.
func (s *Service) forecast(ctx context.Context, c Campaign, people []roster.Person, content survey.Content, rate float64) ([]analytics.Expected, error) {
	if len(people) == 0 || c.Mode != Anonymous {
		return nil, nil
	}
	frozen, err := s.freeze(ctx, c, people, content)
	if err != nil {
		return nil, err
	}
	return analytics.Forecast(frozen, rate)
}

// translations says whether everybody can read everything. A published
// questionnaire has both languages; the manager's own texts need English words
// where somebody reads English, and those that have none are named.
func translations(c Campaign, people []roster.Person, published bool) Check {
	check := Check{Key: CheckTranslations, State: CheckOK}
	if !published {
		check.State = CheckOpen
		return check
	}
	if !slices.ContainsFunc(people, func(p roster.Person) bool { return p.Language == "en" }) {
		return check
	}
	for _, own := range []struct {
		name  string
		texts []survey.Text
	}{
		{"title", []survey.Text{c.Title}}, {"invitation", []survey.Text{c.Invitation.Subject, c.Invitation.Body}},
		{"reminder", []survey.Text{c.Reminder.Subject, c.Reminder.Body}}, {"thanks", []survey.Text{c.Thanks}},
	} {
		if slices.ContainsFunc(own.texts, sameWords) {
			check.State, check.Missing = CheckOwn, append(check.Missing, own.name)
		}
	}
	return check
}

// sameWords reports a German text that stands where English readers expect
// theirs.
func sameWords(t survey.Text) bool {
	german := strings.TrimSpace(t["de"])
	return german != "" && (strings.TrimSpace(t["en"]) == "" || strings.TrimSpace(t["en"]) == german)
}
