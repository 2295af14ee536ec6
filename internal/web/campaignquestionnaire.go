package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"kreislauf/internal/i18n"
	"kreislauf/internal/survey"
	page "kreislauf/web/templates/campaign"
	"kreislauf/web/templates/ui"
)

// showQuestionnaire shows how the newest version of a questionnaire reads.
func (a *App) showQuestionnaire(c *fiber.Ctx) error {
	version, err := a.Survey.Questionnaire(c.UserContext(), viewerOf(c), c.Params("id"))
	if err != nil {
		return err
	}
	l, content := i18n.From(c.UserContext()), version.Content
	p := page.QuestionnairePage{
		Frame: a.campaignFrame(c, l.Pick(content.Title)), Sections: questionSections(l, content),
		Facts: []ui.Item{
			{Label: l.T("campaign.version"), Value: l.Int(int64(version.Number))},
			{Label: l.T("campaign.questions"), Value: l.Int(int64(len(content.Questions())))},
			{Label: l.T("campaign.duration"), Value: l.T("campaign.minutes", "n", content.Minutes)},
		},
	}
	p.Frame.Lead = l.Pick(content.Intro)
	return a.render(c, page.Questionnaire(p))
}

// questionSections are the questionnaire's pages with each question in both
// languages.
func questionSections(l *i18n.Locale, content survey.Content) []page.Section {
	var sections []page.Section
	other := otherLanguage(l)
	for _, part := range content.Pages {
		section := page.Section{ID: "p-" + part.Code, Title: l.Pick(part.Title), Other: part.Title.In(other)}
		for _, q := range part.Questions {
			section.Questions = append(section.Questions, page.Question{
				Text: l.Pick(q.Text), Other: q.Text.In(other), OtherLang: other, Kind: answerWords(l, content, q),
			})
		}
		sections = append(sections, section)
	}
	return sections
}

func otherLanguage(l *i18n.Locale) string {
	if l.Lang() == "de" {
		return "en"
	}
	return "de"
}

// answerWords says how a question is answered.
func answerWords(l *i18n.Locale, content survey.Content, q survey.Question) string {
	var words []string
	switch q.Type {
	case survey.TypeScale:
		scale, ok := content.Scale(q.Scale)
		if !ok || len(scale.Labels) == 0 {
			return ""
		}
		return l.T("campaign.answer_scale", "steps", len(scale.Labels), "from", l.Pick(scale.Labels[0]), "to", l.Pick(scale.Labels[len(scale.Labels)-1]))
	case survey.TypeText:
		return l.T("campaign.answer_text")
	case survey.TypeChoice:
		for _, o := range q.Options {
			words = append(words, l.Pick(o.Text))
		}
	}
	return strings.Join(words, " · ")
}
