package survey_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/survey"
)

type form = map[string][]string

func TestAPageTakesOnlyCanonicalValuesOfItsOwnQuestions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		page int
		raw  form
		want survey.Answers
		keys map[string]string
	}{
		{"valid answers", 0, form{"aa": {"3"}, "heard": {"no"}}, survey.Answers{"aa": "3", "heard": "no"}, nil},
		{"cannot judge", 1, form{"bb": {"na"}}, survey.Answers{"bb": "na"}, nil},
		{"nothing at all", 1, nil, survey.Answers{}, nil},
		{"an empty value is unanswered", 1, form{"bb": {""}, "cc": {}}, survey.Answers{}, nil},
		{"fields of other pages and buttons", 1, form{"aa": {"3"}, "go": {"next"}, "bb": {"1"}}, survey.Answers{"bb": "1"}, nil},
		{"the valid ones survive beside an invalid one", 1, form{"bb": {"1"}, "cc": {"4"}}, survey.Answers{"bb": "1"}, map[string]string{"cc": "answer.value_unknown"}},
		{"a required question left open", 0, form{"aa": {"1"}}, survey.Answers{"aa": "1"}, map[string]string{"heard": "answer.required"}},
		{"a required question with a bad value has one fault", 0, form{"heard": {"maybe"}}, survey.Answers{}, map[string]string{"heard": "answer.value_unknown"}},
		{"a required question behind a condition waits for the submit", 3, form{"reason": {""}}, survey.Answers{}, nil},
		{"two values for one question", 1, form{"bb": {"1", "2"}}, survey.Answers{}, map[string]string{"bb": "answer.several"}},
		{"the same value twice", 1, form{"bb": {"1", "1"}}, survey.Answers{}, map[string]string{"bb": "answer.several"}},
		{"below the scale", 1, form{"bb": {"0"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"a leading zero", 1, form{"bb": {"03"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"a plus", 1, form{"bb": {"+3"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"a space in front", 1, form{"bb": {" 3"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"a fraction", 1, form{"bb": {"2.0"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"a digit of another script", 1, form{"bb": {"٣"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
		{"an unknown option", 2, form{"vote": {"KEEP"}}, survey.Answers{}, map[string]string{"vote": "answer.value_unknown"}},
		{"not applicable where it is not offered", 0, form{"heard": {"na"}}, survey.Answers{}, map[string]string{"heard": "answer.value_unknown"}},
		{"five characters of text", 3, form{"reason": {"äöü😀ß"}}, survey.Answers{"reason": "äöü😀ß"}, nil},
		{"six characters of text", 3, form{"reason": {"äöü😀ßx"}}, survey.Answers{}, map[string]string{"reason": "answer.text_long"}},
		{"line breaks count once, space around is dropped", 3, form{"reason": {" a\r\nb\rc\n"}}, survey.Answers{"reason": "a\nb\nc"}, nil},
		{"a text of spaces is unanswered", 3, form{"reason": {" \r\n\t"}}, survey.Answers{}, nil},
		{"a NUL byte", 3, form{"reason": {"a\x00b"}}, survey.Answers{}, map[string]string{"reason": "answer.text_unreadable"}},
		{"a control character", 3, form{"reason": {"a\x1bb"}}, survey.Answers{}, map[string]string{"reason": "answer.text_unreadable"}},
		{"broken UTF-8", 3, form{"reason": {"a\xc3"}}, survey.Answers{}, map[string]string{"reason": "answer.text_unreadable"}},
		{"broken UTF-8 on a scale", 1, form{"bb": {"\xff"}}, survey.Answers{}, map[string]string{"bb": "answer.value_unknown"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := sample().CheckPage(tt.page, tt.raw)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			keys := keysByField(t, err)
			if len(keys) != len(tt.keys) || len(keys) > 0 && !cmp.Equal(tt.keys, keys) {
				t.Errorf("faults = %v, want %v", keys, tt.keys)
			}
		})
	}
}

func TestAPageThatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	for _, page := range []int{-1, 4} {
		got, err := sample().CheckPage(page, form{"aa": {"1"}})
		if fault.KindOf(err) != fault.KindNotFound || len(got) != 0 {
			t.Errorf("page %d: %v, %v", page, got, err)
		}
	}
}

func TestMergeReplacesOnePageAndKeepsWhatABranchHides(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages[1].Questions[1].ShowIf = &survey.Condition{Question: "heard", In: []string{"yes"}}
	draft := survey.Answers{"aa": "1", "heard": "no", "bb": "2", "cc": "3"}
	got := c.Merge(draft, 1, survey.Answers{})
	want := survey.Answers{"aa": "1", "heard": "no", "cc": "3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cleared page (-want +got):\n%s", diff)
	}
	got = c.Merge(draft, 1, survey.Answers{"bb": "1"})
	want = survey.Answers{"aa": "1", "heard": "no", "bb": "1", "cc": "3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changed page (-want +got):\n%s", diff)
	}
	if draft["bb"] != "2" {
		t.Error("Merge changed the draft that it was given")
	}
	if diff := cmp.Diff(draft, c.Merge(draft, 9, nil)); diff != "" {
		t.Errorf("unknown page (-want +got):\n%s", diff)
	}
}

func TestTheSubmitDropsWhatIsOutOfReachAndAsksForWhatIsRequired(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		give survey.Answers
		want survey.Answers
		keys map[string]string
	}{
		{"all is well", survey.Answers{"aa": "1", "heard": "no"}, survey.Answers{"aa": "1", "heard": "no"}, nil},
		{"nothing answered", nil, survey.Answers{}, map[string]string{"heard": "answer.required"}},
		{"answers behind a branch", survey.Answers{"heard": "no", "vote": "drop", "reason": "weil"}, survey.Answers{"heard": "no"}, nil},
		{"an invalid answer behind a branch", survey.Answers{"heard": "no", "vote": "perhaps"}, survey.Answers{"heard": "no"}, nil},
		{"a required answer behind an open branch", survey.Answers{"heard": "yes", "vote": "drop"}, survey.Answers{"heard": "yes", "vote": "drop"}, map[string]string{"reason": "answer.required"}},
		{"an invalid answer opens no branch", survey.Answers{"heard": "YES", "vote": "drop"}, survey.Answers{}, map[string]string{"heard": "answer.value_unknown"}},
		{"an unknown code", survey.Answers{"heard": "no", "salary": "9"}, survey.Answers{"heard": "no"}, nil},
		{"a text too long", survey.Answers{"heard": "yes", "vote": "na", "reason": "zu lang"}, survey.Answers{"heard": "yes", "vote": "na"}, map[string]string{"reason": "answer.text_long"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := sample().CheckAll(tt.give)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
			keys := keysByField(t, err)
			if len(keys) != len(tt.keys) || len(keys) > 0 && !cmp.Equal(tt.keys, keys) {
				t.Errorf("faults = %v, want %v", keys, tt.keys)
			}
			again, _ := sample().CheckAll(got)
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("a second check changes the answers:\n%s", diff)
			}
		})
	}
}

// FuzzCheckPage posts arbitrary fields; whatever is accepted must be canonical
// and fit a ballot.
func FuzzCheckPage(f *testing.F) {
	f.Add(0, "aa", "3", "heard", "yes")
	f.Add(3, "reason", "a\r\nb", "reason", "\x00")
	f.Add(-7, "bb", "03", "", "\xff")
	f.Add(3, "reason", "\u2028\u2028\u2028\u2028x", "go", "next")
	f.Add(1, "bb", "\u0000", "cc", strings.Repeat("9", 40))
	f.Fuzz(func(t *testing.T, page int, field1, value1, field2, value2 string) {
		c := sample()
		raw := form{field1: {value1}}
		raw[field2] = append(raw[field2], value2)
		got, err := c.CheckPage(page, raw)
		if err != nil && len(fault.All(err)) == 0 {
			t.Fatalf("error is no fault: %v", err)
		}
		data, err := survey.EncodeAnswers(got)
		if err != nil || len(data) > c.BallotSize() {
			t.Fatalf("%d bytes, error %v", len(data), err)
		}
		repost := form{}
		for code, value := range got {
			repost[code] = []string{value}
		}
		if again, _ := c.CheckPage(page, repost); !cmp.Equal(got, again) {
			t.Fatalf("not canonical: %q became %q", got, again)
		}
	})
}
