package campaign

import (
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

func TestAudiencesAreIdenticalOrDifferByKInEachDirectionPerCompany(t *testing.T) {
	t.Parallel()
	all := crowd(20, "a", "b")
	a, b := all[:20], all[20:]
	for name, c := range map[string]struct {
		one, other []roster.Person
		want       bool
	}{
		"identical":                             {all, all, false},
		"one person less":                       {all, all[1:], true},
		"four less":                             {all, all[4:], true},
		"five less":                             {all, all[5:], false},
		"five less in sum, of two companies":    {all, append(all[3:20:20], all[22:]...), true},
		"five less here, one more there":        {append(all[5:20:20], b...), append(a[:20:20], b[1:]...), true},
		"five exchanged for five others":        {a[:15], a[5:], false},
		"five exchanged for four others":        {a[:15], a[5:19], true},
		"a whole company less":                  {all, a, false},
		"a company of three less":               {append(a[:20:20], b[:3]...), a, true},
		"nobody in common":                      {a[:3], b, false},
		"nobody in common in the same company":  {a[:3], a[3:6], false},
		"the same company, apart but for one":   {a[:10], a[9:18], false},
		"nobody at all is compared with nobody": {nil, a, false},
	} {
		for _, pair := range [][2][]roster.Person{{c.one, c.other}, {c.other, c.one}} {
			seats := func(people []roster.Person) seating { return tree{}.seats(division{}, people) }
			if got := tooAlike(seats(pair[0]), seats(pair[1]), false, 5, everybody); got != c.want {
				t.Errorf("%s: too alike is %t, want %t", name, got, c.want)
			}
		}
	}
}

func TestWavesAreNearWhenAtMostSixtyDaysLieBetweenThem(t *testing.T) {
	t.Parallel()
	at := func(day int) Wave {
		opens := time.Date(2027, 1, day, 7, 0, 0, 0, time.UTC)
		return Wave{OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 14)}
	}
	for day, want := range map[int]bool{1: true, 8: true, 15: true, 60: true, 75: true, 76: false, 400: false} {
		if at(1).isNear(at(day)) != want || at(day).isNear(at(1)) != want {
			t.Errorf("a wave of 1 January and one of its day %d: near is not %t", day, want)
		}
	}
}

func TestASampleThatIsDrawnOftenNeedsRestBetweenTheDraws(t *testing.T) {
	t.Parallel()
	wave := func(day int) Wave {
		opens := time.Date(2027, 1, day, 7, 0, 0, 0, time.UTC)
		return Wave{OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 14), Zone: calendar.DefaultZone}
	}
	for name, c := range map[string]struct {
		audience Audience
		waves    []Wave
		refused  bool
	}{
		"everybody each month":             {Audience{}, []Wave{wave(1), wave(31)}, false},
		"a sample once":                    {Audience{Sample: Sample{Count: 5}}, []Wave{wave(1)}, false},
		"a sample each quarter":            {Audience{Sample: Sample{Count: 5}}, []Wave{wave(1), wave(91)}, false},
		"a sample each month":              {Audience{Sample: Sample{Count: 5}}, []Wave{wave(1), wave(31)}, true},
		"with rest that is a day short":    {Audience{Sample: Sample{Percent: 20}, RestDays: 74}, []Wave{wave(1), wave(31)}, true},
		"with rest beyond the sixty days":  {Audience{Sample: Sample{Percent: 20}, RestDays: 75}, []Wave{wave(1), wave(31)}, false},
		"all per cent are a draw as well":  {Audience{Sample: Sample{Percent: 100}}, []Wave{wave(1), wave(31)}, true},
		"nothing planned, nothing refused": {Audience{Sample: Sample{Count: 5}}, nil, false},
	} {
		err := Campaign{Audience: c.audience}.checkOwnSamples(c.waves)
		if refused := fault.KindOf(err) == fault.KindInvalid; refused != c.refused || (err != nil) != refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}
