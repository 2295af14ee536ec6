package web

import (
	"math"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/analytics"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/web/templates/ui"
	page "kreislauf/web/templates/wave"
)

// finalBlocks shows how many of each group took part, as the gate lets it be
// known after the tally.
func (a *App) finalBlocks(c *fiber.Ctx, l *i18n.Locale, w campaign.WavePage, p *page.Page) error {
	report, err := a.Results.Results(c.UserContext(), viewerOf(c), w.Wave.ID)
	if err != nil {
		return err
	}
	blocks := report.Sight.Turnout()
	p.BlocksTitle, p.Blocks = l.T("wave.blocks"), ui.Table{Caption: l.T("wave.blocks"), Columns: []ui.Column{
		{Label: l.T("campaign.block")}, {Label: l.T("campaign.invited"), Num: true},
		{Label: l.T("wave.took_part"), Num: true}, {Label: l.T("wave.turnout_column")},
	}}
	p.BlocksHint = l.T("wave.blocks_hint", "k", report.K)
	whole := wholeOf(blocks)
	for _, b := range blocks {
		p.Blocks.Rows = append(p.Blocks.Rows, ui.Row{Head: ui.Cell{Text: blockName(l, b)}, Cells: []ui.Cell{
			{Text: l.Int(int64(b.Invited))}, {Text: l.Int(int64(b.N))}, {Content: shareOf(l, b)},
		}})
	}
	figure := ui.Figure{Label: l.T("wave.turnout"), Value: l.T("wave.turnout_unknown"), Note: l.T("wave.turnout_too_few", "k", report.K)}
	if whole.Invited == w.Wave.Invited && whole.Invited > 0 {
		figure.Value = l.Percent(float64(whole.N)/float64(whole.Invited), 0)
		figure.Note = l.T("wave.took_part_of", "n", whole.N, "all", whole.Invited)
		figure.Now, figure.Max = whole.N, whole.Invited
	}
	p.Figures = append(p.Figures, figure, ui.Figure{
		Label: l.T("wave.blocks_figure"), Value: l.Int(int64(len(blocks))), Note: l.T("wave.blocks_figure_note"),
	})
	return nil
}

// wholeOf joins the published groups; it is the whole round only where it
// holds everyone who was invited.
func wholeOf(blocks []analytics.Block) analytics.Block {
	whole := analytics.Block{}
	for _, b := range blocks {
		whole.N, whole.Invited = whole.N+b.N, whole.Invited+b.Invited
	}
	return whole
}

func shareOf(l *i18n.Locale, b analytics.Block) templ.Component {
	share := float64(b.N) / float64(max(b.Invited, 1))
	return ui.Share(int(math.Round(share*100)), l.Percent(share, 0), l.T("wave.turnout_of", "block", blockName(l, b)))
}
