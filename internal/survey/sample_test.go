package survey_test

import (
	"testing"

	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

func both(s string) survey.Text { return survey.Text{"de": s, "en": s} }

// sample is a valid questionnaire with every type, layout and kind of
// condition: heard = no hides the page of cards, vote = drop shows the reason.
func sample() survey.Content {
	steps := []survey.Text{both("1"), both("2"), both("3")}
	ask := func(code string) survey.Question {
		return survey.Question{
			Code: code, Type: survey.TypeScale, Dimension: "trust", Text: both(code), Scale: "agree3",
		}
	}
	options := func(codes ...string) []survey.Option {
		var list []survey.Option
		for _, code := range codes {
			list = append(list, survey.Option{Code: code, Text: both(code)})
		}
		return list
	}
	return survey.Content{
		Title: both("Titel"), Intro: both("Einleitung"), Minutes: 6,
		Scales: []survey.Scale{{
			Code: "agree3", Min: 1, Max: 3, Labels: steps, Short: steps, NotApplicable: true,
		}},
		Dimensions: []survey.Dimension{
			{Code: "trust", Title: both("Vertrauen")}, {Code: "rest", Title: both("Rest")},
		},
		Pages: []survey.Page{
			{Code: "start", Title: both("Start"), Layout: survey.LayoutList, Questions: []survey.Question{
				ask("aa"),
				{Code: "heard", Type: survey.TypeChoice, Text: both("heard"), Required: true, Options: options("yes", "no")},
			}},
			{Code: "table", Title: both("Tabelle"), Layout: survey.LayoutMatrix, Questions: []survey.Question{ask("bb"), ask("cc")}},
			{Code: "cards", Title: both("Karten"), Layout: survey.LayoutCards,
				ShowIf: &survey.Condition{Question: "heard", In: []string{"yes"}},
				Questions: []survey.Question{
					{Code: "vote", Type: survey.TypeChoice, Text: both("vote"), NotApplicable: true, Options: options("keep", "drop")},
				}},
			{Code: "words", Title: both("Worte"), Layout: survey.LayoutList, Questions: []survey.Question{
				{Code: "reason", Type: survey.TypeText, Text: both("reason"), MaxLength: 5, Required: true,
					ShowIf: &survey.Condition{Question: "vote", In: []string{"drop", survey.NotApplicable}}},
			}},
		},
	}
}

// keysByField returns the translation key of each fault in err, by field.
func keysByField(t *testing.T, err error) map[string]string {
	t.Helper()
	keys := map[string]string{}
	if err == nil {
		return keys
	}
	found := fault.All(err)
	if len(found) == 0 {
		t.Fatalf("error is no fault: %v", err)
	}
	for _, f := range found {
		if _, twice := keys[f.Field]; twice {
			t.Errorf("two faults for field %q", f.Field)
		}
		keys[f.Field] = f.Key
	}
	return keys
}
