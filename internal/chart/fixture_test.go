package chart_test

import (
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
)

var agree5 = survey.Scale{
	Code: "agree5", Min: 1, Max: 5,
	Labels: []survey.Text{
		{"de": "gar nicht", "en": "not at all"}, {"de": "eher nicht", "en": "mostly not"}, {"de": "teils", "en": "partly"},
		{"de": "eher", "en": "mostly"}, {"de": "voll", "en": "fully"},
	},
}

// hostile is a company's name that must stay text wherever it appears.
const hostile = `</script><b>"{b}" & Söhne`

func shares(percent ...int) []analytics.Share {
	all := make([]analytics.Share, len(percent))
	for i, p := range percent {
		all[i].Percent = p
	}
	return all
}

func mean(v float64) *float64 { return &v }

func exact(n int, m float64, percent ...int) analytics.Cell {
	c := analytics.Cell{Kind: analytics.Distribution, N: n, Mean: mean(m), Shares: shares(percent...)}
	c.Groups = [3]analytics.Share{{Percent: percent[0] + percent[1]}, {Percent: percent[2]}, {Percent: percent[3] + percent[4]}}
	return c
}

// statements hold every way in which a cell can be shown.
func statements() []chart.Line {
	capped := exact(67, 3.8, 0, 12, 12, 46, 30)
	capped.Mean = nil
	capped.Shares[0] = analytics.Share{Capped: analytics.Under}
	capped.Shares[1] = analytics.Share{Hidden: true}
	limit := analytics.Cell{Kind: analytics.ThreeGroups, N: 14, Groups: [3]analytics.Share{{Percent: 50}, {Capped: analytics.Under}, {Percent: 40}}}
	beyond := analytics.Cell{Kind: analytics.ThreeGroups, N: 12, Groups: [3]analytics.Share{{Hidden: true}, {Hidden: true}, {Capped: analytics.Over}}}
	few := analytics.Cell{Kind: analytics.Mean, N: 8, Mean: mean(2.4), FewMissing: true}
	near := analytics.Cell{Kind: analytics.Mean, N: 9, MeanBand: analytics.BandHigh}
	return []chart.Line{
		{Name: "Absprachen sind verlässlich", Cell: exact(67, 3.9, 10, 12, 12, 36, 30)},
		{Name: "Besprechungen enden pünktlich", Cell: capped},
		{Name: hostile, Cell: limit},
		{Name: "Alle dafür", Cell: beyond},
		{Name: "Nur der Mittelwert", Cell: few},
		{Name: "Nahe am Ende", Cell: near},
		{Name: "Nicht zu zeigen", Cell: analytics.Cell{}},
	}
}

var options = []survey.Option{
	{Code: "keep", Text: survey.Text{"de": "behalten", "en": "keep"}},
	{Code: "add", Text: survey.Text{"de": "dazunehmen", "en": "add"}},
	{Code: "drop", Text: survey.Text{"de": "ablegen", "en": "drop"}},
}

func choices() []chart.Line {
	return []chart.Line{
		{Name: "Verlässlichkeit", Cell: analytics.Cell{Kind: analytics.Distribution, N: 60, Shares: []analytics.Share{{Percent: 61}, {Hidden: true}, {Capped: analytics.Under}}}},
		{Name: hostile, Cell: analytics.Cell{Kind: analytics.ThreeGroups, N: 14, Groups: [3]analytics.Share{{Percent: 20}, {Percent: 30}, {Percent: 50}}}},
		{Name: "Nicht zu zeigen"},
	}
}

func trendPoints() []chart.TrendPoint {
	point := func(m float64, print string) analytics.Point {
		return analytics.Point{
			Cell:    analytics.Cell{Kind: analytics.Mean, N: 60, Mean: mean(m)},
			Members: "all", Fingerprint: print, Invited: 90, Min: 1, Max: 5,
		}
	}
	points := []analytics.Point{point(3.4, "old"), point(2.2, "new"), {Min: 1, Max: 5}, point(2.3, "new"), point(3.6, "new")}
	var all []chart.TrendPoint
	for i, d := range analytics.Trend(points) {
		all = append(all, chart.TrendPoint{Wave: []string{"Mär. 2026", "Jun. 2026", "Sep. 2026", "Dez. 2026", "Mär. 2027"}[i], Point: points[i], Direction: d})
	}
	return all
}

func ratings() chart.Ratings {
	return chart.Ratings{
		Min: 1, Max: 5, Level: 3.4, HasLevel: true, Wave: "Sep. 2026", Items: 4,
		Partners: []chart.Partner{{Name: hostile, Value: 2.1}, {Name: "Nordlicht Metallbau", Value: 4.5}, {Name: "Kessler & Söhne", Value: 2.8}, {Name: "Holz Brandt", Value: 3}},
	}
}

