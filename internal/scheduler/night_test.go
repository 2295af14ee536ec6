package scheduler_test

import (
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// remindedAt lets a wave of five people remind a week after its opening at the
// given time of that day, without a queue: the letters wait.
func (p *plant) remindedAt(since time.Duration) campaign.Wave {
	p.t.Helper()
	_, w := p.schedule(p.input(p.company("nord", 5, 0)))
	w = p.openNow(w)
	for _, id := range p.letters("invitation") {
		must(p.t, p.campaigns.MarkSent(p.t.Context(), id, "m-"+id))
	}
	p.clock.Set(w.OpensAt.AddDate(0, 0, 7).Add(since))
	must(p.t, p.campaigns.Remind(p.t.Context(), w.ID))
	p.want("letters WHERE kind = 'reminder' AND state = 'queued'", 5)
	return w
}

func TestRemindersThatWaitInTheEveningAreSentInTheMorning(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.remindedAt(12*time.Hour + 30*time.Minute) // 20:30 in Berlin
		p.clock.Advance(time.Hour)
		watch := p.work()
		p.tick()
		must(t, watch.Snoozed(t.Context(), campaign.JobMail, 5))
		if n := len(p.server.Letters()); n != 0 {
			t.Errorf("%d reminders arrived at half past nine in the evening", n)
		}
		p.clock.Advance(10 * time.Hour)
		p.exec("UPDATE river_job SET state = 'available', scheduled_at = created_at") // the night passes
		must(t, watch.Completed(t.Context(), campaign.JobMail, 5))
		p.want("letters WHERE kind = 'reminder' AND state = 'sent'", 5)
	})
}

func TestAReminderThatComesTooNearTheCloseIsNotSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		w := p.remindedAt(0)
		p.clock.Set(w.ClosesAt.Add(-11 * time.Hour))
		watch := p.work()
		p.tick()
		must(t, watch.Completed(t.Context(), campaign.JobMail, 5))
		if n := len(p.server.Letters()); n != 0 {
			t.Errorf("%d reminders arrived eleven hours before the close", n)
		}
		p.want("letters WHERE kind = 'reminder' AND state = 'failed' AND reason = 'near_close'", 5)
	})
}
