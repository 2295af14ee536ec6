package campaign

import (
	"context"
	"slices"
	"time"
)

// keepPromises undoes what a change of a campaign makes untrue: consents that
// were given to something else, and the sheet that the works council holds. The
// companies of a campaign that is under way are asked anew.
func (s *Service) keepPromises(ctx context.Context, before Campaign, change *Change, actor string, now time.Time) error {
	c := &change.Campaign
	if c.SheetAt != nil && !sameSheet(before, *c) {
		c.SheetAt = nil
		change.Acts = append(change.Acts, s.campaignAct(*c, "sheet_outdated", actor, now))
	}
	if err := s.dropConsents(ctx, change, actor, now); err != nil || c.State != Scheduled {
		return err
	}
	dropping := 0
	if change.DropConsents {
		dropping = 1
	}
	letters, err := s.askConsent(ctx, *c, dropping, now)
	change.Letters = append(change.Letters, letters...)
	return err
}

// dropConsents drops the consents of a campaign that were given to other terms
// than its present ones.
func (s *Service) dropConsents(ctx context.Context, change *Change, actor string, now time.Time) error {
	consents, err := s.store.Consents(ctx, change.Campaign.ID)
	if err != nil || len(consents) == 0 {
		return err
	}
	people, err := s.audience(ctx, change.Campaign)
	if err != nil {
		return err
	}
	if change.Terms, err = s.terms(ctx, change.Campaign, people); err != nil {
		return err
	}
	if !slices.ContainsFunc(consents, func(c Consent) bool { return c.Terms != change.Terms }) {
		return nil
	}
	change.DropConsents = true
	change.Acts = append(change.Acts, s.campaignAct(change.Campaign, actConsentsDropped, actor, now))
	return nil
}

// sameSheet reports whether the works-council sheets of two states of a
// campaign say the same about who is asked what, and what is shown.
func sameSheet(a, b Campaign) bool {
	return a.QuestionnaireID == b.QuestionnaireID && a.Mode == b.Mode && a.SplitBy == b.SplitBy &&
		a.Reminders.OnlyMissing == b.Reminders.OnlyMissing && a.Audience.alike(b.Audience)
}