func accounts() []chart.Named {
	amount := func(v float64) *float64 { return &v }
	entry := func(company string, q cooperation.Quarter, kind cooperation.EntryKind, actual *float64, estimated bool) cooperation.Entry {
		return cooperation.Entry{CompanyID: company, Period: q, Kind: kind, Planned: 30_000, Actual: actual, Estimated: estimated}
	}
	names := map[string]string{"n": "Nordlicht Metallbau", "p": hostile, "h": "Holz Brandt", "s": "Sauer IT"}
	var all []chart.Named
	for _, a := range analytics.Accounts([]cooperation.Entry{
		entry("n", "2026-Q1", cooperation.Contribution, amount(42_000), false), entry("n", "2026-Q2", cooperation.Benefit, amount(61_000), false),
		entry("p", "2026-Q1", cooperation.Contribution, amount(68_000), false), entry("p", "2026-Q2", cooperation.Benefit, amount(41_000), false),
		entry("h", "2026-Q2", cooperation.Contribution, amount(38_000), true), entry("h", "2026-Q2", cooperation.Benefit, amount(37_000), true),
		entry("s", "2026-Q2", cooperation.Benefit, nil, false),
	}) {
		all = append(all, chart.Named{Name: names[a.CompanyID], Account: a})
	}
	return all
}

func onlyAccounts() []analytics.Account {
	var all []analytics.Account
	for _, a := range accounts() {
		all = append(all, a.Account)
	}
	return all
}

func goalLines() []chart.GoalLine {
	goals := []cooperation.Goal{
		{ID: "a", Title: "Einkaufspreise senken", Unit: "%", Baseline: 0, Target: 8, StartsOn: "2026-01-01", DueOn: "2026-12-31"},
		{ID: "b", Title: hostile, Unit: "Tage", Baseline: 11, Target: 6, StartsOn: "2026-01-01", DueOn: "2026-12-31"},
		{ID: "c", Title: "Noch nicht gemessen", Target: 10, StartsOn: "2027-01-01", DueOn: "2027-12-31"},
	}
	measured := []cooperation.Measurement{{GoalID: "a", Value: 8.4, MeasuredOn: "2026-10-01"}, {GoalID: "b", Value: 10.5, MeasuredOn: "2026-10-01"}}
	var lines []chart.GoalLine
	for i, p := range analytics.ProgressOf(goals, measured, "2026-10-14", nil) {
		lines = append(lines, chart.GoalLine{Goal: goals[i], Progress: p})
	}
	return lines
}

func milestones() []cooperation.Milestone {
	return []cooperation.Milestone{
		{Title: "Rahmenvertrag Stahl", StartsOn: "2026-03-02", DueOn: "2026-05-15", ReachedOn: "2026-05-10"},
		{Title: hostile, StartsOn: "2026-07-06", DueOn: "2026-09-30"},
		{Title: "Schulung", StartsOn: "2026-08-24", DueOn: "2026-11-06", ExpectedOn: "2026-12-01"},
		{Title: "Lieferantentag", DueOn: "2026-11-19"},
	}
}

func views() []chart.View {
	partner := func(name string, v float64) chart.Partner { return chart.Partner{Name: name, Value: v} }
	return []chart.View{
		{Block: "Nordlicht Metallbau", Employees: analytics.Cell{Kind: analytics.Mean, N: 24, Mean: mean(4.1)}, Representatives: []chart.Partner{partner("Nordlicht Metallbau", 3.5)}},
		{Block: "Sauer IT und Holz Brandt", Employees: analytics.Cell{Kind: analytics.Mean, N: 9, Mean: mean(3.7)}, Representatives: []chart.Partner{partner("Sauer IT", 3.8), partner("Holz Brandt", 3.2)}},
		{Block: hostile, Employees: analytics.Cell{}, Representatives: []chart.Partner{partner(hostile, 2.1)}},
	}
}

// all draws every kind of chart.
func all(lang string) map[string]chart.Chart {
	l := i18n.New(lang, time.UTC)
	wave := func(level, floor float64, comparable bool) chart.WinWinPoint {
		return chart.WinWinPoint{Wave: "Sep. 2026", WinWin: analytics.WinWin{Level: level, Floor: floor, Balance: 0.5, N: 6}, Comparable: comparable}
	}
	return map[string]chart.Chart{
		"agreement":       chart.Agreement(l, "Alle", agree5, statements()),
		"precision":       chart.Precision(l, agree5, statements()),
		"means":           chart.Means(l, agree5, statements()),
		"choices":         chart.Choices(l, "Alle", options, choices()),
		"trend":           chart.Trend(l, "Vertrauen", trendPoints()),
		"winwin-partners": chart.WinWinPartners(l, ratings()),
		"winwin-views":    chart.WinWinViews(l, 1, 5, views()),
		"winwin-trend":    chart.WinWinTrend(l, 1, 5, []chart.WinWinPoint{wave(3, 2.4, false), wave(3.2, 2.6, false), wave(3.4, 2.1, true)}),
		"ledger":          chart.Ledger(l, "2026", accounts()),
		"balance":         chart.Balance(l, onlyAccounts()),
		"goals":           chart.Goals(l, "2026-10-14", goalLines()),
		"milestones":      chart.Milestones(l, "2026-10-14", milestones()),
	}
}
