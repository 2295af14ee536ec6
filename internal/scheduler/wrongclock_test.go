package scheduler_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/survey"
)

// Moments of the wave that the cases below go through, as the clock says them.
var (
	opening  = time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC) // 08:00 in Berlin
	closing  = time.Date(2027, 3, 22, 7, 0, 0, 0, time.UTC)
	tallying = closing.Add(campaign.Grace)
)

// remindersOf are the days after the opening on which the wave reminds.
var remindersOf = []int{3, 7}

func reminding(day int) time.Time { return opening.AddDate(0, 0, day) }

// outcome is what a wave of five people comes to.
type outcome struct {
	State                             campaign.WaveState
	Opened, Late, Missed              int // acts
	Reminded, Closed, Tallied         int
	Invitations, Reminders, ToManager int // letters, each of which arrived once
	Ballots                           int
}

// clockCase is a story of the clock: between its moments nothing runs.
type clockCase struct {
	name   string
	clock  []time.Time
	answer int // after so many moments three people answer; 0: nobody does
	want   outcome
}

var clockCases = []clockCase{
	{
		name: "down across the opening", clock: []time.Time{opening.Add(-12 * time.Hour), opening.Add(20 * time.Hour)},
		want: outcome{State: campaign.WaveOpen, Late: 1, Invitations: 5},
	},
	{
		name: "down across a reminder", clock: []time.Time{opening, reminding(3).Add(5 * time.Hour)},
		want: outcome{State: campaign.WaveOpen, Opened: 1, Reminded: 1, Invitations: 5, Reminders: 5},
	},
	{
		name: "back from downtime at night, the reminder waits for the morning",
		clock: []time.Time{
			opening, reminding(3).Add(15 * time.Hour), // 23:00 in Berlin
		},
		want: outcome{State: campaign.WaveOpen, Opened: 1, Invitations: 5},
	},
	{
		name: "and is sent then", clock: []time.Time{opening, reminding(3).Add(15 * time.Hour), reminding(4)},
		want: outcome{State: campaign.WaveOpen, Opened: 1, Reminded: 1, Invitations: 5, Reminders: 5},
	},
	{
		name: "down across both reminders", clock: []time.Time{opening, reminding(8)},
		want: outcome{State: campaign.WaveOpen, Opened: 1, Reminded: 1, Invitations: 5, Reminders: 5},
	},
	{
		name: "down across the last hours for a reminder", clock: []time.Time{opening, closing.Add(-11 * time.Hour)},
		want: outcome{State: campaign.WaveOpen, Opened: 1, Invitations: 5},
	},
	{
		name: "down across the whole window", clock: []time.Time{opening.Add(-time.Hour), tallying, closing.Add(48 * time.Hour)},
		want: outcome{State: campaign.WaveMissed, Missed: 1, ToManager: 1},
	},
	{
		name: "down across the close, back within the grace", clock: []time.Time{opening, closing.Add(10 * time.Minute)}, answer: 1,
		want: outcome{State: campaign.WaveClosing, Opened: 1, Invitations: 5, Ballots: 3},
	},
	{
		name: "down across close and tally", clock: []time.Time{opening, closing.Add(72 * time.Hour), closing.Add(73 * time.Hour)}, answer: 1,
		want: outcome{State: campaign.WaveTallied, Opened: 1, Closed: 1, Tallied: 1, Invitations: 5, ToManager: 1, Ballots: 3},
	},
	{
		name: "a day ahead before the opening and back", answer: 1,
		clock: []time.Time{
			opening.Add(12 * time.Hour), opening.Add(-12 * time.Hour), opening, opening.Add(13 * time.Hour),
		},
		want: outcome{State: campaign.WaveOpen, Late: 1, Invitations: 5, Ballots: 3},
	},
	{
		name: "a day back across the opening and forward", answer: 1,
		clock: []time.Time{opening, opening.Add(-24 * time.Hour), opening.Add(time.Hour)},
		want:  outcome{State: campaign.WaveOpen, Opened: 1, Invitations: 5, Ballots: 3},
	},
	{
		name:  "a day back after the opening shows the wave as planned, and its letters are out",
		clock: []time.Time{opening.Add(12 * time.Hour), opening.Add(-12 * time.Hour)},
		want:  outcome{State: campaign.WavePlanned, Late: 1, Invitations: 5},
	},
	{
		name:  "a day ahead across a reminder and back, and past it again",
		clock: []time.Time{opening, reminding(3).Add(4 * time.Hour), reminding(2).Add(4 * time.Hour), reminding(3), reminding(3).Add(5 * time.Hour)},
		want:  outcome{State: campaign.WaveOpen, Opened: 1, Reminded: 1, Invitations: 5, Reminders: 5},
	},
	{
		name:  "the second reminder comes after the first was ahead of its time",
		clock: []time.Time{opening, reminding(3).Add(4 * time.Hour), reminding(2).Add(4 * time.Hour), reminding(7)},
		want:  outcome{State: campaign.WaveOpen, Opened: 1, Reminded: 2, Invitations: 5, Reminders: 10},
	},
	{
		name: "a day ahead across the close and back: it stays closed, what was accepted stays", answer: 1,
		clock: []time.Time{opening, closing.Add(12 * time.Hour), closing.Add(-12 * time.Hour), closing, tallying},
		want:  outcome{State: campaign.WaveTallied, Opened: 1, Closed: 1, Tallied: 1, Invitations: 5, ToManager: 1, Ballots: 3},
	},
	{
		name: "ahead into the grace only and back: it is open again", answer: 1,
		clock: []time.Time{opening, closing.Add(10 * time.Minute), closing.Add(-2 * time.Hour)},
		want:  outcome{State: campaign.WaveOpen, Opened: 1, Invitations: 5, Ballots: 3},
	},
	{
		name: "a day back after the tally and forward", answer: 1,
		clock: []time.Time{opening, tallying, tallying.Add(-24 * time.Hour), tallying.Add(time.Hour)},
		want:  outcome{State: campaign.WaveTallied, Opened: 1, Closed: 1, Tallied: 1, Invitations: 5, ToManager: 1, Ballots: 3},
	},
	{
		name: "back and forth by a day at every stage", answer: 1,
		clock: []time.Time{
			opening, opening.Add(-24 * time.Hour), opening.Add(24 * time.Hour), reminding(3), reminding(2), reminding(4), reminding(7), reminding(6),
			reminding(8), tallying, tallying.Add(-24 * time.Hour), tallying.Add(24 * time.Hour),
		},
		want: outcome{State: campaign.WaveTallied, Opened: 1, Reminded: 2, Closed: 1, Tallied: 1, Invitations: 5, Reminders: 10, ToManager: 1, Ballots: 3},
	},
}

