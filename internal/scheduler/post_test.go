package scheduler_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/scheduler"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

const openJobs = "river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')"

func TestAJobThatWaitsIsTakenInOnceHoweverManyAreNamedTogether(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		s, err := scheduler.New(t.Context(), db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(s)
		var jobs []campaign.Job
		for n := range 1400 { // more than one statement carries
			jobs = append(jobs, campaign.Job{Kind: campaign.JobMail, ID: fmt.Sprintf("letter %d", n%1100)})
		}
		for range 2 {
			must(t, db.Campaign().Enqueue(t.Context(), jobs))
		}
		p.want(openJobs, 1100)
		p.want("river_job WHERE max_attempts = 14", 1100)
		must(t, db.Campaign().Enqueue(t.Context(), nil))
		p.want(openJobs, 1100)
	})
}

func TestTheLettersOfALargeWaveAreQueuedAfterItsOpening(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		s, err := scheduler.New(t.Context(), db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		db.UseQueue(s)
		_, w := p.schedule(p.input(p.company("nord", 120, 0)))
		p.openNow(w)
		p.want(openJobs, 1)
		var first string
		must(t, db.SQL().QueryRowContext(t.Context(), "SELECT MIN(id) FROM letters WHERE kind = 'invitation'").Scan(&first))
		for range 2 {
			must(t, p.campaigns.PostLetters(t.Context(), first))
		}
		p.want("river_job WHERE kind = 'send_letter'", 120)
		watch := p.work()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		must(t, watch.Completed(ctx, campaign.JobMail, 120))
		if got := len(p.server.Letters()); got != 120 {
			t.Errorf("%d letters arrived, want 120", got)
		}
	})
}

func TestJobsOfAProcessThatDiedAreTakenBackAndThoseOfALivingOneAreNot(t *testing.T) {
	t.Parallel()
	address := testenv.Postgres(t)
	db := storetest.Open(t, address)
	_, err := scheduler.New(t.Context(), db, &counting{}, nobody{}, scheduler.Options{}) // for the queue's tables
	must(t, err)
	for id, owner := range map[string]string{"1": "living", "2": "dead", "3": "dead"} {
		_, err := db.SQL().ExecContext(t.Context(), `INSERT INTO river_job (id, args, kind, max_attempts, attempt, attempted_at, attempted_by, state, scheduled_at)
			VALUES (`+id+`, '{}', 'send_letter', 14, 3, now(), ARRAY['earlier', '`+owner+`'], 'running', now())`)
		must(t, err)
	}
	living := storetest.Open(t, address)
	if n, err := living.TakeBack(t.Context(), "living"); err != nil || n != 2 {
		t.Errorf("%d jobs taken back (%v), want those of the dead", n, err)
	}
	for range 2 {
		if n, err := db.TakeBack(t.Context(), "another"); err != nil || n != 0 {
			t.Errorf("%d more jobs taken back (%v)", n, err)
		}
	}
	var n int
	must(t, db.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM river_job WHERE state = 'available' AND attempt = 2").Scan(&n))
	if n != 2 {
		t.Errorf("%d jobs wait with the attempt given back, want 2", n)
	}
}

func TestTheEmbeddedDatabaseTakesBackEverythingOnceAtTheStart(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	_, err := scheduler.New(t.Context(), db, &counting{}, nobody{}, scheduler.Options{})
	must(t, err)
	began := func() {
		_, err := db.SQL().ExecContext(t.Context(), `INSERT INTO river_job (args, kind, max_attempts, attempt, attempted_at, state, priority, scheduled_at)
			VALUES ('{}', 'send_letter', 14, 3, '2027-03-08 07:00:00', 'running', 1, '2027-03-08 07:00:00')`)
		must(t, err)
	}
	began()
	for want := range 2 {
		if n, err := db.TakeBack(t.Context(), "me"); err != nil || n != int64(1-want) {
			t.Errorf("call %d took %d jobs back, %v", want+1, n, err)
		}
		began() // by this process
	}
}

func TestAPacedBacklogIsNotQueuedAgainAtEveryTick(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		s, err := scheduler.New(t.Context(), db, p.campaigns, nobody{}, scheduler.Options{})
		must(t, err)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.openNow(w) // without a queue: the jobs are lost
		db.UseQueue(s)
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{9 * time.Minute, 0}, {2 * time.Minute, 5}, {9 * time.Minute, 0}, {time.Minute, 5}} {
			_, err := db.SQL().ExecContext(t.Context(), "DELETE FROM river_job")
			must(t, err)
			p.clock.Advance(c.after)
			p.tick()
			p.want("river_job WHERE kind = 'send_letter'", c.want)
		}
	})
}
