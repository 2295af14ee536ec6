package cooperation_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func entryForm(companyID string) cooperation.EntryForm {
	return cooperation.EntryForm{
		CompanyID: companyID, Period: "2027-Q1", Kind: cooperation.Contribution, Category: cooperation.Hours,
		Title: "Projektstunden", Planned: "1200", Actual: "1350,50", Estimated: true,
	}
}

func TestQuartersFollowEachOther(t *testing.T) {
	t.Parallel()
	if got := cooperation.QuarterOf(time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC)); got != "2027-Q4" || got.Next() != "2028-Q1" {
		t.Errorf("got %s, then %s", got, got.Next())
	}
	for text, good := range map[string]bool{
		"2027-Q1": true, "2027-Q5": false, "2027-Q0": false, "27-Q1": false, "2027-Q1x": false, "2027Q1": false, "": false, "02027-Q1": false,
	} {
		if _, err := cooperation.ParseQuarter(text); (err == nil) != good {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func TestAnEntryIsStoredToTheCent(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		created := must(s.service.CreateEntry(t.Context(), s.anker, s.cooperation, entryForm(s.anker.CompanyID)))(t)
		got := must(s.service.Entry(t.Context(), s.anker, s.cooperation, created.ID))(t)
		actual := 1350.5
		want := cooperation.Entry{
			ID: created.ID, NetworkID: "network-1", CooperationID: s.cooperation, CompanyID: s.anker.CompanyID, Period: "2027-Q1",
			Kind: cooperation.Contribution, Category: cooperation.Hours, Title: "Projektstunden", Planned: 1200, Actual: &actual,
			Estimated: true, CreatedAt: s.clock.Now(), Version: 1,
		}
		got.CreatedAt = got.CreatedAt.UTC()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		form := cooperation.FormOfEntry(got)
		form.Actual = ""
		wantKind(t, "take the actual figure away", s.service.EditEntry(t.Context(), s.anker, s.cooperation, created.ID, form), "")
		if got := must(s.service.Entry(t.Context(), s.anker, s.cooperation, created.ID))(t); got.Actual != nil || got.Estimated {
			t.Errorf("got %v, estimated %v", got.Actual, got.Estimated)
		}
	})
}

func TestAnEntryFormNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, c := range []struct {
			name string
			form cooperation.EntryForm
			want []string
		}{
			{"empty", cooperation.EntryForm{}, []string{
				"company: error.choice", "period: error.quarter", "kind: error.choice", "category: error.category",
				"title: error.required", "planned: error.required",
			}},
			{"negative, and a category of the other kind", cooperation.EntryForm{
				CompanyID: s.anker.CompanyID, Period: "2027-Q1", Kind: cooperation.Benefit, Category: cooperation.Hours,
				Title: "x", Planned: "-1", Actual: "-0,01",
			}, []string{"category: error.category", "planned: error.negative", "actual: error.negative"}},
			{"company outside", entryForm(s.cedar.CompanyID), []string{"company: error.choice"}},
		} {
			_, err := s.service.CreateEntry(t.Context(), s.manager, s.cooperation, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestEachCompanySeesItsOwnFiguresAlone(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		ankers := must(s.service.CreateEntry(t.Context(), s.anker, s.cooperation, entryForm(s.anker.CompanyID)))(t)
		must(s.service.CreateEntry(t.Context(), s.manager, s.cooperation, entryForm(s.birke.CompanyID)))(t)
		for _, c := range []struct {
			name string
			who  account.Viewer
			want int
			kind fault.Kind
		}{
			{"manager", s.manager, 2, ""}, {"anker", s.anker, 1, ""}, {"birke", s.birke, 1, ""},
			{"reader", s.reader, 0, fault.KindNotFound}, {"company outside", s.cedar, 0, fault.KindNotFound},
			{"another network", s.foreign, 0, fault.KindNotFound},
		} {
			entries, err := s.service.Ledger(t.Context(), c.who, s.cooperation)
			wantKind(t, c.name, err, c.kind)
			if len(entries) != c.want {
				t.Errorf("%s: got %d entries, want %d", c.name, len(entries), c.want)
			}
		}
		form := cooperation.FormOfEntry(ankers)
		for _, who := range []account.Viewer{s.birke, s.reader, s.cedar, s.foreign} {
			_, err := s.service.Entry(t.Context(), who, s.cooperation, ankers.ID)
			wantKind(t, "read", err, fault.KindNotFound)
			wantKind(t, "edit", s.service.EditEntry(t.Context(), who, s.cooperation, ankers.ID, form), fault.KindNotFound)
			wantKind(t, "delete", s.service.DeleteEntry(t.Context(), who, s.cooperation, ankers.ID, 1), fault.KindNotFound)
			_, err = s.service.CreateEntry(t.Context(), who, s.cooperation, entryForm(s.anker.CompanyID))
			wantKind(t, "enter for another company", err, fault.KindNotFound)
		}
		form.CompanyID = s.birke.CompanyID
		wantKind(t, "hand to another company", s.service.EditEntry(t.Context(), s.anker, s.cooperation, ankers.ID, form), fault.KindNotFound)
		wantKind(t, "delete an old version", s.service.DeleteEntry(t.Context(), s.anker, s.cooperation, ankers.ID, 7), fault.KindConflict)
		wantKind(t, "delete", s.service.DeleteEntry(t.Context(), s.anker, s.cooperation, ankers.ID, 1), "")
	})
}
