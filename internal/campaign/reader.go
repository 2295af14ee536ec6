package campaign

import (
	"context"
	"slices"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// needReading returns "not found" unless the viewer manages the network or
// reads it, as a works council does.
func needReading(v account.Viewer) error {
	if v.Role == account.Reader {
		return nil
	}
	return v.NeedManager()
}

// inForce reports whether rounds of c open by its rule now or after a pause.
func (c Campaign) inForce() bool { return c.State == Scheduled || c.State == Paused }

// InForce lists the campaigns whose sheet managers and readers may read.
func (s *Service) InForce(ctx context.Context, v account.Viewer) ([]Campaign, error) {
	if err := needReading(v); err != nil {
		return nil, err
	}
	all, err := s.store.Campaigns(ctx, v.NetworkID)
	return slices.DeleteFunc(all, func(c Campaign) bool { return !c.inForce() }), err
}

// sheetCampaign returns a campaign whose sheet the viewer may read: managers
// read any, readers those in force.
func (s *Service) sheetCampaign(ctx context.Context, v account.Viewer, id string) (Campaign, error) {
	if err := needReading(v); err != nil {
		return Campaign{}, err
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, id)
	if err == nil && !v.Manages() && !c.inForce() {
		return Campaign{}, fault.NotFound("error.not_found")
	}
	return c, err
}

// Told is what people were told of a released wave.
type Told struct {
	Campaign Campaign
	Wave     Wave
	Notice   Notice
}

// Told returns it to managers and readers; a not-found fault where nobody was
// told.
func (s *Service) Told(ctx context.Context, v account.Viewer, waveID string) (Told, error) {
	if err := needReading(v); err != nil {
		return Told{}, err
	}
	w, err := s.store.Wave(ctx, v.NetworkID, waveID)
	if err != nil {
		return Told{}, err
	}
	n, err := s.noticeOf(ctx, w)
	if err != nil {
		return Told{}, err
	}
	if n == nil {
		return Told{}, fault.NotFound("error.not_found")
	}
	c, err := s.store.Campaign(ctx, v.NetworkID, w.CampaignID)
	return Told{Campaign: c, Wave: w, Notice: *n}, err
}
