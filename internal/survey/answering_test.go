package survey_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

func TestAPersonAnswersLeavesResumesAndSubmits(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		v := open(t, s)
		if got := v.Resume(); got != 0 || len(v.Answers) != 0 {
			t.Fatalf("a fresh link resumes at page %d with %d answers", got, len(v.Answers))
		}
		savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "yes"})
		savePage(t, s, 1, survey.Answers{"bb": "3"})
		v = open(t, s)
		if diff := cmp.Diff(survey.Answers{"aa": "2", "heard": "yes", "bb": "3"}, v.Answers); diff != "" {
			t.Errorf("draft (-want +got):\n%s", diff)
		}
		if got := v.Resume(); got != 1 {
			t.Errorf("resumes at page %d, want the half-answered page 1", got)
		}
		done := submit(t, s)
		if done.Receipt == "" || !done.Sheet.Participated {
			t.Errorf("receipt %q, participated %v", done.Receipt, done.Sheet.Participated)
		}
		if diff := cmp.Diff(survey.Answers{"aa": "2", "heard": "yes", "bb": "3"}, s.Ballot(0)); diff != "" {
			t.Errorf("ballot (-want +got):\n%s", diff)
		}
		again := open(t, s)
		if len(again.Answers) != 0 || again.Receipt != done.Receipt || again.Attempt == v.Attempt {
			t.Errorf("after the submit: answers %v, receipt %q, attempt renewed %v", again.Answers, again.Receipt, again.Attempt != v.Attempt)
		}
	})
}

func TestTwentySubmitsAtOnceAreOneBallotAndOneReceipt(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "no"})
		f := filled(open(t, s), nil)
		receipts := make([]string, 20)
		var presses sync.WaitGroup
		for i := range receipts {
			presses.Go(func() {
				v, err := s.Answering.Submit(t.Context(), s.Links[0], f)
				if err != nil {
					t.Error(err)
				}
				receipts[i] = v.Receipt
			})
		}
		presses.Wait()
		for _, r := range receipts {
			if r == "" || r != receipts[0] {
				t.Fatalf("receipts differ: %q", receipts)
			}
		}
		if n := s.Count("ballots"); n != 1 {
			t.Errorf("%d ballots", n)
		}
		if diff := cmp.Diff(survey.Answers{"aa": "2", "heard": "no"}, s.Ballot(0)); diff != "" {
			t.Errorf("ballot (-want +got):\n%s", diff)
		}
	})
}

func TestALateRepetitionDoesNotSubmitTheNextAttempt(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "no"})
		first := filled(open(t, s), nil)
		receipt := submit(t, s).Receipt
		savePage(t, s, 0, survey.Answers{"aa": "1", "heard": "no"})
		v, err := s.Answering.Submit(t.Context(), s.Links[0], first)
		if err != nil || v.Receipt != receipt {
			t.Errorf("repetition: receipt %q, error %v", v.Receipt, err)
		}
		if got := s.Ballot(0)["aa"]; got != "2" {
			t.Errorf("the half-finished second attempt was submitted: aa = %s", got)
		}
		late := first
		late.Values = map[string][]string{"aa": {"3"}}
		if _, err := s.Answering.SaveSome(t.Context(), s.Links[0], late); err == nil || err.Error() != survey.ErrAttemptOver.Error() {
			t.Errorf("a late save of the first attempt gives %v", err)
		}
		if got := open(t, s).Answers["aa"]; got != "1" {
			t.Errorf("the second attempt holds aa = %s", got)
		}
		submit(t, s)
		if got := s.Ballot(0)["aa"]; got != "1" || s.Count("ballots") != 1 {
			t.Errorf("the last submit does not count: aa = %s", got)
		}
	})
}

func TestTheWindowDecidesInsideTheSubmit(t *testing.T) {
	t.Parallel()
	before, after := surveytest.Closes.Add(-time.Minute), surveytest.Closes
	for _, c := range []struct {
		name       string
		begun, now time.Time
		want       error
	}{
		{"in time", before, after.Add(-time.Nanosecond), nil},
		{"begun before, at the close", before, after, nil},
		{"begun before, last moment of the grace", before, after.Add(survey.Grace - time.Nanosecond), nil},
		{"begun before, after the grace", before, after.Add(survey.Grace), survey.ErrClosed},
		{"begun at the close", after, after.Add(time.Minute), survey.ErrClosed},
		{"without a signed beginning", time.Time{}, after.Add(time.Minute), survey.ErrClosed},
		{"before the opening", time.Time{}, surveytest.Opens.Add(-time.Second), survey.ErrClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
				savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "no"})
				f := filled(open(t, s), nil)
				f.Begun = c.begun
				s.Clock.Set(c.now)
				_, err := s.Answering.Submit(t.Context(), s.Links[0], f)
				if err != c.want {
					t.Fatalf("got error %v, want %v", err, c.want)
				}
				if got := s.Count("ballots"); (got == 1) != (c.want == nil) {
					t.Errorf("%d ballots", got)
				}
			})
		})
	}
}

