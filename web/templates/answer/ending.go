package answer

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// keptDays is how long sealed answers outlive the close at most.
const keptDays = 14

// DonePage thanks and shows the receipt.
type DonePage struct {
	layout.SurveyPage
	Focus   bool
	Receipt string
	Thanks  []string // the manager's own words, a paragraph each
	Events  []ui.Event
	Change  string // how the answers can be replaced, empty after the close
	Again   string // address for that
}

// NewDone returns the page after the submit.
func NewDone(ctx context.Context, v survey.Visit, l Link) DonePage {
	sentence := privacy(ctx, v)
	if v.Facts.Anonymous {
		sentence = i18n.T(ctx, "answering.privacy_done", "k", v.Facts.K)
	}
	p := DonePage{
		SurveyPage: l.frame(v, i18n.T(ctx, "answering.done_title"), sentence),
		Focus:      l.Focus, Receipt: v.Receipt, Thanks: lines(in(ctx, v.Facts.Thanks)), Events: events(ctx, v),
	}
	p.CompletedKey = l.OutboxKey
	if v.TakesAnswers() {
		p.Change, p.Again = i18n.T(ctx, "answering.change_until", "end", end(ctx, v)), l.Start()
	}
	return p
}

// lines are those of a text that are not empty.
func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

func events(ctx context.Context, v survey.Visit) []ui.Event {
	locale := i18n.From(ctx)
	closes := v.Sheet.Closes.In(v.Zone)
	list := []ui.Event{{
		When: locale.LongDateTime(closes), Machine: closes.Format(time.RFC3339), Text: i18n.T(ctx, "answering.then_close"),
	}}
	if !v.Facts.Anonymous {
		list[0].Text = i18n.T(ctx, "answering.then_close_attributed")
		return list
	}
	gone := closes.AddDate(0, 0, keptDays)
	return append(list,
		ui.Event{When: i18n.T(ctx, "answering.afterwards"), Machine: closes.Format(time.DateOnly), Text: i18n.T(ctx, "answering.then_release")},
		ui.Event{
			When: i18n.T(ctx, "answering.at_latest", "date", locale.Date(gone)), Machine: gone.Format(time.DateOnly), Text: i18n.T(ctx, "answering.then_deleted"),
		})
}

// NoticePage is shown where nothing can be answered.
type NoticePage struct {
	layout.SurveyPage
	Focus   bool
	Heading string
	Lead    string
	Reasons []ui.Item // icon and text
	Facts   []ui.Item // how it goes on
	Told    *ui.Told  // what came of the round, nil before people are told
	Note    string
}

// NewWindow returns the page before the opening or after the close.
func NewWindow(ctx context.Context, v survey.Visit, l Link) NoticePage {
	if v.Phase == survey.PhaseEarly {
		opens := i18n.From(ctx).LongDateTime(v.Sheet.Opens)
		return NoticePage{
			SurveyPage: l.frame(v, i18n.T(ctx, "answering.early_title"), privacy(ctx, v)), Focus: l.Focus,
			Heading: i18n.T(ctx, "answering.early_heading"),
			Lead:    i18n.T(ctx, "answering.early_lead", "title", in(ctx, v.Facts.Title), "opens", opens),
		}
	}
	sentence := privacy(ctx, v)
	if v.Facts.Anonymous {
		sentence = i18n.T(ctx, "answering.privacy_closed")
	}
	p := NoticePage{
		SurveyPage: l.frame(v, i18n.T(ctx, "answering.closed_title"), sentence), Focus: l.Focus,
		Heading: i18n.T(ctx, "answering.closed_heading"),
		Lead: i18n.T(ctx, "answering.closed_lead",
			"title", in(ctx, v.Facts.Title), "end", i18n.From(ctx).LongDateTime(v.Sheet.Closes)),
		Note: i18n.T(ctx, "answering.concerns"),
	}
	if p.Told = told(ctx, v.Facts.Told); p.Told == nil {
		p.Facts = []ui.Item{{Icon: "trending-up", Label: i18n.T(ctx, "answering.results_label"), Value: i18n.T(ctx, "answering.results")}}
	}
	p.Facts = append(p.Facts, ui.Item{
		Icon: "calendar-repeat", Label: i18n.T(ctx, "answering.next_label"), Value: i18n.T(ctx, "answering.next_wave"),
	})
	return p
}

func told(ctx context.Context, t *survey.Told) *ui.Told {
	if t == nil {
		return nil
	}
	out := ui.Told{Measure: in(ctx, t.Measure), Responsible: t.Responsible}
	for _, finding := range t.Findings {
		out.Findings = append(out.Findings, in(ctx, finding))
	}
	return &out
}

// NewUnknown returns the page of a link that does not work, the same for all
// of them.
func NewUnknown(ctx context.Context, languages []layout.Language, focus bool) NoticePage {
	return NoticePage{
		SurveyPage: layout.SurveyPage{
			Head:            layout.Head{Title: i18n.T(ctx, "answering.unknown_title"), Network: i18n.T(ctx, "common.product")},
			Languages:       languages,
			PrivacySentence: i18n.T(ctx, "answering.privacy_unknown"),
		},
		Focus:   focus,
		Heading: i18n.T(ctx, "answering.unknown_heading"),
		Lead:    i18n.T(ctx, "answering.unknown_lead"),
		Reasons: []ui.Item{
			{Icon: "link-off", Value: i18n.T(ctx, "answering.unknown_cut")},
			{Icon: "mail", Value: i18n.T(ctx, "answering.unknown_newer")},
			{Icon: "calendar-event", Value: i18n.T(ctx, "answering.unknown_old")},
		},
		Note: i18n.T(ctx, "answering.unknown_help"),
	}
}

// RetryPage holds everything that was sent while it could not be kept, so that
// one press sends it again.
type RetryPage struct {
	layout.SurveyPage
	Action string
	Hidden []hidden
}

// NewRetry returns the page of a form that could not be kept right now.
func NewRetry(ctx context.Context, action string, posted map[string][]string, languages []layout.Language) RetryPage {
	p := RetryPage{
		SurveyPage: layout.SurveyPage{
			Head: layout.Head{
				Title: i18n.T(ctx, "answering.retry_title"), Network: i18n.T(ctx, "common.product"), Referrer: "same-origin",
			},
			Languages: languages, Foot: retryFoot(),
			PrivacySentence: i18n.T(ctx, "answering.privacy_unknown"),
		},
		Action: action,
	}
	for name, values := range posted {
		for _, value := range values {
			p.Hidden = append(p.Hidden, hidden{name, value})
		}
	}
	return p
}

// described points a group of choices to what explains it.
func described(it Item) templ.Attributes {
	if by := it.describedBy(); by != "" {
		return templ.Attributes{"aria-describedby": by}
	}
	return nil
}
