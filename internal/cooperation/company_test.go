package cooperation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

func TestACompanyIsStoredAndItsShortNameFollowsItsName(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		form := cooperation.CompanyForm{
			Name: "  Nordlicht Metallbau ", Trade: "Metallbau", Seat: "Dortmund",
			Website: "https://nordlicht.example", Note: "Erste Zeile\r\nzweite",
		}
		created := must(s.service.CreateCompany(t.Context(), s.manager, form))(t)
		want := cooperation.Company{
			ID: created.ID, NetworkID: "network-1", Name: "Nordlicht Metallbau", ShortName: "Nordlicht Metallbau", Trade: "Metallbau",
			Seat: "Dortmund", Website: "https://nordlicht.example", Note: "Erste Zeile\nzweite", CreatedAt: s.clock.Now(), Version: 1,
		}
		got := must(s.service.Company(t.Context(), s.manager, created.ID))(t)
		got.CreatedAt = got.CreatedAt.UTC()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestACompanyFormNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, c := range []struct {
			name string
			form cooperation.CompanyForm
			want []string
		}{
			{"empty", cooperation.CompanyForm{Name: " "}, []string{"name: error.required"}},
			{"taken, whatever its case", cooperation.CompanyForm{Name: "ANKER"},
				[]string{"name: error.name_taken", "short_name: error.name_taken"}},
			{"broken text", cooperation.CompanyForm{Name: "a\x00b", Seat: "\xff"}, []string{"name: error.text", "seat: error.text"}},
			{"long", cooperation.CompanyForm{Name: strings.Repeat("ä", 121), ShortName: "x"}, []string{"name: error.too_long"}},
			{"script", cooperation.CompanyForm{Name: "Neu", Website: "javascript:alert(1)"}, []string{"website: error.website"}},
		} {
			_, err := s.service.CreateCompany(t.Context(), s.manager, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

func TestTheSecondOfTwoEditsOfTheSameVersionConflicts(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		company := must(s.service.Company(t.Context(), s.manager, s.cedar.CompanyID))(t)
		form := cooperation.FormOfCompany(company)
		form.Seat = "Essen"
		wantKind(t, "first", s.service.EditCompany(t.Context(), s.manager, company.ID, form), "")
		form.Seat = "Hagen"
		wantKind(t, "second", s.service.EditCompany(t.Context(), s.manager, company.ID, form), fault.KindConflict)
		if got := must(s.service.Company(t.Context(), s.manager, company.ID))(t); got.Seat != "Essen" || got.Version != 2 {
			t.Errorf("got %q version %d", got.Seat, got.Version)
		}
	})
}

func TestRepresentativesSeeTheirOwnCompanyWithoutTheManagersNote(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		form := cooperation.FormOfCompany(must(s.service.Company(t.Context(), s.manager, s.anker.CompanyID))(t))
		form.Note = "zahlt spät"
		wantKind(t, "note", s.service.EditCompany(t.Context(), s.manager, s.anker.CompanyID, form), "")
		for _, c := range []struct {
			who  account.Viewer
			want []string
		}{
			{s.manager, []string{"Anker", "Birke", "Cedar"}},
			{s.anker, []string{"Anker"}},
			{s.reader, nil},
			{s.foreign, nil},
		} {
			var got []string
			for _, company := range must(s.service.Companies(t.Context(), c.who))(t) {
				got = append(got, company.Name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.who.Role, diff)
			}
		}
		if got := must(s.service.Company(t.Context(), s.anker, s.anker.CompanyID))(t); got.Note != "" {
			t.Errorf("a representative read the note %q", got.Note)
		}
		_, err := s.service.Company(t.Context(), s.anker, s.birke.CompanyID)
		wantKind(t, "another company", err, fault.KindNotFound)
	})
}

func TestAnArchivedCompanyMovesToTheEndAndBack(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		last := func() string {
			list := must(s.service.Companies(t.Context(), s.manager))(t)
			return list[len(list)-1].Name
		}
		wantKind(t, "archive", s.service.ArchiveCompany(t.Context(), s.manager, s.anker.CompanyID, 1, true), "")
		if got := last(); got != "Anker" {
			t.Errorf("archived: last is %s", got)
		}
		wantKind(t, "restore", s.service.ArchiveCompany(t.Context(), s.manager, s.anker.CompanyID, 2, false), "")
		if got := last(); got != "Cedar" {
			t.Errorf("restored: last is %s", got)
		}
	})
}

