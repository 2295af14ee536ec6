package web

import (
	"slices"

	"kreislauf/internal/analytics"
	"kreislauf/internal/chart"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/result"
	"kreislauf/web/templates/ui"
)

// heatSteps are the upper ends of the first six of seven fixed steps on the
// scale from 1 to 5; they never follow the values shown.
var heatSteps = [6]float64{2.1, 2.5, 2.8, 3.1, 3.5, 3.9}

// heatStep returns the step, 1 to 7, of a mean on a scale from lo to hi.
func heatStep(mean float64, lo, hi int) int {
	value := 1 + 4*(mean-float64(lo))/float64(hi-lo)
	for i, end := range heatSteps {
		if value < end+0.05 {
			return i + 1
		}
	}
	return len(heatSteps) + 1
}

// heatmap is every visible group by dimension, everyone together first. The
// title names the weakest dimension.
func heatmap(l *i18n.Locale, r analytics.WaveReport) (*ui.Heat, string) {
	if len(r.Dimensions) == 0 {
		return nil, ""
	}
	h := ui.Heat{Caption: l.T("result.heat"), Columns: []string{l.T("chart.block")}, Key: heatKey(l)}
	everyone := ui.HeatRow{Label: l.T("chart.everyone")}
	for _, d := range r.Dimensions {
		h.Columns = append(h.Columns, dimensionName(l, r.Content, d))
		cell, _ := r.Sight.IndexNetwork(d)
		everyone.Cells = append(everyone.Cells, heatCell(l, r, d, cell))
		everyone.Sub = nOf(l, everyone.Sub, cell)
	}
	h.Rows = append(h.Rows, everyone)
	for _, block := range indexBlocks(r) {
		row := ui.HeatRow{Label: chart.BlockName(l, block), Sub: l.T("chart.n", "n", block.N)}
		for _, d := range r.Dimensions {
			row.Cells = append(row.Cells, heatCell(l, r, d, cellOf(r.Sight.IndexRows(d), block.ID)))
		}
		h.Rows = append(h.Rows, row)
	}
	return &h, heatTitle(l, r)
}

func nOf(l *i18n.Locale, already string, c analytics.Cell) string {
	if already != "" || c.Kind == "" {
		return already
	}
	return l.T("chart.n", "n", c.N)
}

// indexBlocks lists the groups of all dimensions, each once.
func indexBlocks(r analytics.WaveReport) []analytics.Block {
	var blocks []analytics.Block
	for _, d := range r.Dimensions {
		for _, row := range r.Sight.IndexRows(d) {
			if !row.Block.Whole && !slices.ContainsFunc(blocks, func(b analytics.Block) bool { return b.ID == row.Block.ID }) {
				blocks = append(blocks, row.Block)
			}
		}
	}
	return blocks
}

func cellOf(rows []analytics.Row, blockID string) analytics.Cell {
	for _, row := range rows {
		if row.Block.ID == blockID {
			return row.Cell
		}
	}
	return analytics.Cell{}
}

func heatCell(l *i18n.Locale, r analytics.WaveReport, dimension string, c analytics.Cell) ui.HeatCell {
	lo, hi := dimensionScale(r, dimension)
	switch {
	case c.Mean != nil:
		return ui.HeatCell{Text: l.Number(*c.Mean, 1), Step: heatStep(*c.Mean, lo, hi)}
	case c.MeanBand == analytics.BandLow:
		return ui.HeatCell{Text: l.T("result.near", "end", lo), Step: 1}
	case c.MeanBand == analytics.BandHigh:
		return ui.HeatCell{Text: l.T("result.near", "end", hi), Step: len(heatSteps) + 1}
	default:
		return ui.HeatCell{}
	}
}

// dimensionScale returns the ends of a dimension's scale.
func dimensionScale(r analytics.WaveReport, dimension string) (lo, hi int) {
	for _, q := range r.Content.IndexQuestions(dimension) {
		if scale, ok := r.Content.Scale(q.Scale); ok {
			return scale.Min, scale.Max
		}
	}
	return 1, 5
}

