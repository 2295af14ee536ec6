package calendar

import (
	"math/bits"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule gives the openings of a rule one after the other. It implements
// cron.Schedule on local calendar fields, so that daylight saving neither
// swallows nor doubles an opening.
type Schedule struct {
	walls wallSource
	from  time.Time // wall time before which nothing opens
	zone  *time.Location
}

var _ cron.Schedule = Schedule{}

// wallSource lists wall times in order.
type wallSource interface {
	// after returns the first wall time later than wall, false when none is left.
	after(wall time.Time) (time.Time, bool)
}

// Next returns the first opening strictly after t, in UTC, or the zero time
// when the rule never opens again.
func (s Schedule) Next(t time.Time) time.Time {
	_, at := s.next(t)
	return at
}

// next returns the opening after t with the wall time that the rule names for
// it, which inside a gap is not what clocks show.
func (s Schedule) next(t time.Time) (wall, at time.Time) {
	wall = Wall(t, s.zone)
	if wall.Before(s.from) {
		wall = s.from.Add(-time.Minute)
	}
	for {
		following, ok := s.walls.after(wall)
		if !ok {
			return time.Time{}, time.Time{}
		}
		// In the second pass of a fold, wall times ahead have already fired.
		if at = Instant(following, s.zone, First); at.After(t) {
			return s.latestWall(following, at), at
		}
		wall = following
	}
}

// latestWall returns the last wall time that falls on the instant at: after a
// gap several of a rule's times may, and they open one window.
func (s Schedule) latestWall(wall, at time.Time) time.Time {
	shown := Wall(at, s.zone)
	for wall.Before(shown) {
		following, ok := s.walls.after(wall)
		if !ok || following.After(shown) {
			return wall
		}
		wall = following
	}
	return wall
}

// single is the one wall time of a one-off rule.
type single time.Time

func (s single) after(wall time.Time) (time.Time, bool) {
	at := time.Time(s)
	return at, at.After(wall)
}

// pattern is a recurring set of wall times: some days of each month, at every
// combination of some hours and minutes.
type pattern struct {
	// days returns a set of days of one month, bit 1 for the 1st.
	days           func(year int, month time.Month) uint64
	hours, minutes uint64 // sets, bit 0 for 0
}

// searchMonths bounds the search: the longest pause of a rule that fires at all
// is from 29 February 2096 to 2104.
const searchMonths = 12 * 12

func (p pattern) after(wall time.Time) (time.Time, bool) {
	start := wall.Truncate(time.Minute).Add(time.Minute)
	year, month, today := start.Date()
	minute := start.Hour()*60 + start.Minute()
	for range searchMonths {
		for days := p.days(year, month) >> today << today; days != 0; days &= days - 1 {
			day := bits.TrailingZeros64(days)
			if day != today {
				minute = 0
			}
			if at, ok := p.clockFrom(minute); ok {
				return time.Date(year, month, day, 0, at, 0, 0, time.UTC), true
			}
		}
		if month++; month > time.December {
			year, month = year+1, time.January
		}
		today, minute = 0, 0
	}
	return time.Time{}, false
}

// clockFrom returns the first clock time of the set at or after minute, both
// counted in minutes from midnight.
func (p pattern) clockFrom(minute int) (int, bool) {
	rest := p.minutes >> (minute % 60) << (minute % 60)
	for hour := minute / 60; hour < 24; hour++ {
		if p.hours&(1<<hour) != 0 && rest != 0 {
			return hour*60 + bits.TrailingZeros64(rest), true
		}
		rest = p.minutes
	}
	return 0, false
}

// lastDay returns the number of days of a month.
func lastDay(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// upTo returns the set of the days 1 to last.
func upTo(last int) uint64 { return 1<<(last+1) - 2 }

// weekdays returns the days of a month that fall on one of the weekdays in the
// set dow, bit 0 for Sunday.
func weekdays(year int, month time.Month, dow uint64) uint64 {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday()
	var days uint64
	for day := 1; day <= lastDay(year, month); day++ {
		if dow&(1<<((int(first)+day-1)%7)) != 0 {
			days |= 1 << day
		}
	}
	return days
}
