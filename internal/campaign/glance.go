package campaign

import (
	"context"
	"time"
)

// GlanceStore reads for many campaigns and waves at once, so that a tick that
// finds nothing due costs the same few queries however many there are.
type GlanceStore interface {
	// CampaignsOf returns the campaigns of these waves by id.
	CampaignsOf(ctx context.Context, waves []Wave) (map[string]Campaign, error)
	// WavesOf returns the waves of these campaigns by campaign, in their order,
	// without what was frozen when they opened.
	WavesOf(ctx context.Context, campaigns []Campaign) (map[string][]Wave, error)
	// Unplanned lists scheduled campaigns of all networks that lack planned
	// waves after now, of ahead that there should be, or that missed a window
	// which is still to come: by a clock that was ahead.
	Unplanned(ctx context.Context, now time.Time, ahead int) ([]Campaign, error)
}

// glance is what a tick reads beforehand about the open ones among its waves.
type glance struct {
	campaigns map[string]Campaign
	done      map[string]bool // effects
}

func (s *Service) glance(ctx context.Context, waves []Wave, now time.Time) (glance, error) {
	var open []Wave
	for _, w := range waves {
		if w.isAnswerable(now) {
			open = append(open, w)
		}
	}
	if len(open) == 0 {
		return glance{}, nil
	}
	campaigns, err := s.store.CampaignsOf(ctx, open)
	if err != nil {
		return glance{}, err
	}
	var effects []string
	for _, w := range open {
		effects = append(effects, campaigns[w.CampaignID].reminderEffects(w.ID)...)
		if effect, due := turnoutDue(w, now); due {
			effects = append(effects, effect)
		}
	}
	if len(effects) == 0 {
		return glance{campaigns: campaigns}, nil
	}
	done, err := s.store.Done(ctx, effects)
	return glance{campaigns: campaigns, done: done}, err
}

// isAnswerable reports that w takes answers at now.
func (w Wave) isAnswerable(now time.Time) bool {
	return w.OpenedAt != nil && w.ClosedAt == nil && now.Before(w.ClosesAt) && w.CancelledAt == nil
}
