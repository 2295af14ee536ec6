package paper

import (
	"strconv"
	"strings"

	"kreislauf/internal/survey"
)

// questions writes every question with its answers, in the order in which
// they are asked. The scale that most questions share stands once.
func (d council) questions() {
	d.Heading(d.l.T("paper.questions"))
	d.Text(d.l.T("paper.questions_text"))
	shared := sharedScale(d.Content)
	if shared != "" {
		d.Text(d.l.T("paper.scale", "steps", d.steps(d.scale(shared))))
	}
	number := 0
	for _, page := range d.Content.Pages {
		d.Subheading(d.l.Pick(page.Title))
		if intro := d.l.Pick(page.Intro); intro != "" {
			d.Text(intro)
		}
		if page.ShowIf != nil {
			d.Note(d.condition(*page.ShowIf))
		}
		for _, q := range page.Questions {
			number++
			d.Item(strconv.Itoa(number)+".", d.l.Pick(q.Text), d.details(q, shared)...)
		}
	}
}

// details are a question's hint, its answers, and when it is asked.
func (d council) details(q survey.Question, shared string) []string {
	var lines []string
	if hint := d.l.Pick(q.Hint); hint != "" {
		lines = append(lines, hint)
	}
	switch {
	case q.Type == survey.TypeText:
		lines = append(lines, d.l.T("paper.answer_text", "max", q.MaxLength))
	case q.Type == survey.TypeChoice:
		lines = append(lines, d.l.T("paper.answers", "steps", d.steps(d.options(q))))
	case q.Scale != shared:
		lines = append(lines, d.l.T("paper.answers", "steps", d.steps(d.scale(q.Scale))))
	}
	if q.Required {
		lines = append(lines, d.l.T("paper.required"))
	}
	if q.ShowIf != nil {
		lines = append(lines, d.condition(*q.ShowIf))
	}
	return lines
}

// sharedScale is the scale that at least three questions use and more than
// any other; empty where there is none.
func sharedScale(c survey.Content) string {
	const least = 3
	uses, most := map[string]int{}, ""
	for _, q := range c.Questions() {
		if q.Type != survey.TypeScale {
			continue
		}
		uses[q.Scale]++
		if uses[q.Scale] > uses[most] {
			most = q.Scale
		}
	}
	if uses[most] < least {
		return ""
	}
	return most
}

// scale lists the words of a scale's steps.
func (d council) scale(code string) []string {
	scale, ok := d.Content.Scale(code)
	if !ok {
		return nil
	}
	words := make([]string, 0, len(scale.Labels)+1)
	for i, label := range scale.Labels {
		words = append(words, strconv.Itoa(scale.Min+i)+" "+d.l.Pick(label))
	}
	if scale.NotApplicable {
		words = append(words, d.l.T("answering.cannot_judge"))
	}
	return words
}

func (d council) options(q survey.Question) []string {
	words := make([]string, 0, len(q.Options)+1)
	for _, o := range q.Options {
		words = append(words, d.l.Pick(o.Text))
	}
	if q.NotApplicable {
		words = append(words, d.l.T("answering.cannot_judge"))
	}
	return words
}

func (d council) steps(words []string) string { return strings.Join(words, " · ") }

// condition says after which answers something is asked.
func (d council) condition(c survey.Condition) string {
	earlier, _ := d.Content.Question(c.Question)
	words := make([]string, len(c.In))
	for i, value := range c.In {
		words[i] = d.l.T("paper.quoted", "text", d.valueWords(earlier, value))
	}
	return d.l.T("paper.only_if", "answers", d.l.List(words), "question", d.l.Pick(earlier.Text))
}

// valueWords is an answer as respondents read it.
func (d council) valueWords(q survey.Question, value string) string {
	if value == survey.NotApplicable {
		return d.l.T("answering.cannot_judge")
	}
	for _, o := range q.Options {
		if o.Code == value {
			return d.l.Pick(o.Text)
		}
	}
	scale, ok := d.Content.Scale(q.Scale)
	step, err := strconv.Atoi(value)
	if !ok || err != nil || step < scale.Min || step-scale.Min >= len(scale.Labels) {
		return value
	}
	return d.l.Pick(scale.Labels[step-scale.Min])
}