func TestNeitherDowntimeNorAWrongClockOpensRemindsTalliesOrMailsTwice(t *testing.T) {
	t.Parallel()
	for _, c := range clockCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				p := newPlant(t, db)
				p.work()
				in := p.input(p.company("nord", 5, 0))
				in.Reminders = calendar.Reminders{Offsets: remindersOf}
				_, w := p.schedule(in)
				for i, at := range c.clock {
					p.clock.Set(at)
					p.tick()
					p.tick()
					p.idle()
					if i+1 == c.answer {
						p.ballots(w, 3, survey.Answers{"tr_contact": "4"})
					}
				}
				if diff := cmp.Diff(c.want, p.outcome(w.ID)); diff != "" {
					t.Errorf("the wave came to (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestAWindowThatAClockAheadMissedIsPlannedAnewWhenItIsStillToCome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		p.work()
		in := p.input(p.company("nord", 5, 0))
		in.Rule.Length, in.Reminders = calendar.Length{Hours: 10}, calendar.Reminders{}
		id, w := p.schedule(in)
		for _, hours := range []int{-12, 12, -11, -10, 0, 24, 1, 11} {
			p.clock.Set(opening.Add(time.Duration(hours) * time.Hour))
			p.tick()
			p.tick()
			p.idle()
		}
		if got := p.wave(w.ID).State(p.clock.Now()); got != campaign.WaveMissed {
			t.Errorf("the wave that was missed is %q", got)
		}
		p.want("letters WHERE kind = 'missed'", 1)
		p.want("letters WHERE kind = 'invitation'", 5)
		p.want("acts WHERE kind = 'wave_opened'", 1)
		p.want("acts WHERE kind = 'wave_tallied'", 1)
		p.want("letters WHERE state <> 'sent'", 0)
		var states []campaign.WaveState
		for _, w := range p.waves(id) {
			states = append(states, w.State(p.clock.Now()))
		}
		want := []campaign.WaveState{campaign.WaveMissed, campaign.WaveTallied, campaign.WavePlanned, campaign.WavePlanned}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("the campaign's waves are (-want +got):\n%s", diff)
		}
	})
}

// idle waits until the workers have done everything that is queued.
func (p *plant) idle() {
	p.t.Helper()
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for p.count("river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')") > 0 {
		select {
		case <-beat.C:
		case <-limit.C:
			p.t.Fatal("the queue does not come to rest")
		}
	}
}

// outcome counts what became of a wave, in the database and at the mail server.
func (p *plant) outcome(waveID string) outcome {
	p.t.Helper()
	acts := func(kind string) int {
		return p.count("acts WHERE wave_id = '" + waveID + "' AND kind = '" + kind + "'")
	}
	letters := func(kind string) int {
		return p.count("letters WHERE wave_id = '" + waveID + "' AND state = 'sent' AND kind " + kind)
	}
	arrived := map[string]bool{}
	all := p.server.Letters()
	for _, l := range all {
		arrived[l.MessageID] = true
	}
	p.want("letters", len(all))
	if len(arrived) != len(all) {
		p.t.Errorf("%d letters arrived, %d of them different", len(all), len(arrived))
	}
	return outcome{
		State:  p.wave(waveID).State(p.clock.Now()),
		Opened: acts("wave_opened"), Late: acts("wave_opened_late"), Missed: acts("wave_missed"),
		Reminded: acts("reminded"), Closed: acts("wave_closed"), Tallied: acts("wave_tallied"),
		Invitations: letters("= 'invitation'"), Reminders: letters("= 'reminder'"), ToManager: letters("NOT IN ('invitation', 'reminder')"),
		Ballots: p.count("ballots WHERE wave_id = '" + waveID + "'"),
	}
}
