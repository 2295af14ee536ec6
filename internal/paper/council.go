package paper

import (
	"slices"
	"strconv"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
)

// Council returns the sheet that a works council reads before its people are
// asked, as PDF in the locale's language. told is the sentence that
// respondents read, fixed what the opening of a wave settles.
func Council(l *i18n.Locale, c campaign.CouncilSheet, told string, fixed []string) ([]byte, error) {
	l = l.In(zone(c.Zone))
	day, title := l.Date(c.Made), l.Pick(c.Campaign.Title)
	s := New(Setup{
		Title: l.T("paper.council_title") + ": " + title, Language: l.Lang(), Author: c.Network, Subject: title, At: c.Made,
		Footer: l.T("paper.footer", "network", c.Network, "title", title, "day", day),
		PageOf: func(page, pages int) string { return l.T("paper.page", "page", page, "pages", pages) },
	})
	s.Title(l.T("paper.council_title"), l.T("paper.council_lead", "network", c.Network, "day", day))
	d := council{Sheet: s, l: l, CouncilSheet: c}
	d.about()
	d.whoIsAsked()
	d.when()
	s.Heading(l.T("paper.told"))
	s.Quote(told)
	d.whoSees()
	if d.anonymous() {
		d.figures()
	}
	d.protection()
	s.Heading(l.T("paper.fixed"))
	s.List(fixed)
	s.Heading(l.T("paper.signed"))
	s.Text(l.T("paper.signed_text", "title", title, "day", day))
	s.Signatures([]string{l.T("paper.sign_manager"), l.T("paper.sign_council")})
	d.questions() // last, so that no page holds nothing but signatures
	return s.Bytes()
}

// zone returns a zone that was checked when it was stored.
func zone(name string) *time.Location {
	loaded, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loaded
}

// council is the sheet while it is written.
type council struct {
	*Sheet
	campaign.CouncilSheet
	l *i18n.Locale
}

func (d council) anonymous() bool { return d.Campaign.Mode == campaign.Anonymous }

// sentences are the catalogue's sentences of these keys below "paper.".
func (d council) sentences(keys ...string) []string {
	all := make([]string, len(keys))
	for i, key := range keys {
		all[i] = d.l.T("paper." + key)
	}
	return all
}

func (d council) about() {
	l, content := d.l, d.Content
	d.Heading(l.T("paper.about"))
	d.Pairs([]Pair{
		{l.T("paper.survey"), l.Pick(d.Campaign.Title)},
		{l.T("paper.purpose"), l.Pick(content.Intro)},
		{l.T("paper.questionnaire"), l.T("paper.questionnaire_value", "title", l.Pick(content.Title), "version", d.Version,
			"questions", len(content.Questions()), "minutes", content.Minutes)},
		{l.T("paper.voluntary"), l.T("paper.voluntary_value")},
		{l.T("paper.contact"), d.Contact},
	})
}

func (d council) whoIsAsked() {
	l := d.l
	d.Heading(l.T("paper.who_asked"))
	d.Text(l.T("paper.who_" + string(d.Campaign.Mode)))
	if len(d.Companies) == 0 {
		d.Text(l.T("paper.nobody"))
	} else {
		rows, all := [][]string{}, 0
		for _, c := range d.Companies {
			rows = append(rows, []string{c.Name, l.Int(int64(c.People))})
			all += c.People
		}
		if len(rows) > 1 {
			rows = append(rows, []string{l.T("paper.people_all"), l.Int(int64(all))})
		}
		d.Table([]Column{{Title: l.T("paper.company"), Share: 4}, {Title: l.T("paper.people"), Share: 1, Right: true}}, rows)
	}
	d.List(append(d.narrowed(), l.T("paper.used"), d.division()))
}

// narrowed says what else decides who is asked.
func (d council) narrowed() []string {
	l, a := d.l, d.Campaign.Audience
	var lines []string
	if len(d.Teams) > 0 {
		lines = append(lines, l.T("paper.only_teams", "names", l.List(d.Teams)))
	}
	if len(d.Groups) > 0 {
		lines = append(lines, l.T("paper.only_groups", "names", l.List(d.Groups)))
	}
	for _, name := range sorted(a.Attributes) {
		if values := a.Attributes[name]; len(values) > 0 {
			lines = append(lines, l.T("paper.only_attribute", "name", name, "values", l.List(values)))
		}
	}
	switch {
	case a.Sample.Count > 0:
		lines = append(lines, l.T("paper.sample_count", "n", a.Sample.Count))
	case a.Sample.Percent > 0:
		lines = append(lines, l.T("paper.sample_percent", "percent", l.Percent(float64(a.Sample.Percent)/100, 0)))
	}
	if a.RestDays > 0 {
		lines = append(lines, l.T("paper.rest", "n", a.RestDays))
	}
	return lines
}

