package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/survey"
)

func TestTheSampleIsValid(t *testing.T) {
	t.Parallel()
	if err := sample().Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestEachBrokenRuleIsReportedAtItsField(t *testing.T) {
	t.Parallel()
	question := func(page, i int, change func(*survey.Question)) func(*survey.Content) {
		return func(c *survey.Content) { change(&c.Pages[page].Questions[i]) }
	}
	tests := []struct {
		name  string
		spoil func(*survey.Content)
		field string
		key   string
	}{
		{"a title without English", func(c *survey.Content) { delete(c.Title, "en") }, "title.en", "content.text_missing"},
		{"a blank introduction", func(c *survey.Content) { c.Intro["de"] = " \n" }, "intro.de", "content.text_missing"},
		{"a text with a control character", func(c *survey.Content) { c.Title["de"] = "a\x00b" }, "title.de", "content.text_unreadable"},
		{"a text in broken UTF-8", func(c *survey.Content) { c.Title["de"] = "a\xffb" }, "title.de", "content.text_unreadable"},
		{"a text too long", func(c *survey.Content) { c.Title["de"] = strings.Repeat("ä", 1001) }, "title.de", "content.text_long"},
		{"no minutes", func(c *survey.Content) { c.Minutes = 0 }, "minutes", "content.out_of_range"},
		{"no page", func(c *survey.Content) { c.Pages = nil }, "pages", "content.out_of_range"},
		{"a page code twice", func(c *survey.Content) { c.Pages[1].Code = "start" }, "pages.1.code", "content.code_taken"},
		{"an empty page", func(c *survey.Content) { c.Pages[1].Questions = nil }, "pages.1.questions", "content.page_empty"},
		{"half a page introduction", func(c *survey.Content) { c.Pages[1].Intro = survey.Text{"de": "Nur deutsch"} }, "pages.1.intro.en", "content.text_missing"},
		{"an unknown layout", func(c *survey.Content) { c.Pages[0].Layout = "grid" }, "pages.0.layout", "content.layout_unknown"},
		{"a matrix with a choice", func(c *survey.Content) { c.Pages[2].Layout = survey.LayoutMatrix }, "pages.2.layout", "content.matrix_scale"},
		{"a matrix of two scales", func(c *survey.Content) {
			other := c.Scales[0]
			other.Code = "other"
			c.Scales = append(c.Scales, other)
			c.Pages[1].Questions[1].Scale = "other"
		}, "pages.1.layout", "content.matrix_scale"},
		{"cards with a scale question", func(c *survey.Content) { c.Pages[1].Layout = survey.LayoutCards }, "pages.1.layout", "content.cards_options"},
		{"cards with other options", func(c *survey.Content) {
			odd := c.Pages[0].Questions[1]
			odd.Code = "odd"
			c.Pages[2].Questions = append(c.Pages[2].Questions, odd)
		}, "pages.2.layout", "content.cards_options"},
		{"a scale that falls", func(c *survey.Content) { c.Scales[0].Max = 1 }, "scales.0.max", "content.scale_range"},
		{"a scale below zero", func(c *survey.Content) { c.Scales[0].Min = -1 }, "scales.0.max", "content.scale_range"},
		{"a scale without end", func(c *survey.Content) { c.Scales[0].Max = 1 << 30 }, "scales.0.max", "content.scale_range"},
		{"a label missing", func(c *survey.Content) { c.Scales[0].Labels = c.Scales[0].Labels[:2] }, "scales.0.labels", "content.label_per_step"},
		{"a short label too many", func(c *survey.Content) { c.Scales[0].Short = append(c.Scales[0].Short, both("x")) }, "scales.0.short", "content.label_per_step"},
		{"a label without English", func(c *survey.Content) { c.Scales[0].Labels = []survey.Text{both("1"), {"de": "2"}, both("3")} }, "scales.0.labels.1.en", "content.text_missing"},
		{"a scale code twice", func(c *survey.Content) { c.Scales = append(c.Scales, c.Scales[0]) }, "scales.1.code", "content.code_taken"},
		{"a dimension code twice", func(c *survey.Content) { c.Dimensions[1].Code = "trust" }, "dimensions.1.code", "content.code_taken"},
		{"a dimension over unequal scales", func(c *survey.Content) {
			c.Scales = append(c.Scales, survey.Scale{
				Code: "wide", Min: 0, Max: 1, Labels: []survey.Text{both("0"), both("1")}, Short: []survey.Text{both("0"), both("1")},
			})
			c.Pages[0].Questions[0].Scale = "wide"
		}, "dimensions.0", "content.dimension_ranges"},
		{"a code with a capital", question(0, 0, func(q *survey.Question) { q.Code = "Aa" }), "pages.0.questions.0.code", "content.code_form"},
		{"a code of one letter", question(0, 0, func(q *survey.Question) { q.Code = "a" }), "pages.0.questions.0.code", "content.code_form"},
		{"a code with a line break", question(0, 0, func(q *survey.Question) { q.Code = "aa\n" }), "pages.0.questions.0.code", "content.code_form"},
		{"a code of 41 letters", question(0, 0, func(q *survey.Question) { q.Code = strings.Repeat("a", 41) }), "pages.0.questions.0.code", "content.code_form"},
		{"a question code on two pages", question(1, 0, func(q *survey.Question) { q.Code = "aa" }), "pages.1.questions.0.code", "content.code_taken"},
		{"an unknown type", question(0, 0, func(q *survey.Question) { q.Type = "slider" }), "pages.0.questions.0.type", "content.type_unknown"},
		{"a question without German", question(0, 0, func(q *survey.Question) { q.Text = survey.Text{"en": "x"} }), "pages.0.questions.0.text.de", "content.text_missing"},
		{"half a short text", question(0, 0, func(q *survey.Question) { q.Short = survey.Text{"en": "x"} }), "pages.0.questions.0.short.de", "content.text_missing"},
		{"half a hint", question(0, 0, func(q *survey.Question) { q.Hint = survey.Text{"de": "x"} }), "pages.0.questions.0.hint.en", "content.text_missing"},
		{"an unknown scale", question(0, 0, func(q *survey.Question) { q.Scale = "agree9" }), "pages.0.questions.0.scale", "content.scale_unknown"},
		{"an unknown dimension", question(0, 0, func(q *survey.Question) { q.Dimension = "luck" }), "pages.0.questions.0.dimension", "content.dimension_unknown"},
		{"a scale question with a length", question(0, 0, func(q *survey.Question) { q.MaxLength = 9 }), "pages.0.questions.0.max_length", "content.not_for_type"},
		{"a scale question that repeats not applicable", question(0, 0, func(q *survey.Question) { q.NotApplicable = true }), "pages.0.questions.0.not_applicable", "content.not_for_type"},
		{"a choice on a scale", question(0, 1, func(q *survey.Question) { q.Scale = "agree3" }), "pages.0.questions.1.scale", "content.not_for_type"},
		{"a choice of one", question(0, 1, func(q *survey.Question) { q.Options = q.Options[:1] }), "pages.0.questions.1.options", "content.out_of_range"},
		{"an option twice", question(0, 1, func(q *survey.Question) { q.Options[1].Code = "yes" }), "pages.0.questions.1.options.1.code", "content.code_taken"},
		{"an option named na", question(0, 1, func(q *survey.Question) { q.Options[1].Code = survey.NotApplicable }), "pages.0.questions.1.options.1.code", "content.code_reserved"},
		{"an option without English", question(0, 1, func(q *survey.Question) { q.Options[1].Text = survey.Text{"de": "x"} }), "pages.0.questions.1.options.1.text.en", "content.text_missing"},
		{"a text of no length", question(3, 0, func(q *survey.Question) { q.MaxLength = 0 }), "pages.3.questions.0.max_length", "content.out_of_range"},
		{"a text of 2001", question(3, 0, func(q *survey.Question) { q.MaxLength = 2001 }), "pages.3.questions.0.max_length", "content.out_of_range"},
		{"a text on a scale", question(3, 0, func(q *survey.Question) { q.Scale = "agree3" }), "pages.3.questions.0.scale", "content.not_for_type"},
		{"a reversed text", question(3, 0, func(q *survey.Question) { q.Reverse = true }), "pages.3.questions.0.reverse", "content.not_for_type"},
		{"a condition on nothing", func(c *survey.Content) { c.Pages[2].ShowIf.Question = "zz" }, "pages.2.show_if.question", "content.condition_not_earlier"},
		{"a page condition on itself", func(c *survey.Content) { c.Pages[2].ShowIf.Question = "vote" }, "pages.2.show_if.question", "content.condition_not_earlier"},
		{"a condition on a later page", func(c *survey.Content) {
			c.Pages[1].ShowIf = &survey.Condition{Question: "vote", In: []string{"keep"}}
		}, "pages.1.show_if.question", "content.condition_not_earlier"},
		{"a condition on the same page", question(0, 0, func(q *survey.Question) {
			q.ShowIf = &survey.Condition{Question: "heard", In: []string{"yes"}}
		}), "pages.0.questions.0.show_if.question", "content.condition_not_earlier"},
		{"a condition on a text", func(c *survey.Content) {
			c.Pages = append(c.Pages, c.Pages[1])
			c.Pages[4].Code, c.Pages[4].Questions = "more", []survey.Question{{
				Code: "more", Type: survey.TypeText, Text: both("x"), MaxLength: 9,
				ShowIf: &survey.Condition{Question: "reason", In: []string{"x"}},
			}}
			c.Pages[4].Layout = survey.LayoutList
		}, "pages.4.questions.0.show_if.question", "content.condition_on_text"},
		{"a condition without a value", func(c *survey.Content) { c.Pages[2].ShowIf.In = nil }, "pages.2.show_if.in", "content.condition_empty"},
		{"a condition on an impossible value", func(c *survey.Content) { c.Pages[2].ShowIf.In = []string{"na"} }, "pages.2.show_if.in", "content.condition_impossible"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := sample()
			tt.spoil(&c)
			want := map[string]string{tt.field: tt.key}
			got := keysByField(t, c.Validate())
			for field, key := range got {
				// Spoiling a code or page may break references to it as well.
				if field != tt.field && key != "content.condition_not_earlier" {
					t.Errorf("also reported %s: %s", field, key)
				}
			}
			if diff := cmp.Diff(want[tt.field], got[tt.field]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.field, diff)
			}
		})
	}
}

