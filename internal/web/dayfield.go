package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
)

// Years that forms offer, counted from the present one.
const (
	yearsBack  = 15
	yearsAhead = 10
)

// dayField draws a day as three selects around the year of today.
func dayField(l *i18n.Locale, f ui.Field, today cooperation.Day) ui.DateField {
	value := cooperation.Day(f.Value).Time()
	year := today.Time().Year()
	d := ui.DateField{
		Name: f.Name, Label: f.Label, Hint: f.Hint, Error: f.Error, Value: value,
		FirstYear: year - yearsBack, LastYear: year + yearsAhead,
	}
	if !value.IsZero() {
		d.FirstYear, d.LastYear = min(d.FirstYear, value.Year()), max(d.LastYear, value.Year())
	}
	if parts := strings.SplitN(f.Value, "-", 3); value.IsZero() && len(parts) == 3 {
		for i, part := range parts {
			d.Parts[i] = strings.TrimLeft(part, "0")
		}
	}
	for month := time.January; month <= time.December; month++ {
		d.Months = append(d.Months, l.Month(month))
	}
	return d
}

// comingDay draws a day that is not to lie in the past: the years begin with
// the present one, or with that of an older day which is set already.
func comingDay(l *i18n.Locale, f ui.Field, today cooperation.Day) ui.DateField {
	d := dayField(l, f, today)
	d.FirstYear = today.Time().Year()
	if !d.Value.IsZero() {
		d.FirstYear = min(d.FirstYear, d.Value.Year())
	}
	return d
}

// dayOf reads the three selects of a day as "2027-01-04"; nothing chosen is
// "", and half a choice is a text that is no day.
func dayOf(c *fiber.Ctx, name string) string {
	day, month, year := c.FormValue(name+"_day"), c.FormValue(name+"_month"), c.FormValue(name+"_year")
	if day == "" && month == "" && year == "" {
		return ""
	}
	d, errDay := strconv.Atoi(day)
	m, errMonth := strconv.Atoi(month)
	y, errYear := strconv.Atoi(year)
	if errDay != nil || errMonth != nil || errYear != nil {
		return year + "-" + month + "-" + day
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// written writes a calendar day, which has no zone: "4. Januar 2027".
func written(l *i18n.Locale, d cooperation.Day) string {
	if d.IsZero() {
		return ""
	}
	return l.In(time.UTC).Date(d.Time())
}

// today is the calendar day where the reader's network is.
func (a *App) today(c *fiber.Ctx) cooperation.Day {
	return cooperation.DayOf(a.Now().In(i18n.From(c.UserContext()).Zone()))
}
