package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// narrowForm is how an audience is narrowed, as it is entered: texts, also
// where they are no numbers.
type narrowForm struct {
	teams      []string
	groups     []string
	attributes []string // pairs, see pairOf
	sample     string   // empty: everybody
	unit       string
	rest       string // empty: no rest
}

const unitPercent = "percent"

func narrowFormOf(c *fiber.Ctx) narrowForm {
	return narrowForm{
		teams: valuesOf(c, "audience.teams"), groups: valuesOf(c, "audience.groups"), attributes: valuesOf(c, "audience.attributes"),
		sample: c.FormValue("audience.sample"), unit: c.FormValue("audience.sample_unit"), rest: c.FormValue("audience.rest_days"),
	}
}

func formOfAudience(a campaign.Audience) narrowForm {
	f := narrowForm{teams: a.Teams, groups: a.Groups}
	for name, values := range a.Attributes {
		for _, value := range values {
			f.attributes = append(f.attributes, pairOf(name, value))
		}
	}
	switch {
	case a.Sample.Percent > 0:
		f.sample, f.unit = strconv.Itoa(a.Sample.Percent), unitPercent
	case a.Sample.Count > 0:
		f.sample = strconv.Itoa(a.Sample.Count)
	}
	if a.RestDays > 0 {
		f.rest = strconv.Itoa(a.RestDays)
	}
	return f
}

// narrow adds to an audience what was entered; whether it can be is for the
// service to say.
func (f narrowForm) narrow(a campaign.Audience) campaign.Audience {
	a.Teams, a.Groups = f.teams, f.groups
	for _, pair := range f.attributes {
		if a.Attributes == nil {
			a.Attributes = map[string][]string{}
		}
		name, value := namesOf(pair)
		a.Attributes[name] = append(a.Attributes[name], value)
	}
	size := amount(f.sample)
	if size == 0 && f.sample != "" {
		size = -1 // a sample of nobody is entered, not left out
	}
	switch f.unit {
	case unitPercent:
		a.Sample.Percent = size
	default:
		a.Sample.Count = size
	}
	a.RestDays = amount(f.rest)
	return a
}

// amount reads a number that may be left out.
func amount(text string) int {
	if text = strings.TrimSpace(text); text == "" {
		return 0
	}
	return number(text)
}

// pairOf writes the name and a value of an attribute as one field's value.
func pairOf(name, value string) string { return url.QueryEscape(name) + "=" + url.QueryEscape(value) }

// namesOf reads what pairOf wrote; anything else is a name without a value.
func namesOf(pair string) (name, value string) {
	name, value, _ = strings.Cut(pair, "=")
	for _, text := range []*string{&name, &value} {
		if plain, err := url.QueryUnescape(*text); err == nil {
			*text = plain
		}
	}
	return name, value
}

// maxOffered is how many values of an attribute a form offers: one that nearly
// everybody has a value of their own for divides nobody into groups.
const maxOffered = 40

// narrowFields draws the part of the form that narrows the audience.
func (s *sheet) narrowFields(f narrowForm, chosen []string, ch choices) page.Narrow {
	l := s.l
	field := func(name, value string) ui.Field {
		one := ui.Field{Name: "audience." + name, Value: value, Label: l.T("audience." + name), Error: s.wrong.Of("audience." + name)}
		if key := "audience." + name + "_hint"; l.Has(key) {
			one.Hint = l.T(key)
		}
		s.wrong.label(one)
		return one
	}
	n := page.Narrow{
		Teams: field("teams", ""), Groups: field("groups", ""), Sample: field("sample", f.sample), Rest: field("rest_days", f.rest),
		Unit: ui.Field{Name: "audience.sample_unit", Value: f.unit, Options: []ui.Option{
			{Value: "count", Label: l.T("audience.sample_count")}, {Value: unitPercent, Label: l.T("audience.sample_percent")},
		}},
	}
	n.Rest.Unit, n.Rest.Keyboard = l.T("audience.rest_unit"), "numeric"
	n.Teams.Options = narrowTeams(l, f, chosen, ch)
	n.Groups.Options = narrowGroups(l, f, ch)
	n.Attributes = attributeFields(l, f, ch, s.wrong.Of("audience.attributes"))
	s.wrong.label(ui.Field{Name: "audience.attributes", Label: l.T("audience.attributes")})
	n.Narrowing = ui.Field{Name: "audience.narrowing", Label: l.T("audience.narrow"), Error: s.wrong.Of("audience.narrowing")}
	s.wrong.label(n.Narrowing)
	wrong := slices.ContainsFunc(s.wrong, func(w ui.Wrong) bool { return strings.HasPrefix(w.Field, "audience.") })
	n.Open = wrong || len(f.teams)+len(f.groups)+len(f.attributes) > 0 || f.sample != "" || f.rest != ""
	return n
}

