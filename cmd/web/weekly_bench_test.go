package main

import (
	"context"
	"fmt"
	"testing"

	"kreislauf/internal/campaign"
)

// wavesBefore is how many waves of a weekly survey lie within the 60 days that
// an opening is compared with.
const wavesBefore = 8

// BenchmarkNextWaveOfAWeeklySurvey measures the list before the launch and the
// opening of a wave whose people are compared with those of the waves before.
func BenchmarkNextWaveOfAWeeklySurvey(b *testing.B) {
	for _, database := range loadDatabases {
		for _, people := range []int{invitedMany, 5 * invitedMany} {
			b.Run(fmt.Sprintf("%s/%d", database.name, people), func(b *testing.B) {
				s := quietSite(b, database.address(b))
				id, manager := s.createWeekly(b, s.manager(b), s.employ(b, people)), s.manager(b)
				check(b, s.campaign.Schedule(b.Context(), manager, id))
				s.nextOf(b, id)
				b.Run("open first", s.measureWriter(b, func() error { return s.openNext(b.Context(), id) }).report)
				for range wavesBefore - 1 {
					s.nextOf(b, id)
					check(b, s.openNext(b.Context(), id))
				}
				s.nextOf(b, id)
				b.Run("list before the launch", s.measureWriter(b, func() error {
					_, err := s.campaign.LaunchPlan(b.Context(), manager, id)
					return err
				}).report)
				b.Run("open next", s.measureWriter(b, func() error { return s.openNext(b.Context(), id) }).report)
			})
		}
	}
}

// nextOf plans ahead and sets the clock to the opening of the next wave.
func (s *loadSite) nextOf(b *testing.B, id string) {
	b.Helper()
	check(b, s.campaign.Replan(b.Context()))
	w, err := s.planned(b.Context(), id)
	check(b, err)
	s.told.Set(w.OpensAt)
}

func (s *loadSite) openNext(ctx context.Context, id string) error {
	w, err := s.planned(ctx, id)
	if err != nil {
		return err
	}
	return s.campaign.OpenWave(ctx, w.ID)
}

// planned is the campaign's first wave that has not opened.
func (s *loadSite) planned(ctx context.Context, id string) (campaign.Wave, error) {
	waves, err := s.db.Campaign().Waves(ctx, id)
	if err != nil {
		return campaign.Wave{}, err
	}
	for _, w := range waves {
		if w.OpenedAt == nil {
			return w, nil
		}
	}
	return campaign.Wave{}, fmt.Errorf("campaign %s has no planned wave", id)
}
