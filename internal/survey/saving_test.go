package survey_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

func TestSavesOfSeveralTabsAtOnceLoseNoAnswer(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		f := filled(open(t, s), nil)
		var tabs sync.WaitGroup
		for _, code := range []string{"aa", "bb", "cc"} {
			tabs.Go(func() {
				one := f
				one.Values = map[string][]string{code: {"2"}}
				if _, err := s.Answering.SaveSome(t.Context(), s.Links[0], one); err != nil {
					t.Error(err)
				}
			})
		}
		tabs.Wait()
		if diff := cmp.Diff(survey.Answers{"aa": "2", "bb": "2", "cc": "2"}, open(t, s).Answers); diff != "" {
			t.Errorf("draft (-want +got):\n%s", diff)
		}
	})
}

func TestDraftAndBallotHaveOneSizeWhateverTheyHold(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content(), People: 3}, func(t *testing.T, s *surveytest.Scene) {
		var drafts, ballots []int
		size := func(sizes *[]int, query string, person int) {
			var n int
			s.Read(query, []any{&n}, s.Invitations[person])
			*sizes = append(*sizes, n)
		}
		const draft = "SELECT length(body) FROM drafts WHERE invitation_id = ?"
		for person, answers := range []survey.Answers{
			{"aa": "2"}, {"aa": "na", "heard": "yes", "bb": "na", "cc": "na", "vote": "drop", "reason": "a\u2028\u2028\u2028b"}, {"heard": "no"},
		} {
			size(&drafts, draft, person)
			f := filled(openPerson(t, s, person), answers)
			if _, err := s.Answering.SaveSome(t.Context(), s.Links[person], f); err != nil {
				t.Fatal(err)
			}
			size(&drafts, draft, person)
			f.Values = map[string][]string{"heard": {"no"}}
			if person == 1 {
				f.Values = nil
			}
			if _, err := s.Answering.Submit(t.Context(), s.Links[person], f); err != nil {
				t.Fatal(err)
			}
			size(&drafts, draft, person)
			size(&ballots, "SELECT length(ciphertext) FROM ballots WHERE invitation_id = ?", person)
		}
		for _, sizes := range [][]int{drafts, ballots} {
			for _, n := range sizes {
				if n != sizes[0] {
					t.Errorf("sizes differ: %v", sizes)
				}
			}
		}
	})
}

func TestTheDatabaseHoldsNoAnswerBeforeTheTally(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "yes"})
		var body, ciphertext string
		s.Read("SELECT body FROM drafts WHERE invitation_id = ?", []any{&body}, s.Invitations[0])
		submit(t, s)
		s.Read("SELECT ciphertext FROM ballots WHERE invitation_id = ?", []any{&ciphertext}, s.Invitations[0])
		for _, text := range []string{body, ciphertext} {
			if strings.Contains(text, "heard") || strings.Contains(text, "aa") && strings.Contains(text, `"`) {
				t.Errorf("an answer stands in %.60s", text)
			}
		}
		for _, table := range []string{"responses", "effects", "letters", "acts"} {
			if n := s.Count(table); n != 0 {
				t.Errorf("a submit left %d rows in %s", n, table)
			}
		}
	})
}

func TestNothingAnsweredIsNoVoice(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Pages = c.Pages[:1]
	c.Pages[0].Questions[1].Required = false
	each(t, surveytest.Options{Content: &c}, func(t *testing.T, s *surveytest.Scene) {
		_, err := s.Answering.Submit(t.Context(), s.Links[0], filled(open(t, s), nil))
		if diff := cmp.Diff(fault.Invalid("", "answering.nothing_answered"), err); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestWhatIsWrongOnAPageKeepsWhatIsRight(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "1", "heard": "yes"})
		for _, bad := range []string{"9", "0", "x", "1 ", "\xff", "\x00", "999999999999999999999"} {
			f := filled(open(t, s), survey.Answers{"aa": bad, "heard": "no"})
			v, err := s.Answering.SavePage(t.Context(), s.Links[0], 0, f)
			if diff := cmp.Diff(map[string]string{"aa": "answer.value_unknown"}, keysByField(t, err)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", bad, diff)
			}
			if diff := cmp.Diff(survey.Answers{"aa": "1", "heard": "no"}, v.Answers); diff != "" {
				t.Errorf("%q: kept (-want +got):\n%s", bad, diff)
			}
		}
		f := filled(open(t, s), survey.Answers{"reason": "a\x00b"})
		_, err := s.Answering.SaveSome(t.Context(), s.Links[0], f)
		if got := keysByField(t, err); got["reason"] != "answer.text_unreadable" {
			t.Errorf("a NUL byte in a text gives %v", got)
		}
		if _, err := s.Answering.SavePage(t.Context(), s.Links[0], 99, f); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a page that is not there gives %v", err)
		}
	})
}
