package cooperation

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kreislauf/internal/fault"
)

// Lengths of texts, in characters.
const (
	maxName = 120
	maxLine = 200
	maxText = 5000
	maxLaw  = 50000
)

// maxAmount keeps figures within what a double holds to the cent.
const maxAmount = 1e12

// input reads the fields of one form and collects what is wrong with them.
type input struct{ faults fault.Errors }

// need reads a text that must not be empty.
func (in *input) need(field, text string, limit int) string {
	text = in.text(field, text, limit)
	if text == "" && !in.wrong(field) {
		in.faults.Add(field, "error.required")
	}
	return text
}

// text reads a text without the blanks around it, with plain line ends.
func (in *input) text(field, text string, limit int) string {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		in.faults.Add(field, "error.text")
		return ""
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if utf8.RuneCountInString(text) > limit {
		in.faults.Add(field, "error.too_long", "max", limit)
	}
	return text
}

// day reads a calendar day, which may be empty.
func (in *input) day(field, text string) Day {
	day, err := ParseDay(strings.TrimSpace(text))
	if err != nil {
		in.faults.Add(field, "error.date")
	}
	return day
}

// needDay reads a calendar day that must not be empty.
func (in *input) needDay(field, text string) Day {
	day := in.day(field, text)
	if day.IsZero() && !in.wrong(field) {
		in.faults.Add(field, "error.required")
	}
	return day
}

// number reads a figure with a point or a comma before the decimals and
// without marks between the thousands, which the two languages write
// differently. Values from the outside may be NaN or infinite: both are refused.
func (in *input) number(field, text string) float64 {
	text = strings.TrimSpace(text)
	if text == "" {
		in.faults.Add(field, "error.required")
		return 0
	}
	plain := strings.Replace(strings.ReplaceAll(text, "−", "-"), ",", ".", 1)
	value, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsNaN(value) || math.Abs(value) > maxAmount || strings.ContainsAny(plain, "xX_pP") {
		in.faults.Add(field, "error.number")
		return 0
	}
	return value
}

// amount reads a figure that is not negative.
func (in *input) amount(field, text string) float64 {
	value := in.number(field, text)
	if value < 0 {
		in.faults.Add(field, "error.negative")
	}
	return value
}

// unless adds a fault for field when the rule does not hold; a field that is
// wrong already keeps its first fault.
func (in *input) unless(holds bool, field, key string, args ...any) {
	if !holds && !in.wrong(field) {
		in.faults.Add(field, key, args...)
	}
}

func (in *input) wrong(field string) bool {
	return slices.ContainsFunc(in.faults, func(f *fault.Fault) bool { return f.Field == field })
}

func (in *input) err() error { return in.faults.Err() }