func sorted(attributes map[string][]string) []string {
	names := make([]string, 0, len(attributes))
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (d council) division() string {
	switch split := d.Campaign.SplitBy; split {
	case "":
		return d.l.T("paper.split_none")
	case campaign.SplitTeams:
		return d.l.T("paper.split_team")
	default:
		return d.l.T("paper.split_attribute", "attribute", split)
	}
}

func (d council) when() {
	l := d.l
	d.Heading(l.T("paper.when"))
	d.Text(d.Campaign.Rule.Describe().In(l) + ".")
	if len(d.Windows) > 0 {
		var lines []string
		for _, w := range d.Windows {
			local := l.In(zone(w.Zone))
			lines = append(lines, l.T("campaign.window", "opens", local.LongDateTime(w.Opens), "closes", local.LongDateTime(w.Closes)))
		}
		d.Text(l.T("paper.next_windows"))
		d.List(lines)
	}
	r := d.Campaign.Reminders.Within(d.Campaign.Rule.Length)
	if len(r.Offsets) == 0 {
		d.Text(l.T("paper.reminders_none"))
		return
	}
	days := make([]string, len(r.Offsets))
	for i, n := range r.Offsets {
		days[i] = strconv.Itoa(n)
	}
	key := "paper.reminders_all"
	if r.OnlyMissing {
		key = "paper.reminders_missing"
	}
	d.Text(l.T(key, "days", l.List(days)) + " " + l.T("paper.reminders_quiet"))
}

// whoSees says who sees what, and when.
func (d council) whoSees() {
	who := [][2]string{
		{"open", "open_text"}, {"manager", "manager_text"}, {"company", "company_text"}, {"reader", "reader_text"},
		{"people", "people_text"}, {"nobody", "nobody_text"},
	}
	if !d.anonymous() {
		who = [][2]string{{"manager", "attributed_text"}, {"company", "attributed_company_text"}, {"nobody", "attributed_nobody_text"}}
	}
	d.Heading(d.l.T("paper.see"))
	pairs := make([]Pair, len(who))
	for i, one := range who {
		pairs[i] = Pair{d.l.T("paper.see_" + one[0]), d.l.T("paper.see_" + one[1])}
	}
	d.Pairs(pairs)
}

// figures says which numbers a group gets.
func (d council) figures() {
	l := d.l
	d.Heading(l.T("paper.rules"))
	d.Text(l.T("paper.rules_text", "k", d.K))
	var rows [][]string
	for _, r := range analytics.Rules(d.K) {
		words := l.T("outlook.between", "from", r.From, "to", r.To)
		switch {
		case r.From == 0:
			words = l.T("outlook.below", "k", r.To+1)
		case r.To == 0:
			words = l.T("outlook.from", "from", r.From)
		}
		rows = append(rows, []string{words, l.T("outlook.shows_" + string(r.Shows))})
	}
	d.Table([]Column{{Title: l.T("outlook.answers"), Share: 1}, {Title: l.T("campaign.shown"), Share: 3}}, rows)
}

// protection says how answers are protected, and what no program can promise.
func (d council) protection() {
	d.Heading(d.l.T("paper.protect"))
	if !d.anonymous() {
		d.List(d.sentences("protect_named", "protect_mail", "protect_log", "protect_person"))
		return
	}
	points := d.sentences("protect_sealed", "protect_tally", "protect_deleted", "protect_participation", "protect_draft",
		"protect_mail", "protect_log", "protect_text", "protect_person")
	if len(d.Companies) == 2 {
		points = append(points, d.l.T("paper.protect_two"))
	}
	d.List(points)
	d.Heading(d.l.T("paper.limits"))
	d.List(d.sentences("limits_operator", "limits_invented", "limits_groups", "limits_network"))
}
