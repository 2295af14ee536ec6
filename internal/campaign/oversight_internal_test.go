package campaign

import (
	"testing"
	"time"
)

func TestTheNextStepOfAWaveFollowsFromItsMarksAndTheClock(t *testing.T) {
	t.Parallel()
	opens := time.Date(2027, 3, 8, 7, 0, 0, 0, time.UTC)
	closes := time.Date(2027, 3, 22, 7, 0, 0, 0, time.UTC)
	planned := Wave{OpensAt: opens, ClosesAt: closes, OpensLocal: "2027-03-08T08:00", ClosesLocal: "2027-03-22T08:00", Zone: DefaultZone}
	with := func(change func(*Wave)) Wave {
		w := planned
		w.OpenedAt = &opens
		change(&w)
		return w
	}
	open := with(func(*Wave) {})
	reminders := Reminders{Offsets: []int{4}}
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
