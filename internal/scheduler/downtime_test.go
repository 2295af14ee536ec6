package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

func TestAnOpeningMissedByDowntimeTakesPlaceAtOnceAndTheCloseStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.OpensAt.Add(6*24*time.Hour + 20*time.Hour)) // four hours before the reminder
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		opened := p.wave(w.ID)
		if opened.OpenedAt == nil || !opened.ClosesAt.Equal(w.ClosesAt) {
			t.Fatalf("opened %v, closes %v, want %v", opened.OpenedAt, opened.ClosesAt, w.ClosesAt)
		}
		p.want("acts WHERE kind = 'wave_opened_late'", 1)

		p.clock.Set(w.OpensAt.Add(7 * 24 * time.Hour))
		must(t, p.campaigns.Remind(t.Context(), w.ID))
		p.want("letters WHERE kind = 'reminder'", 0) // the invitation is only hours old
	})
}

func TestAWindowMissedWholeIsToldToTheManagerOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		_, w := p.schedule(p.input(p.company("nord", 5, 0)))
		p.clock.Set(w.ClosesAt)
		together(t, func() error { return p.campaigns.Tick(t.Context()) })
		must(t, p.campaigns.OpenWave(t.Context(), w.ID))
		if got := p.wave(w.ID).State(p.clock.Now()); got != campaign.WaveMissed {
			t.Errorf("the wave is %q, want missed", got)
		}
		p.want("letters", 1)
		p.want("letters WHERE kind = 'missed' AND user_id <> ''", 1)
		p.want("invitations", 0)
		p.want("waves WHERE opened_at IS NULL AND missed_at IS NULL", 2) // the next two are planned
	})
}

func TestSeveralDueRemindersCollapseIntoTheLatest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		in := p.input(p.company("nord", 5, 0))
		in.Reminders = calendar.Reminders{Offsets: []int{3, 5, 7}}
		_, w := p.schedule(in)
		p.openNow(w)
		p.clock.Set(w.OpensAt.Add(8 * 24 * time.Hour))
		for range 3 {
			p.tick()
			must(t, p.campaigns.Remind(t.Context(), w.ID))
		}
		p.want("letters WHERE kind = 'reminder'", 5)
		p.want("letters WHERE effect_key LIKE '%:reminder:7'", 5)
	})
}

func TestPlannedWavesFollowTheRuleAndAnOpenOneStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.input(p.company("nord", 5, 0))
		id, first := p.schedule(in)
		first = p.openNow(first)
		p.tick()
		before := p.waves(id)
		if len(before) != 3 {
			t.Fatalf("%d waves, want one open and two planned", len(before))
		}

		c, err := p.campaigns.Campaign(ctx, p.manager, id)
		must(t, err)
		in.Version = c.Version
		in.Rule.Plain.Time = "09:30"
		must(t, p.campaigns.Update(ctx, p.manager, id, in))
		after := p.waves(id)
		for i, w := range after[1:] {
			if w.ID != before[i+1].ID {
				t.Errorf("wave %d changed its id with the rule", w.Number)
			}
			if w.OpensLocal[11:] != "09:30" {
				t.Errorf("wave %d opens at %s", w.Number, w.OpensLocal)
			}
		}
		if diff := cmp.Diff(first.Window(), after[0].Window()); diff != "" {
			t.Errorf("the open wave moved (-before +after):\n%s", diff)
		}

		must(t, p.campaigns.Pause(ctx, p.manager, id))
		if got := len(p.waves(id)); got != 1 {
			t.Errorf("%d waves while paused, want the open one", got)
		}
		must(t, p.campaigns.Resume(ctx, p.manager, id))
		if got := p.waves(id); len(got) != 3 || got[1].Number != 2 {
			t.Errorf("after the pause: %d waves", len(got))
		}
	})
}

func TestANewRuleDoesNotOpenAWaveInsideTheOneThatIsOpen(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	in := p.input(p.company("nord", 5, 0))
	id, w := p.schedule(in)
	p.openNow(w)
	c, err := p.campaigns.Campaign(t.Context(), p.manager, id)
	must(t, err)
	in.Version = c.Version
	in.Rule.Plain = calendar.Plain{Every: calendar.EveryWeek, Weekday: time.Monday, Time: "08:00"}
	in.Rule.Length, in.Reminders = calendar.Length{Days: 5}, calendar.Reminders{}
	must(t, p.campaigns.Update(t.Context(), p.manager, id, in))
	if next := p.waves(id)[1]; !next.OpensAt.Equal(w.ClosesAt) {
		t.Errorf("the next wave opens %v, want at the close %v", next.OpensAt, w.ClosesAt)
	}
}

func TestARuleThatCannotBeComputedKeepsNeitherTheServerNorOtherCampaignsDown(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	company := p.company("nord", 5, 0)
	broken, _ := p.schedule(p.input(company))
	sound, w := p.schedule(p.input(company))
	_, err := p.db.SQL().ExecContext(ctx, `UPDATE campaigns SET rule = replace(rule, 'Europe/Berlin', 'Europe/Atlantis') WHERE id = '`+broken+"'")
	must(t, err)
	p.clock.Set(w.ClosesAt)
	if err := p.campaigns.Tick(ctx); err == nil {
		t.Error("the broken rule is not reported")
	}
	p.want("waves WHERE campaign_id = '"+sound+"'", 3)
	p.work()
}

func TestAOneOffCampaignEndsByItselfAfterItsOnlyWave(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	in := p.input(p.company("nord", 5, 0))
	in.Rule = calendar.Rule{Kind: calendar.KindOnce, Once: "2027-03-08T08:00", Zone: "Europe/Berlin", Length: calendar.Length{Days: 7}}
	in.Reminders = calendar.Reminders{Offsets: []int{3}}
	id, w := p.schedule(in)
	p.openNow(w)
	p.tick()
	p.wantState(id, campaign.Scheduled)
	p.clock.Set(w.ClosesAt.Add(campaign.Grace))
	p.tick()
	p.wantState(id, campaign.Ended)
}

func (p *plant) wantState(id string, want campaign.State) {
	p.t.Helper()
	c, err := p.campaigns.Campaign(p.t.Context(), p.manager, id)
	must(p.t, err)
	if c.State != want {
		p.t.Errorf("the campaign is %q, want %q", c.State, want)
	}
}

func (p *plant) waves(id string) []campaign.Wave {
	p.t.Helper()
	waves, err := p.db.Campaign().Waves(p.t.Context(), id)
	must(p.t, err)
	return waves
}
