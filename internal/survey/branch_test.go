package survey_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/survey"
)

func TestAnswersDecideWhichPagesAreVisible(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers survey.Answers
		want    []int
	}{
		{"nothing answered", nil, []int{0, 1}},
		{"heard of it", survey.Answers{"heard": "yes"}, []int{0, 1, 2}},
		{"never heard of it", survey.Answers{"heard": "no"}, []int{0, 1}},
		{"a vote that asks for the reason", survey.Answers{"heard": "yes", "vote": "drop"}, []int{0, 1, 2, 3}},
		{"not applicable can be a condition", survey.Answers{"heard": "yes", "vote": "na"}, []int{0, 1, 2, 3}},
		{"a vote that asks nothing more", survey.Answers{"heard": "yes", "vote": "keep"}, []int{0, 1, 2}},
		{"a vote that is itself out of reach", survey.Answers{"heard": "no", "vote": "drop"}, []int{0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, sample().VisiblePages(tt.answers)); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAHiddenQuestionOnAVisiblePageIsOutOfReach(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages[1].Questions[1].ShowIf = &survey.Condition{Question: "heard", In: []string{"no"}}
	want := map[string]bool{"aa": true, "heard": true, "bb": true, "vote": true}
	if diff := cmp.Diff(want, c.Reachable(survey.Answers{"heard": "yes"})); diff != "" {
		t.Errorf("reachable (-want +got):\n%s", diff)
	}
}

func TestWalkingForwardAndBackSkipsHiddenPages(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages[3].Questions[0].ShowIf = nil
	type step struct {
		Page int
		OK   bool
	}
	a := survey.Answers{"heard": "no"}
	walk := func(move func(int, survey.Answers) (int, bool), from int) step {
		page, ok := move(from, a)
		return step{page, ok}
	}
	got := []step{
		walk(c.NextPage, -1), walk(c.NextPage, 1), walk(c.NextPage, 3),
		walk(c.PreviousPage, 4), walk(c.PreviousPage, 3), walk(c.PreviousPage, 0),
	}
	want := []step{{0, true}, {3, true}, {0, false}, {3, true}, {1, true}, {0, false}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestProgressCountsWhatCanBeReachedAndTheTimeAhead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		page    int
		answers survey.Answers
		want    survey.Progress
	}{
		{"at the start", 0, nil, survey.Progress{Page: 1, Pages: 2, Answered: 0, Visible: 4, Minutes: 6}},
		{"on the second page with nothing answered", 1, nil, survey.Progress{Page: 2, Pages: 2, Answered: 0, Visible: 4, Minutes: 3}},
		{"a text weighs four ticks", 3, survey.Answers{"heard": "yes", "vote": "drop"},
			survey.Progress{Page: 4, Pages: 4, Answered: 2, Visible: 6, Minutes: 3}},
		{"on the review a minute is left", 4, survey.Answers{"heard": "no", "aa": "1", "bb": "na"},
			survey.Progress{Page: 3, Pages: 2, Answered: 3, Visible: 4, Minutes: 1}},
		{"an answer out of reach does not count", 1, survey.Answers{"heard": "no", "vote": "keep"},
			survey.Progress{Page: 2, Pages: 2, Answered: 1, Visible: 4, Minutes: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, sample().Progress(tt.page, tt.answers)); diff != "" {
				t.Errorf("progress (-want +got):\n%s", diff)
			}
		})
	}
}
