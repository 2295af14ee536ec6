package web_test

import (
	"fmt"
	"net/url"
	"os"
	"testing"

	"kreislauf/internal/roster"
	"kreislauf/internal/testenv/browser"
)

func TestPagesOfPeopleGroupsAndListsPassAxe(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, wave := b.plan()
	b.open(wave, 2)
	people, err := b.roster.People(t.Context(), b.viewer, b.large)
	b.must(err)
	group, err := b.roster.AddGroup(t.Context(), b.viewer, roster.GroupInput{Name: "Projekt Bestellportal"})
	b.must(err)
	b.must(b.roster.ChangeMembers(t.Context(), b.viewer, group, []string{people[0].ID, people[1].ID}, nil))
	list := "Firma;Name;E-Mail;Abteilung;Standort\nHolz Brandt;Murat Aydın;m.aydin@brandt;Büro;Nord\n" +
		"Weber Logistk;Lea Hoffmann;l.hoffmann@weber.example;Lager;Süd\nHolz Brandt;Ute Kern;u.kern@brandt.example;Montage;Nord\n" +
		"Holz Brandt;Tomasz Nowak;;Werkstatt;Nord\nHolz Brandt;Ute Kern;U.KERN@brandt.example;Montage;Nord\n" +
		"Nordlicht Metallbau;Person 0;" + people[0].Email + ";Versand;\n"
	upload := b.manager.upload("/people/import", "personal-november.csv", []byte(list), nil).address
	b.manager.do(upload, upload, url.Values{"go": {"map"}})
	tab, site := b.enter()
	for name, page := range map[string]string{
		"personen-alle": "/people", "person-bearbeiten": "/people/" + people[0].ID + "/edit", "person-loeschen": "/people/" + people[0].ID + "/delete",
		"gruppen": "/groups", "gruppe": "/groups/" + group, "gruppe-neu": "/groups/new", "einlesen": "/people/import",
		"10-zuordnung": upload, "10-vorschau": upload + "/preview",
		"team": "/companies/" + b.large + "/teams/" + people[0].TeamID,
	} {
		for _, colours := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1440} {
				tab.Wear(colours, width)
				tab.Visit(site + page)
				where := fmt.Sprintf("%s-%d-%s", name, width, colours)
				tab.CheckAxe(where)
				if browser.Eval[bool](tab, `document.documentElement.scrollWidth > innerWidth`) {
					t.Errorf("%s is wider than the screen", where)
				}
				tab.Shoot(os.Getenv("KREISLAUF_SHOTS"), where)
			}
		}
	}
	tab.CheckCalm()
}

func TestAListIsImportedByABrowserWithoutScript(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	tab, site := b.enter()
	tab.Script(false)
	tab.Visit(site + "/people/import?company=" + b.small)
	tab.Fill("text", "Name\tE-Mail\tTeam\nUte Kern\tu.kern@brandt.example\tBüro\nTomasz Nowak\t\tBüro\n")
	tab.Click("main form.panel .btn-primary", "select[name=column_0]")
	tab.Click("main button[value=map]", "button[value=all]")
	tab.Click("main button[value=all]", "main a[href='/people/import']")
	b.wantPeople(t, 58)
	tab.CheckCalm()
}
