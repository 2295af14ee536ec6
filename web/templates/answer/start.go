package answer

import (
	"context"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// StartPage says who asks, why, how long it takes and what becomes of the
// answers.
type StartPage struct {
	layout.SurveyPage
	Focus      bool
	Heading    string
	Lead       string
	Receipt    string // of an earlier submit
	Before     string // what stands there already: submitted or begun answers
	Facts      []ui.Item
	Fate       []string // what happens to the answers, a paragraph each
	Next       ui.Link
	BeginAgain string // address of the first page where Next leads further
}

// NewStart returns the first page of a visit.
func NewStart(ctx context.Context, v survey.Visit, l Link) StartPage {
	p := StartPage{
		SurveyPage: l.frame(v, in(ctx, v.Facts.Title), privacy(ctx, v)),
		Focus:      l.Focus,
		Heading:    in(ctx, v.Facts.Title),
		Lead:       in(ctx, v.Content.Intro),
		Receipt:    v.Receipt,
		Facts:      startFacts(ctx, v),
		Fate:       fate(ctx, v),
	}
	first, _ := v.Content.NextPage(-1, v.Answers)
	p.Next = ui.Link{Label: i18n.T(ctx, "answering.begin"), URL: l.Page(first)}
	switch {
	case len(v.Answers) > 0:
		p.resume(ctx, v, l)
		p.BeginAgain = l.Page(first)
	case v.Receipt != "":
		p.Before = i18n.T(ctx, "answering.submitted_before", "end", end(ctx, v))
		p.Next.Label = i18n.T(ctx, "answering.answer_again")
	}
	p.Foot = startFoot(p.Next)
	return p
}

func (p *StartPage) resume(ctx context.Context, v survey.Visit, l Link) {
	page := v.Resume()
	progress := v.Content.Progress(page, v.Answers)
	key := "answering.begun_before"
	if v.Receipt != "" {
		key = "answering.begun_again"
	}
	p.Before = i18n.T(ctx, key, "answered", progress.Answered, "questions", progress.Visible)
	if page == len(v.Content.Pages) {
		p.Next = ui.Link{Label: i18n.T(ctx, "answering.go_on_review"), URL: l.Review()}
		return
	}
	p.Next = ui.Link{Label: i18n.T(ctx, "answering.go_on", "page", progress.Page), URL: l.Page(page)}
}

func startFacts(ctx context.Context, v survey.Visit) []ui.Item {
	questions := len(v.Content.Reachable(v.Answers))
	length := "answering.length"
	for _, q := range v.Content.Questions() {
		if q.Required {
			length = "answering.length_required"
		}
	}
	why := "answering.why"
	if !v.Facts.Anonymous {
		why = "answering.why_representative"
	}
	return []ui.Item{
		{Icon: "users", Label: i18n.T(ctx, "answering.who_label"), Value: i18n.T(ctx, "answering.who", "network", v.Facts.NetworkName)},
		{Icon: "flag", Label: i18n.T(ctx, "answering.why_label"), Value: i18n.T(ctx, why, "company", v.Company())},
		{Icon: "clock", Label: i18n.T(ctx, "answering.length_label"), Value: i18n.T(ctx, length, "minutes", v.Content.Minutes, "questions", questions)},
		{Icon: "calendar-event", Label: i18n.T(ctx, "answering.end_label"), Value: i18n.From(ctx).LongDateTime(v.Sheet.Closes)},
	}
}

func fate(ctx context.Context, v survey.Visit) []string {
	if !v.Facts.Anonymous {
		return []string{i18n.T(ctx, "answering.fate_attributed", "company", v.Company()), i18n.T(ctx, "answering.fate_until")}
	}
	reminders := "answering.fate_reminders_all"
	if v.Facts.OnlyMissing {
		reminders = "answering.fate_reminders_missing"
	}
	return []string{
		i18n.T(ctx, "answering.fate_sealed"), i18n.T(ctx, "answering.fate_shown", "k", v.Facts.K),
		i18n.T(ctx, "answering.fate_limits"), i18n.T(ctx, reminders),
	}
}

// end is the close as a moment within a sentence.
func end(ctx context.Context, v survey.Visit) string { return i18n.From(ctx).DateTime(v.Sheet.Closes) }
