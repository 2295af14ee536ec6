package survey_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/survey"
)

func shipped(t *testing.T) map[string]survey.ShippedQuestionnaire {
	t.Helper()
	list, err := survey.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]survey.ShippedQuestionnaire{}
	for _, q := range list {
		byKey[q.Key] = q
	}
	return byKey
}

func TestTheShippedQuestionnairesMeasureWhatThePagesShow(t *testing.T) {
	t.Parallel()
	type summary struct {
		Audience  survey.Audience
		Title     string
		Pages     int
		Questions int
		Indexed   []string
		Required  []string
		Texts     int
	}
	got := map[string]summary{}
	for key, q := range shipped(t) {
		s := summary{
			Audience: q.Audience, Title: q.Content.Title.In("de"),
			Pages: len(q.Content.Pages), Questions: len(q.Content.Questions()),
		}
		for _, d := range q.Content.IndexedDimensions() {
			s.Indexed = append(s.Indexed, d.Code)
		}
		for _, question := range q.Content.Questions() {
			if question.Required {
				s.Required = append(s.Required, question.Code)
			}
			if question.Type == survey.TypeText {
				s.Texts++
			}
		}
		got[key] = s
	}
	want := map[string]summary{
		"cooperation-pulse": {
			Audience: survey.Employees, Title: "Gemeinsame Werte, Meeting-Kultur, Win-win", Pages: 5, Questions: 28,
			Indexed: []string{"trust", "meetings", "values", "winwin", "tools"},
		},
		"partner-evaluation": {
			Audience: survey.Representatives, Title: "Bewertung der Kooperation", Pages: 6, Questions: 19,
			Indexed:  []string{"winwin", "costbenefit", "goals", "course", "soft"},
			Required: []string{"ww_balance"}, Texts: 2,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shipped (-want +got):\n%s", diff)
	}
}

func TestASharedCodeAsksTheSameInBothQuestionnaires(t *testing.T) {
	t.Parallel()
	pulse, partner := shipped(t)["cooperation-pulse"].Content, shipped(t)["partner-evaluation"].Content
	var shared []string
	for _, q := range partner.Questions() {
		other, ok := pulse.Question(q.Code)
		if !ok {
			continue
		}
		shared = append(shared, q.Code)
		q.Required, other.Required = false, false
		if diff := cmp.Diff(other, q); diff != "" {
			t.Errorf("%s (-employees +representatives):\n%s", q.Code, diff)
		}
	}
	if diff := cmp.Diff([]string{"ww_balance", "ww_own", "ww_fair", "ww_effort"}, shared); diff != "" {
		t.Errorf("shared codes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(pulse.Scales, partner.Scales); diff != "" {
		t.Errorf("scales (-employees +representatives):\n%s", diff)
	}
}

// marked finds German forms that mark gender by a sign or a capital inside
// the word.
var marked = regexp.MustCompile(`\p{L}[*:_·/]-?in(nen)?\b|\p{Ll}Innen\b|\p{L}\(in(nen)?\)|\b(der|die)/(der|die)\b`)

func TestShippedTextsAreCompleteShortAndNeutral(t *testing.T) {
	t.Parallel()
	for key, q := range shipped(t) {
		for _, question := range q.Content.Questions() {
			for _, lang := range survey.Languages {
				short := question.Short[lang]
				if n := len([]rune(short)); n == 0 || n > 45 {
					t.Errorf("%s %s: short text in %s has %d characters", key, question.Code, lang, n)
				}
				if strings.ContainsAny(short, ".?") && question.Type != survey.TypeText {
					t.Errorf("%s %s: short text %q is a sentence", key, question.Code, short)
				}
			}
		}
		for _, text := range texts(q.Content) {
			if marked.MatchString(text["de"]) {
				t.Errorf("%s: not neutral: %q", key, text["de"])
			}
			if text["de"] == text["en"] && text["de"] != "Win-win" {
				t.Errorf("%s: not translated: %q", key, text["de"])
			}
			for _, lang := range survey.Languages {
				if s := text[lang]; s != strings.TrimSpace(s) || strings.Contains(s, "  ") {
					t.Errorf("%s: stray space in %q", key, s)
				}
			}
		}
	}
}

func TestTheNeutralityCheckFindsMarkedForms(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"Partner*innen", "Partner*in", "Kolleg:innen", "MitarbeiterInnen", "Leiter/-in", "Leiter(in)"} {
		if !marked.MatchString(bad) {
			t.Errorf("%q passes as neutral", bad)
		}
	}
	for _, good := range []string{"Mitarbeitende", "Teils / teils", "Was ist innen?", "Partnerunternehmen"} {
		if marked.MatchString(good) {
			t.Errorf("%q is refused", good)
		}
	}
}

// texts returns every sentence of the content.
func texts(c survey.Content) []survey.Text {
	all := []survey.Text{c.Title, c.Intro}
	for _, s := range c.Scales {
		all = append(append(all, s.Labels...), s.Short...)
	}
	for _, d := range c.Dimensions {
		all = append(all, d.Title)
	}
	for _, p := range c.Pages {
		all = append(all, p.Title, p.Intro)
		for _, q := range p.Questions {
			all = append(all, q.Text, q.Short)
			if q.Hint != nil {
				all = append(all, q.Hint)
			}
			for _, o := range q.Options {
				all = append(all, o.Text)
			}
		}
	}
	return all
}
