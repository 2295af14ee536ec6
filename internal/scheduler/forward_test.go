package scheduler_test

import (
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestAnOpeningThatAClockAheadPutOffByADayTakesPlaceWhenItIsDue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		queue, err := scheduler.New(t.Context(), db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(queue)
		p.tick()
		p.putOff("23 hours")
		watch := p.workWith("0 0 0 1 1 *") // at the start and at New Year
		must(t, watch.Completed(t.Context(), campaign.JobOpen, 1))
		if p.wave(w.ID).OpenedAt == nil {
			t.Error("the wave did not open")
		}
	})
}

func TestOnlyWhatWaitsLongerThanAnyPauseIsBroughtForward(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		queue, err := scheduler.New(t.Context(), db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(queue)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt)
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		for _, c := range []struct {
			wait string
			kind string
			want int
		}{
			{"9 hours", "send_letter", 0}, {"11 hours", "send_letter", 5},
			{"9 minutes", "tally_wave", 0}, {"11 minutes", "tally_wave", 5},
		} {
			p.exec("UPDATE river_job SET kind = '" + c.kind + "'")
			p.putOff(c.wait)
			n, err := db.BringForward(t.Context(), 10*time.Hour, 10*time.Minute)
			must(t, err)
			if n != int64(c.want) {
				t.Errorf("%d jobs of kind %s were brought forward from %s ahead, want %d", n, c.kind, c.wait, c.want)
			}
		}
	})
}

// putOff lets every job wait for so long from now on.
func (p *plant) putOff(wait string) {
	p.t.Helper()
	if p.db.IsPostgres() {
		p.exec("UPDATE river_job SET scheduled_at = now() + interval '" + wait + "'")
		return
	}
	p.exec("UPDATE river_job SET scheduled_at = datetime('now', 'subsec', '+" + wait + "')")
}
