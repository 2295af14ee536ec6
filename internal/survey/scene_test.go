package survey_test

import (
	"maps"
	"testing"
	"time"

	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
	"kreislauf/internal/survey"
)

func each(t *testing.T, o surveytest.Options, test func(t *testing.T, s *surveytest.Scene)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, surveytest.New(t, db, o)) })
}

func content() *survey.Content {
	c := sample()
	return &c
}

func open(t *testing.T, s *surveytest.Scene) survey.Visit {
	t.Helper()
	return openPerson(t, s, 0)
}

func openPerson(t *testing.T, s *surveytest.Scene, person int) survey.Visit {
	t.Helper()
	v, err := s.Answering.Open(t.Context(), s.Links[person], time.Time{})
	if err != nil {
		t.Errorf("open link: %v", err)
	}
	return v
}

func filled(v survey.Visit, answers survey.Answers) survey.Form {
	values := map[string][]string{}
	for code, value := range maps.All(answers) {
		values[code] = []string{value}
	}
	return survey.Form{Begun: v.Begun, Attempt: v.Attempt, Values: values}
}

func savePage(t *testing.T, s *surveytest.Scene, page int, answers survey.Answers) {
	t.Helper()
	if _, err := s.Answering.SavePage(t.Context(), s.Links[0], page, filled(open(t, s), answers)); err != nil {
		t.Fatalf("save page %d: %v", page, err)
	}
}

func submit(t *testing.T, s *surveytest.Scene) survey.Visit {
	t.Helper()
	v, err := s.Answering.Submit(t.Context(), s.Links[0], filled(open(t, s), nil))
	if err != nil {
		t.Fatalf("submit: %v", err)
	}
	return v
}