// narrowTeams offers the teams of the chosen companies, of all where none is
// chosen; a chosen team stays in the form whatever becomes of its company.
func narrowTeams(l *i18n.Locale, f narrowForm, companies []string, ch choices) []ui.Option {
	var options []ui.Option
	for _, one := range ch.companies {
		for _, t := range ch.narrowing.Teams {
			picked := slices.Contains(f.teams, t.ID)
			if t.CompanyID == one.ID && (picked || len(companies) == 0 || slices.Contains(companies, one.ID)) {
				options = append(options, ui.Option{Value: t.ID, Label: strings.Join(t.Names, " › "), Hint: one.Name, Chosen: picked})
			}
		}
	}
	return withGone(l, options, f.teams)
}

func narrowGroups(l *i18n.Locale, f narrowForm, ch choices) []ui.Option {
	var options []ui.Option
	for _, g := range ch.narrowing.Groups {
		options = append(options, ui.Option{Value: g.ID, Label: g.Name, Chosen: slices.Contains(f.groups, g.ID)})
	}
	return withGone(l, options, f.groups)
}

// withGone keeps a choice in the form that does not exist any more, so that it
// can be seen and dropped.
func withGone(l *i18n.Locale, options []ui.Option, chosen []string) []ui.Option {
	for _, id := range chosen {
		if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == id }) {
			options = append(options, ui.Option{Value: id, Label: l.T("audience.gone"), Chosen: true})
		}
	}
	return options
}

// attributeFields draws one group of boxes for each attribute; the first one
// carries the fault.
func attributeFields(l *i18n.Locale, f narrowForm, ch choices, fault string) []ui.Field {
	known := slices.Clone(ch.narrowing.Attributes)
	for _, pair := range f.attributes { // what nobody has any more can still be dropped
		name, value := namesOf(pair)
		at := slices.IndexFunc(known, func(k campaign.AttributeValues) bool { return k.Name == name })
		if at < 0 {
			known = append(known, campaign.AttributeValues{Name: name, Values: []string{value}})
		} else if !slices.Contains(known[at].Values, value) {
			known[at].Values = append(slices.Clone(known[at].Values), value)
		}
	}
	var fields []ui.Field
	for _, k := range known {
		var options []ui.Option
		picked := false
		for _, value := range k.Values {
			o := ui.Option{Value: pairOf(k.Name, value), Label: value, Chosen: slices.Contains(f.attributes, pairOf(k.Name, value))}
			if value == "" {
				o.Label = l.T("audience.no_value")
			}
			picked = picked || o.Chosen
			options = append(options, o)
		}
		if len(options) > maxOffered && !picked {
			continue
		}
		one := ui.Field{Name: "audience.attributes", Label: l.T("audience.attribute", "name", k.Name), Options: options}
		if len(fields) > 0 {
			one.ID = "audience.attributes-" + strconv.Itoa(len(fields)+1)
		} else {
			one.Error = fault
		}
		fields = append(fields, one)
	}
	return fields
}
