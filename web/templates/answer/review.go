package answer

import (
	"context"
	"slices"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// ReviewPage shows all answers before the submit.
type ReviewPage struct {
	layout.SurveyPage
	Focus     bool
	Way       ui.Way
	Open      string // how many questions are open
	Parts     []Part
	Change    string // how long the answers can be replaced
	Hide      string // who sees the answers afterwards
	Action    string
	Autosave  string
	OutboxKey string
	CSRF      string
	Hidden    []hidden
	Wrong     []ui.Wrong
}

// Part is one page's answers.
type Part struct {
	ID, Title, URL string
	Rows           []Row
}

// Row is one question, or with value cards one pile. An empty Answer is open.
type Row struct {
	ID, Label, Answer string
}

// NewReview returns the page before the submit.
func NewReview(ctx context.Context, v survey.Visit, l Link, wrong []ui.Wrong) ReviewPage {
	last := len(v.Content.Pages)
	progress := v.Content.Progress(last, v.Answers)
	w := way(ctx, progress)
	p := ReviewPage{
		SurveyPage: l.frame(v, w.Label+": "+i18n.T(ctx, "answering.review_title"), privacy(ctx, v)),
		Focus:      l.Focus,
		Way:        w,
		Open:       open(ctx, v, progress),
		Change:     i18n.T(ctx, "answering.change_until", "end", end(ctx, v)),
		Hide:       i18n.T(ctx, "answering.hidden_after"),
		Action:     l.submit(),
		Autosave:   l.autosave(),
		OutboxKey:  l.OutboxKey,
		CSRF:       l.CSRF,
		Hidden:     l.carried(v),
		Wrong:      named(ctx, v.Content, wrong),
	}
	if !v.Facts.Anonymous {
		p.Hide = i18n.T(ctx, "answering.fate_attributed", "company", v.Company())
	}
	p.Referrer = "same-origin"
	back := l.Start()
	if page, ok := v.Content.PreviousPage(last, v.Answers); ok {
		back = l.Page(page)
	}
	p.Foot = reviewFoot(back)
	reachable := v.Content.Reachable(v.Answers)
	sheet := optionSheet{ctx: ctx, content: v.Content}
	for index, page := range v.Content.Pages {
		shown := slices.DeleteFunc(slices.Clone(page.Questions), func(q survey.Question) bool { return !reachable[q.Code] })
		if len(shown) > 0 {
			part := Part{ID: "part-" + page.Code, Title: in(ctx, page.Title), URL: l.Page(index)}
			part.Rows = rows(ctx, v, page.Layout, shown, &sheet)
			p.Parts = append(p.Parts, part)
		}
	}
	return p
}

func open(ctx context.Context, v survey.Visit, progress survey.Progress) string {
	n := progress.Visible - progress.Answered
	if n == 0 {
		return i18n.T(ctx, "answering.all_answered")
	}
	for _, q := range v.Content.Questions() {
		if q.Required {
			return i18n.T(ctx, "answering.open_required", "n", n)
		}
	}
	return i18n.T(ctx, "answering.open", "n", n)
}

func rows(ctx context.Context, v survey.Visit, layout survey.Layout, questions []survey.Question, sheet *optionSheet) []Row {
	if layout == survey.LayoutCards {
		return piles(ctx, v, questions, sheet)
	}
	list := make([]Row, 0, len(questions))
	for _, q := range questions {
		row := Row{ID: q.Code, Label: short(ctx, q), Answer: v.Answers[q.Code]}
		if q.Type != survey.TypeText {
			row.Answer = wordFor(sheet.of(q), row.Answer)
		}
		list = append(list, row)
	}
	return list
}

// piles lists value cards by the answer they were given, then those without.
func piles(ctx context.Context, v survey.Visit, questions []survey.Question, sheet *optionSheet) []Row {
	var rows, open []Row
	for _, o := range sheet.of(questions[0]) {
		var cards []string
		for _, q := range questions {
			if v.Answers[q.Code] == o.Value {
				cards = append(cards, short(ctx, q))
			}
		}
		if len(cards) > 0 {
			rows = append(rows, Row{Label: o.Text, Answer: i18n.From(ctx).List(cards)})
		}
	}
	for _, q := range questions {
		if v.Answers[q.Code] == "" {
			open = append(open, Row{ID: q.Code, Label: short(ctx, q)})
		}
	}
	return append(rows, open...)
}

func wordFor(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return ""
}

func short(ctx context.Context, q survey.Question) string {
	if s := in(ctx, q.Short); s != "" {
		return s
	}
	return in(ctx, q.Text)
}
