package i18n

import (
	"strconv"
	"time"
)

// Date writes the calendar day of t in the reader's zone: "4. Januar 2027" in
// German, "4 January 2027" in English.
func (l *Locale) Date(t time.Time) string {
	t = t.In(l.zone)
	return l.day(t) + " " + l.Month(t.Month()) + " " + strconv.Itoa(t.Year())
}

// DayMonth writes the day without the year: "4. Januar".
func (l *Locale) DayMonth(t time.Time) string {
	t = t.In(l.zone)
	return l.day(t) + " " + l.Month(t.Month())
}

// LongDate writes the day with its weekday: "Montag, 4. Januar 2027".
func (l *Locale) LongDate(t time.Time) string {
	return l.Weekday(t.In(l.zone).Weekday()) + ", " + l.Date(t)
}

// DateTime writes day and clock time: "4. Januar 2027, 08:00 Uhr".
func (l *Locale) DateTime(t time.Time) string { return l.Date(t) + ", " + l.Clock(t) }

// LongDateTime writes weekday, day and clock time.
func (l *Locale) LongDateTime(t time.Time) string { return l.LongDate(t) + ", " + l.Clock(t) }

// Clock writes the clock time in the reader's zone: "08:00 Uhr", "08:00".
func (l *Locale) Clock(t time.Time) string {
	text := t.In(l.zone).Format("15:04")
	if l.lang == "en" {
		return text
	}
	return text + noBreak + "Uhr"
}

// Month writes a month's name.
func (l *Locale) Month(m time.Month) string {
	return l.T("common.month_" + strconv.Itoa(int(m)))
}

// MonthShort writes a month's abbreviation, for the axes of charts.
func (l *Locale) MonthShort(m time.Month) string {
	return l.T("common.month_short_" + strconv.Itoa(int(m)))
}

// Weekday writes a weekday's name.
func (l *Locale) Weekday(d time.Weekday) string {
	return l.T("common.weekday_" + strconv.Itoa(int(d)))
}

func (l *Locale) day(t time.Time) string {
	text := strconv.Itoa(t.Day())
	if l.lang == "en" {
		return text
	}
	return text + "."
}
