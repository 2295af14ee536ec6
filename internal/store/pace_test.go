package store_test

import (
	"container/heap"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// noon is the beginning of a minute.
var noon = time.Date(2027, 3, 8, 12, 0, 0, 0, time.UTC)

func pacer(db *store.DB, c *testenv.Clock, l campaign.PaceLimits) *campaign.Pacer {
	return campaign.NewPacer(db.Campaign(), campaign.ClockFunc(c.Now), l)
}

func ask(t *testing.T, p *campaign.Pacer, kind campaign.MailKind, domain string) time.Duration {
	t.Helper()
	wait, err := p.Admit(t.Context(), kind, domain)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestLettersBeyondAMinutesLimitWaitForTheirPlaceInTheFollowingOnes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := testenv.NewClock(noon.Add(15 * time.Second))
		p := pacer(db, clock, campaign.PaceLimits{PerMinute: 3})
		var waits []time.Duration
		for range 8 {
			waits = append(waits, ask(t, p, campaign.MailInvitation, "d"))
		}
		second := time.Second
		want := []time.Duration{0, 0, 0, 45 * second, 65 * second, 85 * second, 105 * second, 125 * second}
		if diff := cmp.Diff(want, waits); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		clock.Set(noon.Add(time.Minute))
		if wait := ask(t, p, campaign.MailInvitation, "d"); wait != 0 {
			t.Errorf("a new minute turned the first letter away for %s", wait)
		}
	})
}

func TestAFullDomainHoldsUpItsOwnLettersOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := pacer(db, testenv.NewClock(noon), campaign.PaceLimits{PerMinute: 5, PerDomain: 2})
		for _, domain := range []string{"north", "north"} {
			if ask(t, p, campaign.MailInvitation, domain) != 0 {
				t.Fatal("a letter within the limits was turned away")
			}
		}
		for range 10 { // these must take no place in the count of all
			if ask(t, p, campaign.MailInvitation, "north") == 0 {
				t.Fatal("a third letter went to one domain")
			}
		}
		for _, domain := range []string{"south", "south", "east"} {
			if ask(t, p, campaign.MailInvitation, domain) != 0 {
				t.Errorf("a letter to %s waited for another domain", domain)
			}
		}
		if ask(t, p, campaign.MailInvitation, "west") == 0 {
			t.Error("a sixth letter went out")
		}
	})
}

func TestLettersThatSomebodyWaitsForAreCountedAndGo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := pacer(db, testenv.NewClock(noon), campaign.PaceLimits{PerMinute: 2, PerDomain: 2})
		for range 5 {
			if ask(t, p, campaign.MailSignIn, "d") != 0 || ask(t, p, campaign.MailTest, "d") != 0 {
				t.Fatal("a letter that somebody waits for had to wait")
			}
		}
		if ask(t, p, campaign.MailReminder, "d") == 0 {
			t.Error("letters that somebody waits for are not counted")
		}
	})
}

func TestWithoutLimitsNothingIsCounted(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	p := pacer(db, testenv.NewClock(noon), campaign.PaceLimits{})
	for range 1000 {
		if ask(t, p, campaign.MailInvitation, "d") != 0 {
			t.Fatal("a letter had to wait")
		}
	}
	if n := paces(t, db); n != 0 {
		t.Errorf("%d rows, want none", n)
	}
}

func TestOldMinutesLeaveOneRowForEachScopeAndNoDomain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := testenv.NewClock(noon)
		p := pacer(db, clock, campaign.PaceLimits{PerMinute: 10, PerDomain: 10})
		for range 30 {
			ask(t, p, campaign.MailInvitation, "a")
			ask(t, p, campaign.MailInvitation, "b")
			clock.Advance(time.Minute)
		}
		if n := paces(t, db); n != 3 {
			t.Errorf("%d rows, want 3", n)
		}
	})
}

func TestADomainThatNobodyWritesToAnyMoreIsForgottenTheNextDay(t *testing.T) {
	t.Parallel()
	for name, limits := range map[string]campaign.PaceLimits{"both": {PerMinute: 10, PerDomain: 10}, "domains only": {PerDomain: 10}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				clock := testenv.NewClock(noon)
				p := pacer(db, clock, limits)
				for _, domain := range []string{"a", "b", "c"} {
					ask(t, p, campaign.MailInvitation, domain)
				}
				most := paces(t, db)
				clock.Advance(11 * time.Hour)
				ask(t, p, campaign.MailInvitation, "a")
				if n := paces(t, db); n != most {
					t.Errorf("%d rows late on the same day, want %d", n, most)
				}
				clock.Advance(2 * time.Hour)
				ask(t, p, campaign.MailInvitation, "d")
				if n := paces(t, db); n != most-2 {
					t.Errorf("%d rows on the next day, want %d", n, most-2)
				}
			})
		})
	}
}

