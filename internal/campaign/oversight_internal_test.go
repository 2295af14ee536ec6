package campaign

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
)

func TestOfTheMailQueueOnlyABandIsTold(t *testing.T) {
	t.Parallel()
	for waiting, want := range map[int]BacklogSize{
		0: BacklogEmpty, 1: BacklogSmall, 99: BacklogSmall, 100: BacklogLarge, 1000: BacklogLarge, 1001: BacklogHuge,
	} {
		if got := (MailQueue{Waiting: waiting}).backlog().Size; got != want {
			t.Errorf("%d letters are told as %s, want %s", waiting, got, want)
		}
	}
}

func TestFailedLettersAreTogetherByErrorAndNeitherCountedNorNamed(t *testing.T) {
	t.Parallel()
	later := time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC)
	f := failures{jobs: []FailedJob{{ID: 1, Kind: JobTally, SubjectID: "w", Error: "w is away"}}}
	for i := range 40 {
		id := "id-" + string(rune('A'+i))
		letter := FailedJob{ID: int64(100 - i), Kind: JobMail, SubjectID: id, Attempt: 1 + i%3, Most: 14, Error: "carry letter " + id + ": no server"}
		if i%2 == 0 {
			letter.NextAt = later.Add(time.Duration(i) * time.Second)
		}
		f.letters = append(f.letters, letter)
	}
	want := []FailedJob{
		f.jobs[0],
		{ID: 100, Kind: JobMail, Attempt: 1, Most: 14, Error: "carry letter …: no server", NextAt: later},
		{ID: 99, Kind: JobMail, Attempt: 2, Most: 14, Error: "carry letter …: no server"},
	}
	if diff := cmp.Diff(want, f.shown()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for id, want := range map[int64]int{100: 20, 99: 20, 61: 20, 1: 0, 4711: 0} {
		if got := len(f.like(id)); got != want {
			t.Errorf("%d letters like %d, want %d", got, id, want)
		}
	}
}

func TestTheNextStepOfAWaveFollowsFromItsMarksAndTheClock(t *testing.T) {
	t.Parallel()
	opens := time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC)
	closes := time.Date(2027, 3, 22, 7, 0, 0, 0, time.UTC)
	planned := Wave{OpensAt: opens, ClosesAt: closes, OpensLocal: "2027-03-08T08:00", ClosesLocal: "2027-03-22T08:00", Zone: calendar.DefaultZone}
	with := func(change func(*Wave)) Wave {
		w := planned
		w.OpenedAt = &opens
		change(&w)
		return w
	}
	open := with(func(*Wave) {})
	reminders := calendar.Reminders{Offsets: []int{4}}
	for name, c := range map[string]struct {
		wave Wave
		now  time.Time
		kind EffectKind // empty: nothing is ahead
		at   time.Time
		due  bool
	}{
		"planned":                   {planned, opens.Add(-time.Hour), EffectOpen, opens, false},
		"its time has come":         {planned, opens, EffectOpen, opens, true},
		"open, before the reminder": {open, opens.AddDate(0, 0, 3), EffectRemind, opens.AddDate(0, 0, 4), false},
		"open, after the reminder":  {open, opens.AddDate(0, 0, 4), EffectClose, closes, false},
		"within the grace":          {open, closes, EffectTally, closes.Add(Grace), false},
		"after the grace":           {open, closes.Add(time.Hour), EffectTally, closes.Add(Grace), true},
		"tallied":                   {with(func(w *Wave) { w.TalliedAt = &closes }), closes.Add(time.Hour), EffectDestroy, closes.Add(KeyLife), false},
		"unreadable":                {with(func(w *Wave) { w.Unreadable = 2 }), closes.Add(time.Hour), EffectDestroy, closes.Add(KeyLife), false},
		"released":                  {with(func(w *Wave) { w.TalliedAt, w.ReleasedAt = &closes, &closes }), closes.Add(time.Hour), EffectDestroy, closes.Add(time.Hour), true},
		"cancelled while open":      {with(func(w *Wave) { w.CancelledAt = &closes }), closes, EffectDestroy, closes, true},
		"keys destroyed":            {with(func(w *Wave) { w.KeysDestroyedAt = &closes }), closes, "", time.Time{}, false},
		"missed":                    {Wave{MissedAt: &closes}, closes, "", time.Time{}, false},
		"cancelled before":          {Wave{CancelledAt: &closes}, closes, "", time.Time{}, false},
	} {
		e, ok := nextEffect(c.wave, reminders, c.now)
		if ok != (c.kind != "") || (ok && (e.Kind != c.kind || !e.At.Equal(c.at) || e.Due != c.due)) {
			t.Errorf("%s: %s at %s, due %t, ahead %t", name, e.Kind, e.At, e.Due, ok)
		}
	}
}
