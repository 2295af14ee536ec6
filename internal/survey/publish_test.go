package survey_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

func TestShippedQuestionnairesAreInstalledOnceHoweverOftenAndManyProcessesStart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := surveytest.New(t, db, surveytest.Options{})
		var starts sync.WaitGroup
		for range 8 {
			starts.Go(func() {
				if err := s.Service.InstallShipped(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		starts.Wait()
		if err := s.Service.InstallShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		shipped, err := survey.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range shipped {
			got := offer(t, s, want.Key)
			if got.Newest.Number != 1 {
				t.Errorf("%s has version %d", want.Key, got.Newest.Number)
			}
			if diff := cmp.Diff(want.Content, got.Newest.Content); diff != "" {
				t.Errorf("%s changed in the database (-want +got):\n%s", want.Key, diff)
			}
		}
	})
}

func TestAChangedShippedQuestionnaireBecomesANewVersionAndTheOldOneStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := surveytest.New(t, db, surveytest.Options{})
		shipped, err := survey.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		former := shipped[0].Content
		former.Minutes = 99
		q := survey.Questionnaire{ID: s.NewID(), Key: shipped[0].Key, Audience: shipped[0].Audience}
		old := survey.Version{ID: s.NewID(), QuestionnaireID: q.ID, Number: 1, Content: former, PublishedAt: time.Unix(0, 0)}
		if err := db.Survey().Publish(t.Context(), q, old); err != nil {
			t.Fatal(err)
		}
		if err := s.Service.InstallShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := offer(t, s, q.Key)
		if got.ID != q.ID || got.Newest.Number != 2 || got.Newest.Content.Minutes == 99 {
			t.Errorf("newest is version %d of %s with %d minutes", got.Newest.Number, got.ID, got.Newest.Content.Minutes)
		}
		if v, err := s.Service.Version(t.Context(), old.ID); err != nil || v.Content.Minutes != 99 {
			t.Errorf("the former version says %d minutes, error %v", v.Content.Minutes, err)
		}
	})
}

func TestAQuestionnaireOfAnotherNetworkDoesNotExist(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := surveytest.New(t, db, surveytest.Options{})
		q := survey.Questionnaire{ID: s.NewID(), NetworkID: "one", Key: "own", Audience: survey.Employees}
		v := survey.Version{ID: s.NewID(), QuestionnaireID: q.ID, Number: 1, Content: sample(), PublishedAt: time.Unix(0, 0)}
		if err := db.Survey().Publish(t.Context(), q, v); err != nil {
			t.Fatal(err)
		}
		if _, got, err := s.Service.Newest(t.Context(), "one", q.ID); err != nil || got.ID != v.ID {
			t.Errorf("its own network gets %q, error %v", got.ID, err)
		}
		if _, _, err := s.Service.Newest(t.Context(), "two", q.ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("another network gets error %v", err)
		}
		if _, err := s.Service.Version(t.Context(), "nothing"); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an unknown version gives error %v", err)
		}
	})
}

func TestQuestionnairesExistForManagersOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := surveytest.New(t, db, surveytest.Options{})
		if err := s.Service.InstallShipped(t.Context()); err != nil {
			t.Fatal(err)
		}
		manager := account.Viewer{NetworkID: "one", Role: account.Manager}
		offers, err := s.Service.Questionnaires(t.Context(), manager)
		if err != nil || len(offers) == 0 {
			t.Fatalf("a manager may choose from %d questionnaires, error %v", len(offers), err)
		}
		id := offers[0].ID
		if v, err := s.Service.Questionnaire(t.Context(), manager, id); err != nil || v.ID != offers[0].Newest.ID {
			t.Errorf("a manager reads version %q, error %v", v.ID, err)
		}
		for _, v := range []account.Viewer{{NetworkID: "one", Role: account.Partner, CompanyID: "c"}, {NetworkID: "one", Role: account.Reader}, {}} {
			if _, err := s.Service.Questionnaires(t.Context(), v); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("the list gives the role %q error %v", v.Role, err)
			}
			if _, err := s.Service.Questionnaire(t.Context(), v, id); fault.KindOf(err) != fault.KindNotFound {
				t.Errorf("a questionnaire gives the role %q error %v", v.Role, err)
			}
		}
	})
}

func offer(t *testing.T, s *surveytest.Scene, key string) survey.Offer {
	t.Helper()
	offers, err := s.Service.Questionnaires(t.Context(), account.Viewer{NetworkID: "any", Role: account.Manager})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range offers {
		if o.Key == key {
			return o
		}
	}
	t.Fatalf("no questionnaire %s", key)
	return survey.Offer{}
}
