package calendar

import (
	"strconv"
	"time"
)

// Description is a sentence as a catalogue key with arguments in pairs
// ("name", value). A value may be a Description or a list of them.
type Description struct {
	Key  string
	Args []any
}

// Speaker writes sentences in the reader's language; *i18n.Locale is one.
type Speaker interface {
	T(key string, args ...any) string
	List(words []string) string
}

// In returns the description in the speaker's language.
func (d Description) In(s Speaker) string {
	args := make([]any, len(d.Args))
	for i, arg := range d.Args {
		switch v := arg.(type) {
		case Description:
			args[i] = v.In(s)
		case []Description:
			words := make([]string, len(v))
			for j, word := range v {
				words[j] = word.In(s)
			}
			args[i] = s.List(words)
		default:
			args[i] = arg
		}
	}
	return s.T(d.Key, args...)
}

func say(key string, args ...any) Description { return Description{Key: key, Args: args} }

// Describe puts the rule in words: when windows open, in which zone unless it
// is the default one, and for how long. A rule that Validate refuses may read
// as incomplete.
func (r Rule) Describe() Description {
	when, open := r.when(), r.Length.describe()
	if r.Zone != "" && r.Zone != DefaultZone {
		return say("rule.sentence_zone", "when", when, "zone", r.Zone, "open", open)
	}
	return say("rule.sentence", "when", when, "open", open)
}

func (r Rule) when() Description {
	switch r.Kind {
	case KindOnce:
		if wall, err := parseWall(r.Once); err == nil {
			return describeOnce(wall)
		}
	case KindPlain:
		if _, err := r.Plain.pattern(); err == nil {
			return r.Plain.describe()
		}
	case KindCron:
		return say("rule.cron", "cron", r.Cron)
	}
	return say("rule.incomplete")
}

func describeOnce(wall time.Time) Description {
	return say("rule.once",
		"weekday", describeWeekday(wall.Weekday()),
		"day", strconv.Itoa(wall.Day()),
		"month", describeMonth(wall.Month()),
		"year", strconv.Itoa(wall.Year()),
		"time", wall.Format("15:04"))
}

// describe names the months wherever the rhythm alone does not settle them.
func (p Plain) describe() Description {
	rhythm := string(p.Every)
	if p.Every == EveryHalfYear {
		rhythm = "half_year"
	}
	args := []any{"day", p.describeDay(), "time", p.Time}
	months := p.months()
	switch {
	case p.Every == EveryWeek, p.Every == EveryMonth:
		return say("rule."+rhythm, args...)
	case p.Every != EveryYear && months[0] == time.January && p.isEarly():
		return say("rule."+rhythm, args...)
	}
	names := make([]Description, len(months))
	for i, month := range months {
		names[i] = describeMonth(month)
	}
	return say("rule."+rhythm+"_months", append(args, "months", names)...)
}

// isEarly reports that "every quarter, first Monday" can only mean the first
// month of the quarter.
func (p Plain) isEarly() bool { return p.Day == 1 || p.Ordinal == OrdinalFirst }

func (p Plain) describeDay() Description {
	switch {
	case p.Day == 31:
		return say("rule.day_last")
	case p.Day >= 29:
		return say("rule.day_clamped", "day", strconv.Itoa(p.Day))
	case p.Day > 0:
		return say("rule.day", "day", strconv.Itoa(p.Day))
	case p.Ordinal != "":
		return say("rule.ordinal_"+string(p.Ordinal), "weekday", describeWeekday(p.Weekday))
	}
	return say("rule.day_weekday", "weekday", describeWeekday(p.Weekday))
}

func (l Length) describe() Description {
	if l.Days > 0 {
		return say("rule.open_days", "n", l.Days)
	}
	return say("rule.open_hours", "n", l.Hours)
}

func describeWeekday(d time.Weekday) Description {
	return say("common.weekday_" + strconv.Itoa(int(d)))
}

func describeMonth(m time.Month) Description {
	return say("common.month_" + strconv.Itoa(int(m)))
}
