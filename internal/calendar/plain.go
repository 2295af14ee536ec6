package calendar

import (
	"math/bits"
	"slices"
	"time"

	"kreislauf/internal/fault"
)

// Every is the rhythm of a plain rule.
type Every string

// Rhythms of a plain rule.
const (
	EveryWeek     Every = "week"
	EveryMonth    Every = "month"
	EveryQuarter  Every = "quarter"
	EveryHalfYear Every = "half-year"
	EveryYear     Every = "year"
)

// Ordinal picks one of a month's Mondays, Tuesdays and so on.
type Ordinal string

// Ordinals of a weekday in its month.
const (
	OrdinalFirst  Ordinal = "first"
	OrdinalSecond Ordinal = "second"
	OrdinalThird  Ordinal = "third"
	OrdinalFourth Ordinal = "fourth"
	OrdinalLast   Ordinal = "last"
)

// Ordinals in the order of a form.
var Ordinals = []Ordinal{OrdinalFirst, OrdinalSecond, OrdinalThird, OrdinalFourth, OrdinalLast}

// Rhythms in the order of a form.
var Rhythms = []Every{EveryWeek, EveryMonth, EveryQuarter, EveryHalfYear, EveryYear}

// Plain is a recurrence chosen from a form: "every quarter, first Monday,
// 08:00". A weekly one has a Weekday only; every other has either Day, or
// Ordinal with Weekday.
type Plain struct {
	Every   Every        `json:"every"`
	Day     int          `json:"day,omitempty"`     // 1 to 31, clamped to the end of a shorter month
	Ordinal Ordinal      `json:"ordinal,omitempty"` // of Weekday in its month
	Weekday time.Weekday `json:"weekday"`           // 0 is Sunday
	// StartMonth is one month that the rule opens in, from which quarters,
	// half-years and years are counted; 0 is January. Weeks and months ignore it.
	StartMonth time.Month `json:"start_month,omitempty"`
	Time       string     `json:"time"` // "08:00"
}

// pattern returns the wall times of p, or the faults of all its fields.
func (p Plain) pattern() (pattern, error) {
	var errs fault.Errors
	if !slices.Contains(Rhythms, p.Every) {
		errs.Add("rule.every", "error.rule_rhythm")
	}
	if p.Weekday < time.Sunday || p.Weekday > time.Saturday {
		errs.Add("rule.weekday", "error.rule_weekday")
	}
	if !p.namesOneDay() {
		errs.Add("rule.day", "error.rule_day")
	}
	if p.StartMonth < 0 || p.StartMonth > time.December {
		errs.Add("rule.start_month", "error.rule_month")
	}
	clock, err := parseStrict("15:04", p.Time)
	if err != nil {
		errs.Add("rule.time", "error.rule_time")
	}
	if err := errs.Err(); err != nil {
		return pattern{}, err
	}
	return pattern{days: p.days, hours: 1 << clock.Hour(), minutes: 1 << clock.Minute()}, nil
}

func (p Plain) namesOneDay() bool {
	byDay := p.Day >= 1 && p.Day <= 31
	byWeekday := slices.Contains(Ordinals, p.Ordinal)
	switch {
	case p.Every == EveryWeek:
		return p.Day == 0 && p.Ordinal == ""
	case byDay:
		return p.Ordinal == ""
	default:
		return byWeekday && p.Day == 0
	}
}

func (p Plain) days(year int, month time.Month) uint64 {
	if !slices.Contains(p.months(), month) {
		return 0
	}
	if p.Day > 0 {
		return 1 << min(p.Day, lastDay(year, month))
	}
	days := weekdays(year, month, 1<<p.Weekday)
	switch p.Ordinal {
	case OrdinalSecond, OrdinalThird, OrdinalFourth:
		for range slices.Index(Ordinals, p.Ordinal) {
			days &= days - 1
		}
		return days & -days
	case OrdinalFirst:
		return days & -days
	case OrdinalLast:
		return 1 << (bits.Len64(days) - 1)
	}
	return days
}

// months lists the months that p opens in, in the order of the calendar.
func (p Plain) months() []time.Month {
	step := p.monthsApart()
	first := (max(p.StartMonth, time.January)-1)%step + 1
	var months []time.Month
	for month := first; month <= time.December; month += step {
		months = append(months, month)
	}
	return months
}

func (p Plain) monthsApart() time.Month {
	switch p.Every {
	case EveryQuarter:
		return 3
	case EveryHalfYear:
		return 6
	case EveryYear:
		return 12
	}
	return 1
}
