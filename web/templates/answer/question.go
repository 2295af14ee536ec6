package answer

import (
	"context"
	"strconv"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

// QuestionPage is one page of questions as a form.
type QuestionPage struct {
	layout.SurveyPage
	Focus     bool
	Way       ui.Way
	Heading   string
	Intro     string
	Action    string
	Autosave  string
	OutboxKey string
	CSRF      string
	Hidden    []hidden
	Layout    survey.Layout
	Caption   string // of a matrix, for those who do not see it
	Columns   []Option
	Items     []Item
	Wrong     []ui.Wrong
}

// Item is one question.
type Item struct {
	Code, Text, Hint, Error string
	Multiline               bool // free text instead of options
	Value                   string
	Options                 []Option
}

// Option is one answer that can be chosen.
type Option struct {
	Value, Text, Short, Icon string
	None                     bool // "cannot judge", set apart
}

// NewQuestion returns a page of questions, given by its index. posted holds
// what was just sent and could not be taken, and wrong what is wrong with it;
// both are empty on a fresh page.
func NewQuestion(ctx context.Context, v survey.Visit, page int, l Link, posted map[string][]string, wrong []ui.Wrong) QuestionPage {
	asked := v.Content.Pages[page]
	title := in(ctx, asked.Title)
	progress := way(ctx, v.Content.Progress(page, v.Answers))
	p := QuestionPage{
		SurveyPage: l.frame(v, progress.Label+": "+title, privacy(ctx, v)),
		Focus:      l.Focus,
		Way:        progress,
		Heading:    title,
		Intro:      in(ctx, asked.Intro),
		Action:     l.Page(page),
		Autosave:   l.autosave(),
		OutboxKey:  l.OutboxKey,
		CSRF:       l.CSRF,
		Hidden:     l.carried(v),
		Layout:     asked.Layout,
		Wrong:      named(ctx, v.Content, wrong),
	}
	p.Referrer, p.Wide, p.Foot = "same-origin", asked.Layout != survey.LayoutList, questionFoot()
	reachable := v.Content.Reachable(v.Answers)
	sheet := optionSheet{ctx: ctx, content: v.Content}
	p.Items = make([]Item, 0, len(asked.Questions))
	for _, q := range asked.Questions {
		if reachable[q.Code] {
			p.Items = append(p.Items, item(ctx, v, q, &sheet, posted, wrong))
		}
	}
	if p.Layout == survey.LayoutMatrix && len(p.Items) > 0 {
		p.Columns = p.Items[0].Options
		p.Caption = i18n.T(ctx, "answering.matrix_caption", "title", title, "n", len(p.Items))
	}
	return p
}

// named says in the summary which question each fault belongs to.
func named(ctx context.Context, c survey.Content, wrong []ui.Wrong) []ui.Wrong {
	list := make([]ui.Wrong, len(wrong))
	for i, w := range wrong {
		list[i] = w
		if q, ok := c.Question(w.Field); ok {
			list[i].Text = short(ctx, q) + ": " + w.Text
		}
	}
	return list
}

func item(ctx context.Context, v survey.Visit, q survey.Question, sheet *optionSheet, posted map[string][]string, wrong []ui.Wrong) Item {
	it := Item{Code: q.Code, Text: in(ctx, q.Text), Hint: in(ctx, q.Hint), Value: v.Answers[q.Code]}
	if values := posted[q.Code]; len(values) > 0 {
		it.Value = values[0]
	}
	for _, w := range wrong {
		if w.Field == q.Code {
			it.Error = w.Text
		}
	}
	if it.Multiline = q.Type == survey.TypeText; !it.Multiline {
		it.Options = sheet.of(q)
	}
	return it
}

// optionSheet writes the options of a page's questions, those of one scale
// once.
type optionSheet struct {
	ctx     context.Context
	content survey.Content
	scale   string
	written []Option
}

// of lists the answers from agreement to disagreement, "cannot judge" last.
func (s *optionSheet) of(q survey.Question) []Option {
	if q.Type != survey.TypeScale {
		return s.ofChoice(q)
	}
	if q.Scale != s.scale {
		s.scale, s.written = q.Scale, s.ofScale(q)
	}
	return s.written
}

func (s *optionSheet) ofScale(q survey.Question) []Option {
	scale, _ := s.content.Scale(q.Scale)
	list := make([]Option, 0, len(scale.Labels)+1)
	for step := scale.Max; step >= scale.Min; step-- {
		i := step - scale.Min
		list = append(list, Option{Value: strconv.Itoa(step), Text: in(s.ctx, scale.Labels[i]), Short: in(s.ctx, scale.Short[i])})
	}
	return s.withNone(list, scale.NotApplicable)
}

func (s *optionSheet) ofChoice(q survey.Question) []Option {
	list := make([]Option, 0, len(q.Options)+1)
	for _, o := range q.Options {
		text := in(s.ctx, o.Text)
		list = append(list, Option{Value: o.Code, Text: text, Short: text, Icon: o.Icon})
	}
	return s.withNone(list, q.NotApplicable)
}

func (s *optionSheet) withNone(list []Option, none bool) []Option {
	if !none {
		return list
	}
	text := i18n.T(s.ctx, "answering.cannot_judge")
	return append(list, Option{Value: survey.NotApplicable, Text: text, Short: text, None: true})
}

// describedBy lists what explains a question, the error first.
func (it Item) describedBy() string {
	switch {
	case it.Error != "" && it.Hint != "":
		return it.Code + "-error " + it.Code + "-hint"
	case it.Error != "":
		return it.Code + "-error"
	case it.Hint != "":
		return it.Code + "-hint"
	default:
		return ""
	}
}
