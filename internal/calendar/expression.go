package calendar

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/robfig/cron/v3"

	"kreislauf/internal/fault"
)

// starBit is set by robfig's parser on a field that is not restricted.
const starBit = 1 << 63

// maxExpression bounds the text of an expression, in bytes.
const maxExpression = 200

// expression is a parsed cron expression as sets of bits.
//
// Days 29 to 31 clamp to the end of a shorter month when they are named, as
// numbers or in a range, and the month is "*": "0 8 31 * *" is the last day of
// each month, "0 8 15,31 * *" the 15th and the last day, "0 8 29-31 * *" every
// day from the 29th, or the 28th of February. A step ("*/10") names a distance
// and meets existing days only; nothing clamps beside a restricted month
// ("0 8 31 1-12 *").
type expression struct {
	dom, months, dow uint64
	clamped          uint64 // the days of dom that clamp
}

// parseExpression reads a five-field expression or a word like "@monthly".
// robfig's ParseStandard does the reading only: its evaluation skips gaps,
// doubles folds and gives up after five years.
func parseExpression(text string) (pattern, error) {
	text = strings.TrimSpace(text)
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "tz=") || strings.HasPrefix(lower, "cron_tz="):
		return pattern{}, fault.Invalid("rule.cron", "error.rule_crontz")
	case strings.HasPrefix(lower, "@every"):
		return pattern{}, fault.Invalid("rule.cron", "error.rule_every")
	case text == "" || len(text) > maxExpression:
		return pattern{}, fault.Invalid("rule.cron", "error.rule_syntax")
	}
	if err := checkFields(text); err != nil {
		return pattern{}, err
	}
	parsed, err := cron.ParseStandard(text)
	spec, ok := parsed.(*cron.SpecSchedule)
	if err != nil || !ok {
		return pattern{}, fault.Invalid("rule.cron", "error.rule_syntax")
	}
	if spec.Dom&starBit == 0 && spec.Dow&starBit == 0 {
		return pattern{}, fault.Invalid("rule.cron", "error.rule_dom_dow")
	}
	e := expression{dom: spec.Dom, months: spec.Month, dow: spec.Dow, clamped: clampedDays(text, spec)}
	return pattern{days: e.days, hours: spec.Hour, minutes: spec.Minute}, nil
}

// fieldFaults are the keys of a field that cannot be read, in their order.
var fieldFaults = []string{
	"error.rule_cron_minute", "error.rule_cron_hour", "error.rule_cron_day", "error.rule_cron_month", "error.rule_cron_weekday",
}

// fieldForm is what a field may look like: robfig's parser takes "*-5" for "*",
// "+5" for "5" and "," for nothing.
var fieldForm = regexp.MustCompile(`^` + fieldPart + `(?:,` + fieldPart + `)*$`)

const fieldPart = `(?:[*?]|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:/[0-9]+)?`

// checkFields names the field that cannot be read; a text that has no five is
// left to the parser.
func checkFields(text string) error {
	fields := strings.Fields(text)
	if len(fields) != len(fieldFaults) {
		return nil
	}
	for i, field := range fields {
		alone := []string{"*", "*", "*", "*", "*"}
		alone[i] = field
		if _, err := cron.ParseStandard(strings.Join(alone, " ")); err == nil && fieldForm.MatchString(field) {
			continue
		}
		if strings.ContainsFunc(field, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return fault.Invalid("rule.cron", "error.rule_syntax")
		}
		return fault.Invalid("rule.cron", fieldFaults[i], "text", field)
	}
	return nil
}

// clampedDays returns the days 29 to 31 that the text names, bit 31 for the 31st.
func clampedDays(text string, spec *cron.SpecSchedule) uint64 {
	fields := strings.Fields(text)
	if len(fields) != 5 || spec.Month&starBit == 0 {
		return 0
	}
	var days uint64
	for part := range strings.SplitSeq(fields[2], ",") {
		low, high, isRange := strings.Cut(part, "-")
		if !isRange {
			high = low
		}
		first, errLow := strconv.Atoi(low)
		last, errHigh := strconv.Atoi(high)
		if errLow == nil && errHigh == nil {
			days |= upTo(last) &^ upTo(first-1) &^ upTo(28)
		}
	}
	return days
}

func (e expression) days(year int, month time.Month) uint64 {
	if e.months&(1<<month) == 0 {
		return 0
	}
	last := lastDay(year, month)
	days := e.dom & upTo(last)
	if e.clamped&^upTo(last) != 0 {
		days |= 1 << last
	}
	return days & weekdays(year, month, e.dow)
}
