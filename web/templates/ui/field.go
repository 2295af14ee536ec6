package ui

import (
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Field is one field of a form. Error is a finished sentence; the field then
// points to it. The identifier is the name unless ID is set.
type Field struct {
	Name, ID           string
	Label, Hint, Error string
	Value              string
	Type               string // text (default), email, number, tel, url, time, password
	Unit               string // stands after the input: "Tage"
	Autocomplete       string
	Keyboard           string // of touch screens: decimal, numeric; empty for letters
	Min, Max, Step     string // numbers as HTML writes them
	Rows               int    // of a text area, 4 by default
	Required           bool
	Options            []Option // of a select or a group of choices
}

// Option is one choice of a select, a radio group or check boxes.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// Wrong is one line of the summary above a form: which field, and what to do.
type Wrong struct {
	Field, Label, Text string // the label is the field's; empty: the text says what is meant
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// describedBy lists the elements that explain the field, the error first.
func (f Field) describedBy() string {
	switch {
	case f.Error != "" && f.Hint != "":
		return f.id() + "-error " + f.id() + "-hint"
	case f.Error != "":
		return f.id() + "-error"
	case f.Hint != "":
		return f.id() + "-hint"
	default:
		return ""
	}
}

func (f Field) chosen(o Option) bool { return o.Chosen || (f.Value != "" && f.Value == o.Value) }

// ZoneField asks for a time zone: one of the usual ones, or by name where the
// select says so.
type ZoneField struct {
	Select, Other Field
}

// DateField asks for a day in three selects, because native date inputs follow
// the browser's language and not the page's. The parts are sent as
// Name_day, Name_month, Name_year.
type DateField struct {
	Name, Label, Hint, Error string
	Value                    time.Time // zero: nothing chosen
	Parts                    [3]string // year, month, day as they were sent where they are no day
	FirstYear, LastYear      int
	Months                   []string // twelve names in the reader's language
}

func (d DateField) field() Field {
	return Field{Name: d.Name, Label: d.Label, Hint: d.Hint, Error: d.Error}
}

func (d DateField) days() []Option {
	options := make([]Option, 0, 31)
	for day := 1; day <= 31; day++ {
		text := strconv.Itoa(day)
		options = append(options, Option{Value: text, Label: text, Chosen: d.isChosen(2, day)})
	}
	return options
}

func (d DateField) monthOptions() []Option {
	options := make([]Option, 0, len(d.Months))
	for i, name := range d.Months {
		options = append(options, Option{
			Value: strconv.Itoa(i + 1), Label: name,
			Chosen: d.isChosen(1, i+1),
		})
	}
	return options
}

func (d DateField) years() []Option {
	var options []Option
	for year := d.FirstYear; year <= d.LastYear; year++ {
		text := strconv.Itoa(year)
		options = append(options, Option{Value: text, Label: text, Chosen: d.isChosen(0, year)})
	}
	return options
}

// isChosen compares one part of the day: 0 is the year, 1 the month, 2 the day.
func (d DateField) isChosen(part, value int) bool {
	if d.Value.IsZero() {
		return d.Parts[part] == strconv.Itoa(value)
	}
	return [3]int{d.Value.Year(), int(d.Value.Month()), d.Value.Day()}[part] == value
}

func explained(f Field) templ.Attributes {
	attributes := explainedGroup(f)
	if f.Error != "" {
		attributes["aria-invalid"] = "true"
	}
	return attributes
}

// explainedGroup leaves out aria-invalid, which groups do not have.
func explainedGroup(f Field) templ.Attributes {
	attributes := templ.Attributes{}
	if by := f.describedBy(); by != "" {
		attributes["aria-describedby"] = by
	}
	return attributes
}

func choiceClass(kind string) string {
	if kind == "radio" {
		return "radio radio-primary"
	}
	return "checkbox checkbox-primary"
}
