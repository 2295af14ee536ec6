package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/calendar"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// ruleForm is a campaign's rule as it is entered: texts, also where they are
// no numbers.
type ruleForm struct {
	kind    calendar.Kind
	once    string // day
	every   calendar.Every
	day     string // an ordinal of the weekday, or a day of the month
	weekday string
	month   string
	time    string
	cron    string
	zone    string
	length  string
	unit    string
	start   string
}

const unitHours = "hours"

func newRuleForm(today cooperation.Day, zone string) ruleForm {
	return ruleForm{
		kind: calendar.KindPlain, once: string(cooperation.DayOf(today.Time().AddDate(0, 0, 14))), every: calendar.EveryQuarter,
		day: string(calendar.OrdinalFirst), weekday: "1", month: "1", time: "08:00", zone: zone, length: "14", unit: "days",
	}
}

func ruleFormOf(c *fiber.Ctx) ruleForm {
	return ruleForm{
		kind: calendar.Kind(c.FormValue("rule.kind")), once: dayOf(c, "rule.once"), every: calendar.Every(c.FormValue("rule.every")),
		day: c.FormValue("rule.day"), weekday: c.FormValue("rule.weekday"), month: c.FormValue("rule.start_month"),
		time: c.FormValue("rule.time"), cron: c.FormValue("rule.cron"), zone: chosenZone(c, "rule.zone"),
		length: c.FormValue("rule.length"), unit: c.FormValue("rule.unit"), start: dayOf(c, "rule.start_from"),
	}
}

func formOfRule(r calendar.Rule, blank ruleForm) ruleForm {
	f := blank
	f.kind, f.cron, f.zone, f.start = r.Kind, r.Cron, r.Zone, r.StartFrom
	f.length, f.unit = strconv.Itoa(r.Length.Days), "days"
	if r.Length.Hours > 0 {
		f.length, f.unit = strconv.Itoa(r.Length.Hours), unitHours
	}
	if at, err := time.Parse(calendar.WallLayout, r.Once); err == nil && r.Kind == calendar.KindOnce {
		f.once, f.time = at.Format(calendar.DateLayout), at.Format("15:04")
	}
	if p := r.Plain; r.Kind == calendar.KindPlain {
		f.every, f.weekday, f.time = p.Every, strconv.Itoa(int(p.Weekday)), p.Time
		f.month = strconv.Itoa(max(int(p.StartMonth), 1))
		if f.day = string(p.Ordinal); p.Day > 0 {
			f.day = strconv.Itoa(p.Day)
		}
	}
	return f
}

// rule is what was entered; whether it can be is for the service to say.
func (f ruleForm) rule() calendar.Rule {
	r := calendar.Rule{Kind: f.kind, Zone: f.zone}
	switch length := number(f.length); f.unit {
	case unitHours:
		r.Length.Hours = length
	default:
		r.Length.Days = length
	}
	switch f.kind {
	case calendar.KindOnce:
		r.Once = f.once + "T" + f.time
		return r
	case calendar.KindPlain:
		r.Plain = f.plain()
	case calendar.KindCron:
		r.Cron = f.cron
	}
	r.StartFrom = f.start
	return r
}

func (f ruleForm) plain() calendar.Plain {
	p := calendar.Plain{Every: f.every, Weekday: time.Weekday(number(f.weekday)), Time: f.time}
	if f.every == calendar.EveryWeek {
		return p
	}
	if f.every != calendar.EveryMonth {
		p.StartMonth = time.Month(number(f.month))
	}
	if p.Day = number(f.day); p.Day <= 0 {
		p.Day, p.Ordinal = 0, calendar.Ordinal(f.day)
	} else {
		p.Weekday = time.Sunday
	}
	return p
}

// number reads a whole number; what is none becomes -1, which no field takes.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// ruleFields draws the rule's part of the form.
func (s *sheet) ruleFields(f ruleForm) page.Rule {
	l := s.l
	choose := func(name, value string, options []ui.Option) ui.Field {
		field := s.field("rule."+name, value)
		field.Options = options
		return field
	}
	r := page.Rule{
		Kind:      choose("kind", string(f.kind), kindOptions(l)),
		Every:     choose("every", string(f.every), everyOptions(l)),
		Day:       choose("day", f.day, dayOptions(l)),
		Weekday:   choose("weekday", f.weekday, weekdayOptions(l)),
		Month:     choose("start_month", f.month, monthOptions(l)),
		Time:      s.field("rule.time", f.time),
		Cron:      s.field("rule.cron", f.cron),
		Zone:      zoneFields(l, "rule.zone", f.zone, s.wrong),
		Once:      comingDay(l, s.field("rule.once", f.once), s.today),
		StartFrom: comingDay(l, s.field("rule.start_from", f.start), s.today),
		Length:    s.field("rule.length", f.length),
		Unit: ui.Field{Name: "rule.unit", Value: f.unit, Options: []ui.Option{
			{Value: "days", Label: l.T("campaign.unit_days")}, {Value: unitHours, Label: l.T("campaign.unit_hours")},
		}},
	}
	r.Time.Keyboard = "numeric"
	return r
}

func kindOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, kind := range []calendar.Kind{calendar.KindOnce, calendar.KindPlain, calendar.KindCron} {
		key := "campaign.kind_" + string(kind)
		options = append(options, ui.Option{Value: string(kind), Label: l.T(key), Hint: l.T(key + "_hint")})
	}
	return options
}

func everyOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, every := range calendar.Rhythms {
		options = append(options, ui.Option{Value: string(every), Label: everyWords(l, every)})
	}
	return options
}

func dayOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, ordinal := range calendar.Ordinals {
		options = append(options, ui.Option{Value: string(ordinal), Label: l.T("campaign.day_" + string(ordinal))})
	}
	for day := 1; day <= 31; day++ {
		key := "campaign.day_number"
		if day > 28 {
			key = "campaign.day_clamped"
		}
		options = append(options, ui.Option{Value: strconv.Itoa(day), Label: l.T(key, "day", strconv.Itoa(day))})
	}
	return options
}

// weekdayOptions begin with Monday.
func weekdayOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		options = append(options, ui.Option{Value: strconv.Itoa(int(day)), Label: l.Weekday(day)})
	}
	return options
}

func monthOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for month := time.January; month <= time.December; month++ {
		options = append(options, ui.Option{Value: strconv.Itoa(int(month)), Label: l.Month(month)})
	}
	return options
}

// windowWords writes a window as people read it, in its own zone.
func windowWords(l *i18n.Locale, w calendar.Window) string {
	local := l.In(zoneOf(w.Zone))
	return l.T("campaign.window", "opens", local.LongDateTime(w.Opens), "closes", local.LongDateTime(w.Closes))
}
