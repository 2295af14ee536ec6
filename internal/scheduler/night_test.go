package scheduler_test

import (
	"fmt"
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// weekly reminds everybody once, after a week.
var weekly = calendar.Reminders{Offsets: []int{7}}

// reminded lets a wave of five people remind a week after its opening at the
// given time of that day, without a queue: the letters wait.
func (p *plant) reminded(r calendar.Reminders, since time.Duration) campaign.Wave {
	p.t.Helper()
	in := p.input(p.company("nord", 5, 0))
	in.Reminders = r
	_, w := p.schedule(in)
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
		p.reminded(weekly, 12*time.Hour+30*time.Minute) // 20:30 in Berlin
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

func TestWhoAnswersWhileAReminderWaitsGetsItOnlyWhereEverybodyDoes(t *testing.T) {
	t.Parallel()
	for onlyMissing, want := range map[bool]int{true: 3, false: 5} {
		t.Run(fmt.Sprintf("only those without an answer %t", onlyMissing), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				w := p.reminded(calendar.Reminders{Offsets: []int{7}, OnlyMissing: onlyMissing}, 0)
				p.ballots(w, 2, survey.Answers{"tr_contact": "4"})
				p.clock.Advance(time.Hour)
				watch := p.work()
				p.tick()
				must(t, watch.Completed(t.Context(), campaign.JobMail, 5))
				if n := len(p.server.Letters()); n != want {
					t.Errorf("%d reminders arrived, want %d", n, want)
				}
				p.want("letters WHERE kind = 'reminder' AND state = 'queued'", 0)
			})
		})
	}
}

func TestAReminderThatComesTooNearTheCloseIsNotSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		w := p.reminded(weekly, 0)
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