func TestACloseThatWasCarriedOutOrADelayedClockCannotBeOvertaken(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"closed":          "UPDATE waves SET closed_at = opens_at WHERE id = ?",
		"brought forward": "UPDATE waves SET closes_at = opens_at WHERE id = ?",
		"cancelled":       "UPDATE waves SET cancelled_at = opens_at WHERE id = ?",
		"revoked":         "UPDATE invitations SET revoked = TRUE WHERE wave_id = ?",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
				savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "no"})
				f := filled(open(t, s), nil)
				s.Exec(change, s.WaveID)
				if _, err := s.Answering.Submit(t.Context(), s.Links[0], f); err == nil {
					t.Error("the submit was accepted")
				}
				var participated bool
				s.Read("SELECT participated FROM invitations WHERE id = ?", []any{&participated}, s.Invitations[0])
				if participated || s.Count("ballots") != 0 {
					t.Errorf("participated %v, ballots %d", participated, s.Count("ballots"))
				}
			})
		})
	}
}

func TestARepeatedSubmitAfterTheCloseStillShowsTheReceipt(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content()}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "2", "heard": "no"})
		f := filled(open(t, s), nil)
		receipt := submit(t, s).Receipt
		s.Clock.Set(surveytest.Closes.Add(time.Hour))
		s.Exec("DELETE FROM drafts WHERE invitation_id = ?", s.Invitations[0])
		v, err := s.Answering.Submit(t.Context(), s.Links[0], f)
		if err != nil || v.Receipt != receipt {
			t.Errorf("receipt %q, error %v", v.Receipt, err)
		}
	})
}

func TestLinksThatDoNotWorkAreToldApartByNothing(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content(), People: 2}, func(t *testing.T, s *surveytest.Scene) {
		s.Exec("UPDATE invitations SET revoked = TRUE WHERE id = ?", s.Invitations[1])
		for name, secret := range map[string]string{
			"revoked": s.Links[1], "unknown": strings.Repeat("a", 32), "empty": "", "cut": s.Links[0][:31],
			"NUL": "a\x00b", "broken UTF-8": "\xff\xfe", "long": strings.Repeat("a", 10_000),
		} {
			_, err := s.Answering.Open(t.Context(), secret, time.Time{})
			if diff := cmp.Diff(fault.NotFound("error.link_not_valid"), err); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		if _, err := s.Answering.Open(t.Context(), strings.ToUpper(s.Links[0]), time.Time{}); err != nil {
			t.Errorf("a link typed in capitals: %v", err)
		}
	})
}

func TestAnAttributedSubmitKeepsOneResponseAndItsLastAnswers(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content(), Attributed: true}, func(t *testing.T, s *surveytest.Scene) {
		savePage(t, s, 0, survey.Answers{"aa": "1", "heard": "no"})
		submit(t, s)
		savePage(t, s, 0, survey.Answers{"aa": "3", "heard": "no"})
		v := submit(t, s)
		var answers string
		s.Read("SELECT answers FROM responses WHERE invitation_id = ?", []any{&answers}, s.Invitations[0])
		got, err := survey.DecodeAnswers([]byte(answers))
		if diff := cmp.Diff(survey.Answers{"aa": "3", "heard": "no"}, got); diff != "" || err != nil {
			t.Errorf("response, error %v (-want +got):\n%s", err, diff)
		}
		if s.Count("responses") != 1 || s.Count("ballots") != 0 || v.Company() != "Sauer Präzision GmbH" {
			t.Errorf("%d responses, %d ballots, company %q", s.Count("responses"), s.Count("ballots"), v.Company())
		}
	})
}

func TestConcurrentPeopleShareCommitsAndNoneIsLost(t *testing.T) {
	t.Parallel()
	each(t, surveytest.Options{Content: content(), People: 40}, func(t *testing.T, s *surveytest.Scene) {
		var people sync.WaitGroup
		for person := range s.Links {
			people.Go(func() {
				answers := survey.Answers{"aa": strconv.Itoa(person%3 + 1), "heard": "no"}
				f := filled(openPerson(t, s, person), answers)
				if _, err := s.Answering.SavePage(t.Context(), s.Links[person], 0, f); err != nil {
					t.Error(err)
				}
				if _, err := s.Answering.Submit(t.Context(), s.Links[person], f); err != nil {
					t.Error(err)
				}
			})
		}
		people.Wait()
		for person := range s.Links {
			if got, want := s.Ballot(person)["aa"], strconv.Itoa(person%3+1); got != want {
				t.Errorf("ballot %d holds aa = %s, want %s", person, got, want)
			}
		}
	})
}
