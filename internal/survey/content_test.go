package survey_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/survey"
)

func codes(questions []survey.Question) []string {
	var list []string
	for _, q := range questions {
		list = append(list, q.Code)
	}
	return list
}

func TestQuestionsComeInTheOrderOfThePages(t *testing.T) {
	t.Parallel()
	want := []string{"aa", "heard", "bb", "cc", "vote", "reason"}
	if diff := cmp.Diff(want, codes(sample().Questions())); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestACodeLeadsToItsQuestionPageAndScale(t *testing.T) {
	t.Parallel()
	c := sample()
	if q, ok := c.Question("vote"); !ok || q.Code != "vote" {
		t.Errorf("Question(vote) = %v, %v", q.Code, ok)
	}
	if _, ok := c.Question("nobody"); ok {
		t.Error("an unknown question was found")
	}
	if s, ok := c.Scale("agree3"); !ok || s.Max != 3 {
		t.Errorf("Scale(agree3) = %+v, %v", s, ok)
	}
	if _, ok := c.Scale("agree9"); ok {
		t.Error("an unknown scale was found")
	}
}

func TestAnIndexNeedsThreeScaleQuestions(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages[0].Questions[1].Dimension = "rest"
	if diff := cmp.Diff([]string{"aa", "bb", "cc"}, codes(c.IndexQuestions("trust"))); diff != "" {
		t.Errorf("trust (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(c.Dimensions[:1], c.IndexedDimensions()); diff != "" {
		t.Errorf("indexed dimensions (-want +got):\n%s", diff)
	}
	c.Pages[1].Questions[0].Dimension = "rest"
	if got := c.IndexQuestions("trust"); got != nil {
		t.Errorf("two questions make an index: %v", codes(got))
	}
}

func TestValuesEndWithNotApplicableWhereItIsAllowed(t *testing.T) {
	t.Parallel()
	c := sample()
	for code, want := range map[string][]string{
		"aa":     {"1", "2", "3", "na"},
		"heard":  {"yes", "no"},
		"vote":   {"keep", "drop", "na"},
		"reason": nil,
	} {
		q, _ := c.Question(code)
		if diff := cmp.Diff(want, c.Values(q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
}