func TestTeamsFormATreeWithoutACircle(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		company := s.anker.CompanyID
		works := must(s.service.CreateTeam(t.Context(), s.manager, company, cooperation.TeamForm{Name: "Werk"}))(t)
		hall := must(s.service.CreateTeam(t.Context(), s.manager, company, cooperation.TeamForm{Name: "Halle", ParentID: works.ID}))(t)
		line := must(s.service.CreateTeam(t.Context(), s.manager, company, cooperation.TeamForm{Name: "Linie", ParentID: hall.ID}))(t)
		for _, c := range []struct {
			name string
			form cooperation.TeamForm
			want []string
		}{
			{"below its own sub-team", cooperation.TeamForm{Name: "Werk", ParentID: line.ID, Version: 1}, []string{"parent: error.parent_circle"}},
			{"below itself", cooperation.TeamForm{Name: "Werk", ParentID: works.ID, Version: 1}, []string{"parent: error.parent_circle"}},
			{"below nothing known", cooperation.TeamForm{Name: "Werk", ParentID: "x", Version: 1}, []string{"parent: error.choice"}},
			{"unchanged", cooperation.TeamForm{Name: "Werk", Version: 1}, nil},
		} {
			err := s.service.EditTeam(t.Context(), s.manager, company, works.ID, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		_, err := s.service.CreateTeam(t.Context(), s.manager, company, cooperation.TeamForm{Name: "halle", ParentID: works.ID})
		if diff := cmp.Diff([]string{"name: error.name_taken"}, wrongFields(err)); diff != "" {
			t.Errorf("twin (-want +got):\n%s", diff)
		}
		tree := cooperation.TeamTree(must(s.service.Teams(t.Context(), s.anker, company))(t))
		if len(tree) != 1 || tree[0].Below[0].Below[0].Name != "Linie" {
			t.Errorf("got tree %v", tree)
		}
		wantKind(t, "by way of another company",
			s.service.EditTeam(t.Context(), s.manager, s.birke.CompanyID, works.ID, cooperation.TeamForm{Name: "Werk", Version: 2}), fault.KindNotFound)
	})
}

func TestNetworkSettingsNeverLowerTheSmallestGroup(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, c := range []struct {
			name string
			form cooperation.NetworkForm
			want []string
		}{
			{"raised", cooperation.NetworkForm{Name: "Ruhr", Zone: "Europe/Berlin", Languages: []string{"en", "de"}, K: "8", Version: 1}, nil},
			{"lowered", cooperation.NetworkForm{Name: "Ruhr", Zone: "Europe/Berlin", Languages: []string{"de"}, K: "7", Version: 2},
				[]string{"k: error.k_lower"}},
			{"nonsense", cooperation.NetworkForm{Zone: "Local", Languages: []string{"fr"}, K: "viele", Version: 2},
				[]string{"k: error.k_range", "zone: error.zone", "languages: error.choice", "name: error.required"}},
		} {
			err := s.service.EditNetwork(t.Context(), s.manager, c.form)
			if diff := cmp.Diff(c.want, wrongFields(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		n := must(s.service.Network(t.Context(), s.reader))(t)
		if diff := cmp.Diff([]string{"de", "en"}, n.Languages); diff != "" || n.K != 8 || n.Name != "Ruhr" {
			t.Errorf("got %+v", n)
		}
	})
}

func TestALegalTextIsPublicAndOnlyManagersChangeIt(t *testing.T) {
	t.Parallel()
	eachScene(t, func(t *testing.T, s scene) {
		for _, body := range []string{"Muster", "Impressum von uns"} {
			wantKind(t, "edit", s.service.EditLegalText(t.Context(), s.manager, cooperation.Imprint, "de", body), "")
		}
		wantKind(t, "reader", s.service.EditLegalText(t.Context(), s.reader, cooperation.Imprint, "de", "x"), fault.KindNotFound)
		_, err := s.service.LegalText(t.Context(), "", "agb", "de")
		wantKind(t, "reading an unknown kind", err, fault.KindNotFound)
		wantKind(t, "unknown kind", s.service.EditLegalText(t.Context(), s.manager, "agb", "de", "x"), fault.KindNotFound)
		for network, want := range map[string]string{"network-1": "Impressum von uns", "": "Impressum von uns", "network-2": ""} {
			if got := must(s.service.LegalText(t.Context(), network, cooperation.Imprint, "de"))(t); got != want {
				t.Errorf("network %q: got %q, want %q", network, got, want)
			}
		}
	})
}