func TestAClockSetBackDoesNotHoldLettersUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := testenv.NewClock(noon)
		p := pacer(db, clock, campaign.PaceLimits{PerMinute: 1})
		for _, move := range []time.Duration{0, 24 * time.Hour, -24 * time.Hour, -48 * time.Hour, 72 * time.Hour} {
			clock.Advance(move)
			if ask(t, p, campaign.MailInvitation, "d") != 0 {
				t.Errorf("after a move of %s the first letter waits", move)
			}
			if wait := ask(t, p, campaign.MailInvitation, "d"); wait <= 0 || wait > time.Minute {
				t.Errorf("after a move of %s the second letter waits %s", move, wait)
			}
		}
	})
}

func TestAProcessWhoseClockIsALittleBehindSharesTheMinuteOfTheOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ahead, behind := testenv.NewClock(noon), testenv.NewClock(noon.Add(-time.Second))
		limits := campaign.PaceLimits{PerMinute: 2}
		if ask(t, pacer(db, ahead, limits), campaign.MailInvitation, "d") != 0 || ask(t, pacer(db, behind, limits), campaign.MailInvitation, "d") != 0 {
			t.Fatal("a letter within the limit waits")
		}
		if ask(t, pacer(db, ahead, limits), campaign.MailInvitation, "d") == 0 {
			t.Error("two processes let three letters go in one minute")
		}
	})
}

func TestManyProcessesTogetherStayWithinTheLimit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := testenv.NewClock(noon)
		const workers, letters, limit = 8, 25, 60
		var mu sync.Mutex
		sent := 0
		var group sync.WaitGroup
		for w := range workers {
			group.Go(func() {
				p := pacer(db, clock, campaign.PaceLimits{PerMinute: limit, PerDomain: 10})
				for i := range letters {
					wait, err := p.Admit(context.WithoutCancel(t.Context()), campaign.MailInvitation, fmt.Sprint("d", (w+i)%9))
					if err != nil {
						t.Error(err)
						return
					}
					if wait == 0 {
						mu.Lock()
						sent++
						mu.Unlock()
					}
				}
			})
		}
		group.Wait()
		if sent != limit {
			t.Errorf("%d letters went, want %d", sent, limit)
		}
	})
}

// due is a letter with the moment at which it asks; the earliest comes first.
type due struct {
	at     time.Time
	domain string
}

type queue []due

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at.Before(q[j].at) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(due)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func TestAQueueDrainsAtTheConfiguredRateAndNoFaster(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := testenv.NewClock(noon)
		p := pacer(db, clock, campaign.PaceLimits{PerMinute: 50, PerDomain: 30})
		const letters = 600
		var q queue
		for i := range letters { // they come in over two minutes, as workers get to them
			heap.Push(&q, due{noon.Add(time.Duration(i) * 200 * time.Millisecond), fmt.Sprint("d", i%3)})
		}
		perMinute, perDomain, asked := map[int64]int{}, map[string]int{}, 0
		for q.Len() > 0 {
			next := heap.Pop(&q).(due)
			clock.Set(next.at)
			asked++
			if wait := ask(t, p, campaign.MailInvitation, next.domain); wait > 0 {
				heap.Push(&q, due{next.at.Add(wait), next.domain})
				continue
			}
			minute := next.at.Unix() / 60
			perMinute[minute]++
			perDomain[fmt.Sprint(minute, next.domain)]++
		}
		for minute, n := range perMinute {
			if n > 50 {
				t.Errorf("%d letters in minute %d", n, minute)
			}
		}
		for at, n := range perDomain {
			if n > 30 {
				t.Errorf("%d letters in %s", n, at)
			}
		}
		if minutes := len(perMinute); minutes > 14 {
			t.Errorf("600 letters at 50 a minute took %d minutes", minutes)
		}
		if asked > 6*letters {
			t.Errorf("%d letters asked %d times", letters, asked)
		}
		t.Logf("%d minutes, %d questions", len(perMinute), asked)
	})
}

func paces(t *testing.T, db *store.DB) int {
	t.Helper()
	var n int
	if err := db.SQL().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM mail_paces").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