func TestTheNumberOfPagesAndQuestionsIsBounded(t *testing.T) {
	t.Parallel()
	build := func(pages, perPage int) survey.Content {
		c := sample()
		c.Pages = nil
		for i := range pages {
			p := survey.Page{Code: fmt.Sprintf("page_%d", i), Title: both("x"), Layout: survey.LayoutList}
			for j := range perPage {
				p.Questions = append(p.Questions, survey.Question{
					Code: fmt.Sprintf("q_%d_%d", i, j), Type: survey.TypeScale, Scale: "agree3", Text: both("x"),
				})
			}
			c.Pages = append(c.Pages, p)
		}
		return c
	}
	tests := []struct {
		name           string
		pages, perPage int
		want           string
	}{
		{"forty pages", 40, 7, ""},
		{"three hundred questions", 3, 100, ""},
		{"forty-one pages", 41, 1, "content.out_of_range"},
		{"three hundred and one questions", 7, 43, "content.too_many_questions"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := keysByField(t, build(tt.pages, tt.perPage).Validate())["pages"]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnAnonymousWaveAsksNoFreeText(t *testing.T) {
	t.Parallel()
	c := sample()
	want := map[string]string{"pages.3.questions.0.type": "content.text_not_anonymous"}
	if diff := cmp.Diff(want, keysByField(t, c.AnonymousSafe())); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	c.Pages = c.Pages[:3]
	if err := c.AnonymousSafe(); err != nil {
		t.Errorf("a content without text is refused: %v", err)
	}
}
