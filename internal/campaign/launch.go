package campaign

import (
	"context"
	"strings"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// LaunchInput is what a manager confirms when a campaign starts.
type LaunchInput struct {
	PrivacyRead bool // the sentence that respondents see has been read
	Anyway      bool // start although points of the list are open
}

// Launch starts a draft as Schedule does, and asks about the points of the
// list that could be open: each must be settled, or the manager says that it
// starts anyway, which the history keeps together with the points.
func (s *Service) Launch(ctx context.Context, v account.Viewer, id string, in LaunchInput) error {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return err
	}
	if c.State != Draft {
		return s.Schedule(ctx, v, id)
	}
	checks, err := s.checklist(ctx, c)
	if err != nil {
		return err
	}
	open := openPoints(checks, in)
	if len(open) > 0 && !in.Anyway {
		field := "anyway"
		if len(open) == 1 && open[0] == string(CheckPrivacy) {
			field = "privacy_read" // nothing else keeps it from starting
		}
		return fault.Invalid(field, "error.launch_open", "n", len(open))
	}
	return s.turn(ctx, v, id, turning{kind: "campaign_scheduled", to: Scheduled, from: []State{Draft}, open: open})
}

// Ready returns the reasons why a draft cannot start, as faults of the fields
// that could be changed; nil where a launch has only to be confirmed.
func (s *Service) Ready(ctx context.Context, v account.Viewer, id string) error {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return err
	}
	waves, err := s.store.Waves(ctx, id)
	if err != nil {
		return err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	return s.ready(ctx, c, s.upcoming(c, waves, now))
}

// openPoints are the points that can be left open and are.
func openPoints(checks []Check, in LaunchInput) []string {
	var open []string
	for _, c := range checks {
		settled := c.OK() || c.Needed || c.Later || (c.Key == CheckPrivacy && in.PrivacyRead)
		if !settled {
			open = append(open, string(c.Key))
		}
	}
	return open
}

// Points returns the keys of the points that were open when a campaign was
// started anyway; none for other acts.
func (a Act) Points() []CheckKey {
	var keys []CheckKey
	for key := range strings.SplitSeq(a.Detail[actPoints], " ") {
		if key != "" {
			keys = append(keys, CheckKey(key))
		}
	}
	return keys
}

// actPoints names the detail of an act that lists open points.
const actPoints = "points"

// HandOverSheet records that the works council was given the sheet as it is
// now.
func (s *Service) HandOverSheet(ctx context.Context, v account.Viewer, id string) error {
	c, err := s.Campaign(ctx, v, id)
	if err != nil {
		return err
	}
	if c.State == Ended {
		return fault.Conflict("error.campaign_ended")
	}
	if c.SheetAt != nil {
		return nil
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return err
	}
	c.SheetAt = &now
	return s.store.SaveCampaign(ctx, Change{Campaign: c, Acts: []Act{s.campaignAct(c, "sheet_handed_over", v.Name, now)}})
}
