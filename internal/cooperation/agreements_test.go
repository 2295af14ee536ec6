package cooperation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func draft(s scene, t *testing.T) cooperation.Agreement {
	t.Helper()
	form := cooperation.AgreementForm{Clauses: []cooperation.Clause{
		{Title: "Alle gewinnen", Body: "Jedes Unternehmen hat mehr davon, als es einbringt."}, {}, {Code: "meetings", Title: "Besprechungen"},
	}}
	return must(s.service.DraftAgreement(t.Context(), s.manager, s.cooperation, form))(t)
}

func propose(s scene, t *testing.T, a cooperation.Agreement) cooperation.AgreementVersion {
	t.Helper()
	wantKind(t, "propose", s.service.ProposeAgreement(t.Context(), s.manager, s.cooperation, a.ID, a.Version), "")
	return must(s.service.Agreements(t.Context(), s.manager, s.cooperation))(t)[0]
}

func TestAVersionIsInForceOnceTheLastCompanyAccepts(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		a := propose(s, t, draft(s, t))
		accept := func(who account.Viewer) error {
			return s.service.AcceptAgreement(t.Context(), who, s.cooperation, a.ID, a.Version)
		}
		for _, c := range []struct {
			name  string
			who   account.Viewer
			kind  fault.Kind
			state cooperation.AgreementState
			count int
		}{
			{"manager", s.manager, fault.KindForbidden, cooperation.AgreementProposed, 0},
			{"company outside", s.cedar, fault.KindNotFound, cooperation.AgreementProposed, 0},
			{"first company", s.anker, "", cooperation.AgreementProposed, 1},
			{"first company again", s.anker, "", cooperation.AgreementProposed, 1},
			{"last company", s.birke, "", cooperation.AgreementInForce, 2},
			{"last company again", s.birke, "", cooperation.AgreementInForce, 2},
		} {
			wantKind(t, c.name, accept(c.who), c.kind)
			got := must(s.service.Agreements(t.Context(), s.reader, s.cooperation))(t)[0]
			if got.State != c.state || len(got.Acceptances) != c.count {
				t.Errorf("%s: got %s with %d acceptances", c.name, got.State, len(got.Acceptances))
			}
		}
		got := must(s.service.Agreements(t.Context(), s.anker, s.cooperation))(t)[0]
		if _, ok := got.AcceptedBy(s.birke.CompanyID); !ok || got.InForceOn != "2027-03-10" || len(got.Clauses) != 2 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestADraftIsTheManagersAlone(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		a := draft(s, t)
		for _, who := range []account.Viewer{s.anker, s.reader} {
			if got := must(s.service.Agreements(t.Context(), who, s.cooperation))(t); len(got) != 0 {
				t.Errorf("%s sees a draft", who.Role)
			}
		}
		wantKind(t, "accept a draft", s.service.AcceptAgreement(t.Context(), s.anker, s.cooperation, a.ID, 1), fault.KindNotFound)
	})
}

func TestAProposedVersionChangesOnlyAfterItIsWithdrawn(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		a := propose(s, t, draft(s, t))
		_, err := s.service.DraftAgreement(t.Context(), s.manager, s.cooperation, cooperation.AgreementForm{})
		wantKind(t, "a second open version", err, fault.KindConflict)
		edited := cooperation.AgreementForm{Clauses: a.Clauses[:1], Version: a.Version}
		wantKind(t, "edit", s.service.EditAgreement(t.Context(), s.manager, s.cooperation, a.ID, edited), fault.KindConflict)
		wantKind(t, "accept", s.service.AcceptAgreement(t.Context(), s.anker, s.cooperation, a.ID, a.Version), "")
		wantKind(t, "withdraw", s.service.WithdrawAgreement(t.Context(), s.manager, s.cooperation, a.ID, a.Version), "")
		got := must(s.service.Agreements(t.Context(), s.manager, s.cooperation))(t)[0]
		if got.State != cooperation.AgreementDraft || len(got.Acceptances) != 0 {
			t.Fatalf("got %s with %d acceptances", got.State, len(got.Acceptances))
		}
		edited.Version = got.Version
		wantKind(t, "edit the draft", s.service.EditAgreement(t.Context(), s.manager, s.cooperation, a.ID, edited), "")
		again := must(s.service.Agreements(t.Context(), s.manager, s.cooperation))(t)[0]
		again = propose(s, t, again.Agreement)
		wantKind(t, "accept the text of before", s.service.AcceptAgreement(t.Context(), s.anker, s.cooperation, a.ID, a.Version), fault.KindConflict)
		if again.Clauses[0].Code != a.Clauses[0].Code {
			t.Error("a clause lost its code")
		}
	})
}

func TestTheProposalIsSettledWhenTheCompanyThatHesitatedLeaves(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		home := must(s.service.Cooperation(t.Context(), s.manager, s.cooperation))(t)
		form := cooperation.FormOfCooperation(home.Cooperation, home.Parties, "2027-03-10")
		form.Companies = append(form.Companies, s.cedar.CompanyID)
		wantKind(t, "join", s.service.EditCooperation(t.Context(), s.manager, s.cooperation, form), "")
		a := propose(s, t, draft(s, t))
		for _, who := range []account.Viewer{s.anker, s.birke} {
			wantKind(t, "accept", s.service.AcceptAgreement(t.Context(), who, s.cooperation, a.ID, a.Version), "")
		}
		form.Companies, form.Version = form.Companies[:2], 2
		wantKind(t, "leave", s.service.EditCooperation(t.Context(), s.manager, s.cooperation, form), "")
		if got := must(s.service.Agreements(t.Context(), s.manager, s.cooperation))(t)[0]; got.State != cooperation.AgreementInForce {
			t.Errorf("got %s", got.State)
		}
		next := must(s.service.DraftAgreement(t.Context(), s.manager, s.cooperation, cooperation.AgreementForm{}))(t)
		if next.Number != 2 {
			t.Errorf("got number %d", next.Number)
		}
		wantKind(t, "propose nothing", s.service.ProposeAgreement(t.Context(), s.manager, s.cooperation, next.ID, 1), fault.KindConflict)
	})
}

func TestAClauseRetypedUnderItsTitleKeepsItsCode(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		a := propose(s, t, draft(s, t))
		for _, who := range []account.Viewer{s.anker, s.birke} {
			wantKind(t, "accept", s.service.AcceptAgreement(t.Context(), who, s.cooperation, a.ID, a.Version), "")
		}
		form := cooperation.AgreementForm{Clauses: []cooperation.Clause{{Title: "Neu"}, {Title: "Besprechungen", Body: "Alle zwei Wochen."}}}
		next := must(s.service.DraftAgreement(t.Context(), s.manager, s.cooperation, form))(t)
		if next.Clauses[1].Code != "meetings" || next.Clauses[0].Code == "" {
			t.Errorf("got %+v", next.Clauses)
		}
	})
}

func TestAClauseNeedsATitle(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		form := cooperation.AgreementForm{Clauses: []cooperation.Clause{{Title: "Gut"}, {Body: "Ohne Titel"}, {Title: "\x00"}}}
		_, err := s.service.DraftAgreement(t.Context(), s.manager, s.cooperation, form)
		if diff := cmp.Diff([]string{"title_2: error.required", "title_3: error.text"}, wrongFields(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
