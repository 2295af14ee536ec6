package survey_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

const own, other = "the person's own browser", "the manager's browser"

// on returns what the sheet's link shows to a device.
func on(t *testing.T, s *surveytest.Scene, device string) survey.Visit {
	t.Helper()
	v, err := s.Answering.OpenOn(t.Context(), s.Links[0], device, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func from(v survey.Visit, device string, answers survey.Answers) survey.Form {
	f := filled(v, answers)
	f.Device = device
	return f
}

// saved keeps answers from a device and returns the visit.
func saved(t *testing.T, s *surveytest.Scene, device string, answers survey.Answers) survey.Visit {
	t.Helper()
	v, err := s.Answering.SaveSome(t.Context(), s.Links[0], from(on(t, s, device), device, answers))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// shows is all that a page could tell of what was done through a link.
type shows struct {
	Answers      survey.Answers
	Receipt      bool
	Participated bool
}

func shown(v survey.Visit) shows { return shows{v.Answers, v.Receipt != "", v.Sheet.Participated} }

func TestASheetsSecretShowsWhatWasDoneWithItToTheDeviceAloneThatDidIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := surveytest.New(t, db, surveytest.Options{Paper: true})
		unused := shows{Answers: survey.Answers{}}
		strangers := func(when string) {
			t.Helper()
			for _, device := range []string{"", other} {
				if diff := cmp.Diff(unused, shown(on(t, s, device))); diff != "" {
					t.Errorf("%s, %q sees (-unused +got):\n%s", when, device, diff)
				}
			}
		}
		saved(t, s, own, survey.Answers{"tr_contact": "4"})
		strangers("begun")
		v := on(t, s, own)
		if diff := cmp.Diff(shows{Answers: survey.Answers{"tr_contact": "4"}}, shown(v)); diff != "" {
			t.Errorf("the own draft (-want +got):\n%s", diff)
		}
		form := from(v, own, nil)
		var receipts []string
		for range 2 { // the second time is a retry
			done, err := s.Answering.Submit(t.Context(), s.Links[0], form)
			if err != nil {
				t.Fatal(err)
			}
			receipts = append(receipts, done.Receipt)
		}
		strangers("submitted")
		again := on(t, s, own)
		if receipts[0] == "" || receipts[1] != receipts[0] || again.Receipt != receipts[0] || len(again.Answers) > 0 {
			t.Errorf("receipts %q, then %q", receipts, again.Receipt)
		}
		saved(t, s, own, survey.Answers{"tr_contact": "5"})
		if v := on(t, s, own); v.Receipt != receipts[0] || v.Answers["tr_contact"] != "5" {
			t.Errorf("answering again shows %+v", shown(v))
		}
		if got := s.Ballot(0)["tr_contact"]; got != "4" {
			t.Errorf("the ballot holds %q", got)
		}
	})
}

func TestNothingThatASheetsVisitorGetsDependsOnWhatOthersDidWithIt(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{Paper: true})
	form := from(on(t, s, ""), other, survey.Answers{"tr_contact": "1"})
	saved(t, s, own, survey.Answers{"tr_contact": "4"})
	if first, second := on(t, s, "").Attempt, on(t, s, "").Attempt; first == second {
		t.Error("the form's name is read from the draft: it tells when that changes")
	}
	if _, err := s.Answering.SaveSome(t.Context(), s.Links[0], form); err != nil {
		t.Errorf("a form handed out before is refused after another device's save: %v", err)
	}
	if diff := cmp.Diff(shows{Answers: survey.Answers{}}, shown(on(t, s, own))); diff != "" {
		t.Errorf("the draft that was taken over still shows (-unused +got):\n%s", diff)
	}
}

func TestADeviceWhoseDraftWasTakenOverStartsAnewInsteadOfSubmittingHalf(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{Paper: true})
	v := saved(t, s, own, survey.Answers{"tr_contact": "4"})
	saved(t, s, other, survey.Answers{"tr_contact": "1"})
	_, err := s.Answering.Submit(t.Context(), s.Links[0], from(v, own, survey.Answers{"tr_promise": "5"}))
	if !errors.Is(err, survey.ErrAttemptOver) || s.Count("ballots") != 0 {
		t.Errorf("%v, %d ballots", err, s.Count("ballots"))
	}
	for name, f := range map[string]survey.Form{
		"no device":   {Begun: v.Begun, Attempt: v.Attempt, Values: map[string][]string{"tr_contact": {"1"}}},
		"no name":     {Begun: v.Begun, Device: "new", Values: map[string][]string{"tr_contact": {"1"}}},
		"a long name": {Begun: v.Begun, Device: "new", Attempt: v.Attempt + v.Attempt, Values: map[string][]string{"tr_contact": {"1"}}},
	} {
		if _, err := s.Answering.SaveSome(t.Context(), s.Links[0], f); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDraftsOnPaperHaveOneSizeEmptyBegunAndSubmitted(t *testing.T) {
	t.Parallel()
	s := surveytest.New(t, storetest.SQLite(t), surveytest.Options{Paper: true})
	length := func() (n int) {
		s.Read("SELECT length(body) FROM drafts WHERE invitation_id = ?", []any{&n}, s.Invitations[0])
		return n
	}
	got := []int{length()}
	v := saved(t, s, own, survey.Answers{"tr_contact": "4"})
	got = append(got, length())
	if _, err := s.Answering.Submit(t.Context(), s.Links[0], from(v, own, nil)); err != nil {
		t.Fatal(err)
	}
	got = append(got, length())
	if diff := cmp.Diff([]int{got[0], got[0], got[0]}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
