package scheduler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
	"kreislauf/internal/interchange"
	"kreislauf/internal/roster"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
)

// list reads a text file as an upload would be.
func (p *plant) list(text string) roster.ImportInput {
	p.t.Helper()
	table, err := interchange.ReadTable(p.t.Context(), []byte(text), "")
	must(p.t, err)
	mapping, err := p.roster.GuessImport(p.t.Context(), p.manager, table.Header, table.Sample)
	must(p.t, err)
	return roster.ImportInput{Mapping: mapping, Records: table.Records(p.t.Context())}
}

func counts(i roster.Import) string {
	var found []string
	for _, v := range roster.Verdicts() {
		if n := i.Count(v); n > 0 {
			found = append(found, fmt.Sprint(v, " ", n))
		}
	}
	return strings.Join(found, ", ")
}

func TestAnImportStoresAllThatCanBeTakenOnceAndNothingTheSecondTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north := p.company("nord", 2, 0)
		p.company("sued", 1, 0)
		people, err := p.roster.People(ctx, p.manager, north)
		must(t, err)
		must(t, p.roster.SetLeft(ctx, p.manager, people[1].ID, true))
		in := p.list("Name;E-Mail;Firma;Team;Sprache;Vertretung;Gruppe;Attribut: Standort\r\n" +
			"Ute Kern;U.Kern@Nord.example;Nord;Werk / Montage;en;ja;Digital;Kiel\r\n" +
			"Jörg;joerg@müller.example;nord;werk / montage;;;Digital;\r\n" +
			"Ohne Adresse;;Nord;Werk;;;;\r\n" +
			"nord 1;person1@nord.example;Nord;;;;digital;Husum\r\n" +
			"nord 2;person2@nord.example;Nord;;;;;\r\n" +
			"Falsch;falsch@@nord.example;Nord;;;;;\r\n" +
			"Ute Kern;u.kern@nord.example;sued;;;;;\r\n" +
			"sued 1;person1@sued.example;Sued;;;;;\r\n")
		preview, err := p.roster.PreviewImport(ctx, p.manager, in)
		must(t, err)
		if got := counts(preview); got != "reject 1, duplicate 1, warn 2, update 1, accept 2, skip 1" {
			t.Errorf("preview: %s", got)
		}
		p.want("people", 3)
		done, err := p.roster.Import(ctx, p.manager, in)
		must(t, err)
		if diff := cmp.Diff(counts(preview), counts(done)); diff != "" {
			t.Errorf("the import judges otherwise (-preview +import):\n%s", diff)
		}
		p.want("people", 6)
		p.want("people WHERE left_at IS NULL", 6)
		p.want("people WHERE email = 'joerg@xn--mller-kva.example'", 1)
		p.want("people WHERE name = 'Ute Kern' AND language = 'en' AND representative", 1)
		p.want("teams", 2)
		p.want("teams AS t JOIN teams AS above ON above.id = t.parent_id WHERE t.name = 'Montage' AND above.name = 'Werk'", 1)
		p.want("people AS p JOIN teams AS t ON t.id = p.team_id WHERE t.name = 'Montage'", 2)
		p.want("person_groups", 1)
		p.want("person_group_members", 3)
		stored, err := p.roster.People(ctx, p.manager, north)
		must(t, err)
		sites := map[string]string{}
		for _, person := range stored {
			sites[person.Name] = person.Attributes["Standort"]
		}
		want := map[string]string{"Ute Kern": "Kiel", "nord 1": "Husum", "nord 2": "", "Jörg": "", "Ohne Adresse": ""}
		if diff := cmp.Diff(want, sites); diff != "" {
			t.Errorf("attributes (-want +got):\n%s", diff)
		}
		again, err := p.roster.Import(ctx, p.manager, in)
		must(t, err)
		if got := counts(again); got != "reject 1, duplicate 1, skip 6" {
			t.Errorf("the same file again: %s", got)
		}
		p.want("people", 6)
		p.want("person_group_members", 3)
	})
}

func TestOnlyChosenRowsOfAListAreTaken(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		in := p.list("Name,Mail,Team,Gruppe\nA,a@x.example,Eins,G\nB,b@x.example,Zwei,H\nC,c@@x.example,Drei,I\n")
		in.CompanyID = p.company("nord", 0, 0)
		in.Chosen = func(number int) bool { return number != 2 }
		_, err := p.roster.Import(ctx, p.manager, in)
		must(t, err)
		p.want("people WHERE name = 'B'", 1)
		p.want("people", 1)
		p.want("teams", 1)
		p.want("person_groups WHERE name = 'H'", 1)
		p.want("person_groups", 1)
	})
}

func TestAnImportIsStoredWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := newPlant(t, db)
		ctx := t.Context()
		north := p.company("nord", 1, 0)
		in := p.list("Name,Mail,Team\nA,a@x.example,Eins\nnord 1,person1@nord.example,Eins\nB,b@x.example,Eins\n")
		in.CompanyID = north
		rows := in.Records
		in.Records = func(yield func(roster.Record, error) bool) {
			// Meanwhile somebody enters one of the list's people by hand.
			_, err := p.roster.AddPerson(ctx, p.manager, roster.PersonInput{CompanyID: north, Name: "B", Email: "b@x.example", Language: "de"})
			must(t, err)
			rows(yield)
		}
		_, err := p.roster.Import(ctx, p.manager, in)
		wantKind(t, err, fault.KindConflict)
		p.want("people", 2)
		p.want("teams", 0)
		p.want("people WHERE team_id = ''", 2)
	})
}

func TestOnlyManagersImportAndOnlyIntoTheirNetwork(t *testing.T) {
	t.Parallel()
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	in := p.list("Name,Mail\nA,a@x.example\n")
	in.CompanyID = p.company("nord", 0, 0)
	foreign, partner, reader := p.manager, p.manager, p.manager
	foreign.NetworkID = newID()
	partner.Role, partner.CompanyID = account.Partner, in.CompanyID
	reader.Role = account.Reader
	for name, v := range map[string]account.Viewer{"another network's manager": foreign, "a partner": partner, "a reader": reader} {
		_, err := p.roster.PreviewImport(ctx, v, in)
		wantKind(t, err, fault.KindNotFound)
		_, err = p.roster.Import(ctx, v, in)
		wantKind(t, err, fault.KindNotFound)
		if _, err = p.roster.GuessImport(ctx, v, nil, nil); name != "another network's manager" {
			wantKind(t, err, fault.KindNotFound)
		}
	}
	p.want("people", 0)
}

func TestFiftyThousandPeopleAreImportedOnce(t *testing.T) {
	p := newPlant(t, storetest.SQLite(t))
	ctx := t.Context()
	var text strings.Builder
	text.WriteString("Name;E-Mail;Team;Standort\n")
	for i := range 50_000 {
		fmt.Fprintf(&text, "Person %d;p%d@x.example;Werk %d / Halle %d;Kiel\n", i, i, i%5, i%50)
	}
	in := p.list(text.String())
	in.CompanyID = p.company("nord", 0, 0)
	done, err := p.roster.Import(ctx, p.manager, in)
	must(t, err)
	if done.Takes() != 50_000 {
		t.Fatalf("%s", counts(done))
	}
	p.want("people", 50_000)
	again, err := p.roster.Import(ctx, p.manager, in)
	must(t, err)
	if got := counts(again); got != "skip 50000" {
		t.Errorf("the same file again: %s", got)
	}
}