func heatKey(l *i18n.Locale) []ui.HeatKey {
	keys := make([]ui.HeatKey, 0, len(heatSteps)+1)
	for i, end := range heatSteps {
		keys = append(keys, ui.HeatKey{Step: i + 1, Label: l.T("result.up_to", "value", l.Number(end, 1))})
	}
	return append(keys, ui.HeatKey{Step: len(heatSteps) + 1, Label: l.T("result.from", "value", l.Number(heatSteps[5]+0.1, 1))})
}

func heatTitle(l *i18n.Locale, r analytics.WaveReport) string {
	weakest, least := "", 0.0
	for _, d := range r.Dimensions {
		cell, _ := r.Sight.IndexNetwork(d)
		if cell.Mean != nil && (weakest == "" || *cell.Mean < least) {
			weakest, least = d, *cell.Mean
		}
	}
	if weakest == "" {
		return l.T("result.heat")
	}
	return l.T("result.heat_title", "name", dimensionName(l, r.Content, weakest), "value", l.Number(least, 1))
}

// selectionOf asks the gate about the companies that the reader put together.
// The refusal is the same whatever the reason.
func selectionOf(l *i18n.Locale, r analytics.WaveReport, companies []string, kept []ui.Field) *result.Selection {
	s := &result.Selection{Hidden: kept, Asked: len(companies) > 0}
	s.Fields = []ui.Field{companyField(l, r, "company", companies, 0), companyField(l, r, "with", companies, 1)}
	if !s.Asked {
		return s
	}
	s.Answer = ui.Table{Caption: l.T("result.selection"), Columns: []ui.Column{
		{Label: l.T("result.topic")}, {Label: l.T("chart.mean"), Num: true}, {Label: l.T("chart.answers"), Num: true},
	}}
	for _, d := range r.Dimensions {
		cell, verdict := r.Sight.IndexCell(d, companies)
		if verdict != analytics.Shown {
			continue
		}
		s.Answer.Rows = append(s.Answer.Rows, ui.Row{
			Head: ui.Cell{Text: dimensionName(l, r.Content, d)}, Cells: ui.Cells(chart.MeanText(l, cell), chart.Answers(l, cell)),
		})
	}
	s.Refused = len(s.Answer.Rows) == 0
	s.Title = l.List(companyNames(r, companies))
	if s.Refused {
		s.Instead = instead(l, r, companies)
	}
	return s
}

func companyField(l *i18n.Locale, r analytics.WaveReport, name string, chosen []string, at int) ui.Field {
	f := ui.Field{Name: name, Label: l.T("result.select_" + name), Options: []ui.Option{{Label: l.T("result.select_none")}}}
	for _, c := range r.Companies {
		f.Options = append(f.Options, ui.Option{Value: c.ID, Label: c.Name, Chosen: at < len(chosen) && chosen[at] == c.ID})
	}
	return f
}

func companyNames(r analytics.WaveReport, ids []string) []string {
	var names []string
	for _, c := range r.Companies {
		if slices.Contains(ids, c.ID) {
			names = append(names, c.Name)
		}
	}
	return names
}

// instead leads to a group of two that holds the company asked for and is
// shown on this page anyway.
func instead(l *i18n.Locale, r analytics.WaveReport, companies []string) *ui.Link {
	for _, block := range indexBlocks(r) {
		if len(block.Companies) != 2 || len(block.Names) != 2 || !slices.Contains(block.Companies, companies[0]) {
			continue
		}
		return &ui.Link{
			Label: l.T("result.instead", "names", chart.BlockName(l, block)),
			URL:   resultPath(r.Wave.ID) + "?company=" + block.Companies[0] + "&with=" + block.Companies[1] + "#auswahl",
		}
	}
	return nil
}
