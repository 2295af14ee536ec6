package roster_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// records numbers rows of cells as a text file does, its header being 1.
func records(rows ...[]string) roster.Records {
	return func(yield func(roster.Record, error) bool) {
		for i, cells := range rows {
			if !yield(roster.Record{Number: i + 2, Cells: cells}, nil) {
				return
			}
		}
	}
}

// split writes rows as "a|b|c".
func split(rows ...string) [][]string {
	cells := make([][]string, len(rows))
	for i, row := range rows {
		cells[i] = strings.Split(row, "|")
	}
	return cells
}

// judged writes verdicts as "accept", "reject error.email_at", …
func judged(t *testing.T, r roster.Snapshot, in roster.ImportInput) []string {
	t.Helper()
	result, err := roster.Judge(r, in)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, len(result.Rows))
	for i, row := range result.Rows {
		got[i] = string(row.Verdict)
		for _, r := range row.Reasons {
			got[i] += " " + strings.TrimPrefix(r.Key, "import.")
		}
	}
	return got
}

// smallRoster has two companies with teams, people and a group.
func smallRoster() roster.Snapshot {
	left := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return roster.Snapshot{
		NetworkID: "n", Language: "de",
		Companies: []cooperation.Company{{ID: "nord", Name: "Kranz Nord GmbH", ShortName: "Nord"}, {ID: "sued", Name: "Süd", ShortName: "Süd"}},
		Teams: []cooperation.Team{
			{ID: "werk", CompanyID: "nord", Name: "Werk"}, {ID: "montage", CompanyID: "nord", ParentID: "werk", Name: "Montage"},
		},
		People: []roster.Person{
			{ID: "anna", CompanyID: "nord", TeamID: "montage", Name: "Anna Huber", Email: "anna@nord.example", Language: "de", Attributes: map[string]string{"Standort": "Kiel"}},
			{ID: "tom", CompanyID: "nord", Name: "Tom Ohne", Language: "de"},
			{ID: "weg", CompanyID: "nord", Name: "Willi Weg", Email: "weg@nord.example", Language: "de", LeftAt: &left},
			{ID: "sara", CompanyID: "sued", Name: "Sara Süd", Email: "sara@sued.example", Language: "de", Representative: true},
		},
		Groups:  []roster.Group{{ID: "g", NetworkID: "n", Name: "Digital"}},
		Members: []roster.GroupMember{{GroupID: "g", PersonID: "anna", NetworkID: "n"}},
	}
}

func TestEachRowGetsItsVerdictAndItsReasons(t *testing.T) {
	t.Parallel()
	header := []string{"Name", "E-Mail", "Firma", "Team", "Sprache", "Vertretung", "Gruppe", "Attribut: Standort"}
	for row, want := range map[string]string{
		"Neu|neu@x.example|Nord": "accept",
		"Neu|neu@x.example|kranz  NORD gmbh|werk / MONTAGE|Englisch|nein": "accept",
		"Neu|neu@x.example|Nord|Montage||x|digital|Kiel":                  "accept",
		"|||||||":                               "skip empty",
		"\u00a0|\u200b|  ":                      "skip empty",
		"Neu||Nord":                             "warn paper",
		"|neu@x.example|Nord":                   "warn no_name",
		"Neu|info@x.example|Nord":               "warn shared_mailbox",
		"Neu|neu@gmial.com|Nord":                "warn misspelt",
		"Neu|neu@firma.con|Nord":                "warn misspelt",
		"Neu|'neu@x.example|Nord":               "warn odd_beginning",
		"Neu|=neu@x.example|Nord":               "warn odd_beginning",
		"Name|E-Mail|Firma|Team":                "skip headings",
		" NAME |Mail|":                          "skip headings",
		"Lang|||Betrieb":                        "reject company_missing", // a person, and a team
		"Name|neu@x.example|Nord|Werk":          "accept",
		"Neu|#N/A|Nord":                         "reject formula",
		"Neu|neu@p\u0430ypal.com|Nord":          "warn lookalike",
		"Neu|neu@x.example|Nord|Lager":          "warn new_team",
		"Neu|neu@x.example|Süd|Lager":           "accept", // the company has no teams that it could be meant for
		"Neu|neu@x.example|Nord||Dänisch":       "warn language_unknown",
		"Neu|neu@x.example|Nord|||vielleicht":   "warn representative_unknown",
		"Neu|neu@x.example|Nord||||Analog":      "warn new_group",
		"Neu|neu@x.example|Nord||||||||zu viel": "warn surplus",
		"Anna Huber|neu@x.example|Nord":         "warn same_name",
		"Tom Ohne|tom@x.example|Nord":           "warn same_name",
		"Willi Weg|WEG@nord.example|Nord":       "warn rejoins",
		"Willi Weg|weg@nord.example|Süd":        "accept", // left one company, is in another now
		"Anna Huber| ANNA@Nord.example |Nord":   "skip unchanged",
		"Anna Huber|anna@nord.example||Werk > Montage|de||Digital|Kiel": "skip unchanged", // the company follows from the person
		"|anna@nord.example|Nord":                                "skip unchanged",
		"Tom Ohne||Nord":                                         "skip unchanged",
		"Anna Kranz|anna@nord.example|Nord":                      "update changes_name",
		"Anna Huber|anna@nord.example|Nord|Werk":                 "update changes_team",
		"Anna Huber|anna@nord.example|Nord|Lager":                "update changes_team new_team",
		"Anna Huber|anna@nord.example|Nord||en":                  "update changes_language",
		"Anna Huber|anna@nord.example|Nord|||ja":                 "update changes_representative",
		"Sara Süd|sara@sued.example|Süd|||nein":                  "update changes_representative",
		"Anna Huber|anna@nord.example|Nord||||Analog":            "update changes_group new_group",
		"Tom Ohne||Nord||||Digital":                              "update changes_group",
		"Anna Huber|anna@nord.example|Nord|||||Husum":            "update changes_attribute",
		"Neu|neu@@x.example|Nord":                                "reject error.email_at",
		"||Nord":                                                 "reject nameless",
		"Neu|neu@x.example|West":                                 "reject company_unknown",
		"Neu|neu@x.example|":                                     "reject company_missing",
		"Sara|sara@sued.example|Nord":                            "reject error.person_email_taken",
		"Neu||Nord|||ja":                                         "reject error.person_email_needed",
		"#N/A|neu@x.example|Nord":                                "reject formula",
		strings.Repeat("n", 121) + "|neu@x.example|Nord":         "reject name_long",
		"N\x01u|neu@x.example|Nord":                              "reject unreadable",
		"Neu|neu@x.example|Nord|||||" + strings.Repeat("x", 121): "reject text_long",
		"Neu|a@@b|West":                                          "reject error.email_at company_unknown",
	} {
		in := roster.ImportInput{Mapping: roster.Guess(header, nil), Records: records(split(row)...)}
		if got := judged(t, smallRoster(), in); got[0] != want {
			t.Errorf("%q: got %s, want %s", row, got[0], want)
		}
	}
}

func TestASecondRowAboutTheSamePersonIsADuplicate(t *testing.T) {
	t.Parallel()
	in := roster.ImportInput{Mapping: roster.Guess([]string{"Name", "E-Mail", "Firma"}, nil), Records: records(split(
		"A|a@x.example|Nord", "A2|A@X.example|Süd", // whatever company it names
		"B|b@müller.example|Nord", "B|b@xn--mller-kva.example|Nord",
		"C||Nord", "c ||Nord", "C||Süd", // the same name elsewhere is somebody else
		"D|d@@x.example|Nord", "D|d@x.example|Nord", // what is rejected occupies nothing
		"Anna Huber|anna@nord.example|Nord", "Anna Huber|anna@nord.example|Nord",
	)...)}
	want := []string{
		"accept", "duplicate duplicate", "accept", "duplicate duplicate", "warn paper", "duplicate duplicate", "warn paper",
		"reject error.email_at", "accept", "skip unchanged", "duplicate duplicate",
	}
	if diff := cmp.Diff(want, judged(t, smallRoster(), in)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	result, err := roster.Judge(smallRoster(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Rows[3].Reasons[0].Args; !cmp.Equal(got, []any{"row", 4}) {
		t.Errorf("the duplicate points to %v", got)
	}
}

func TestACompanyThatIsFixedHoldsForEveryRow(t *testing.T) {
	t.Parallel()
	in := roster.ImportInput{
		CompanyID: "sued", Mapping: roster.Guess([]string{"Name", "E-Mail", "Firma"}, nil),
		Records: records(split("A|a@x.example|", "B|b@x.example|süd", "C|c@x.example|Nord", "D|d@x.example|West")...),
	}
	want := []string{"accept", "accept", "reject company_other", "reject company_other"}
	if diff := cmp.Diff(want, judged(t, smallRoster(), in)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAListCanBeLookedAtBeforeItIsKnownWhereItGoes(t *testing.T) {
	t.Parallel()
	rows := split("A|a@x.example|Irgendwo", "B|b@x.example|", "C||Hier", "C||Dort", "C||Hier")
	in := roster.ImportInput{Mapping: roster.Guess([]string{"Name", "E-Mail", "Firma"}, nil), Records: records(rows...)}
	want := []string{"accept", "accept", "warn paper", "warn paper", "duplicate duplicate"}
	if diff := cmp.Diff(want, judged(t, roster.Snapshot{Unbound: true}, in)); diff != "" {
		t.Errorf("without companies (-want +got):\n%s", diff)
	}
	known := smallRoster()
	known.Unbound = true
	in = roster.ImportInput{Mapping: roster.Guess([]string{"Name", "E-Mail"}, nil), Records: records(split("Anna Huber|anna@nord.example", "Neu|neu@x.example")...)}
	if diff := cmp.Diff([]string{"skip unchanged", "accept"}, judged(t, known, in)); diff != "" {
		t.Errorf("with a roster (-want +got):\n%s", diff)
	}
}

func TestColumnsAreGuessedFromHeadingsOrContents(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers, sample []string
		want            string
	}{
		"German":             {split("Vorname|Nachname|E-Mail-Adresse|Abteilung|Sprache")[0], nil, "first_name last_name email team language"},
		"English":            {split("First Name|last-name|EMAIL ADDRESS|Department|Company|Language|Representative|Group")[0], nil, "first_name last_name email team company language representative group"},
		"Name beside it":     {split("Name|Vorname|Mail")[0], nil, "last_name first_name email"},
		"both and all":       {split("Name|Vorname|Nachname|Mail")[0], nil, "name ignore ignore email"},
		"brackets and marks": {split("Name*|E-Mail (dienstlich)|Firma:")[0], nil, "name email company"},
		"two addresses":      {split("Name|E-Mail|E-Mail")[0], nil, "name email ignore"},
		"two groups":         {split("Name|Gruppe|Projektgruppe")[0], nil, "name group group"},
		"attribute":          {split("Name|Attribut: Standort|Kostenstelle")[0], nil, "name attribute:Standort ignore"},
		"by content":         {split("Wer|Wohin")[0], split("Ute|u@x.de")[0], "name email"},
		"mail in a heading":  {split("Name|Kontakt 1|Mailkontakt")[0], split("Ute|v@x.de|u@x.de")[0], "name ignore email"},
		"no headings":        {nil, split("1|Ute Kern|u@x.de|Montage|5")[0], "ignore name email team ignore"},
		"two names":          {nil, split("Ute|Kern|u@x.de")[0], "first_name last_name email"},
		"address first":      {nil, split("u@x.de|Ute Kern|Montage")[0], "email name team"},
		"names only":         {nil, split("Ute Kern")[0], "name"},
	} {
		var sample [][]string
		if c.sample != nil {
			sample = [][]string{c.sample}
		}
		var got []string
		for _, column := range roster.Guess(c.headers, sample).Columns {
			got = append(got, string(column))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	got := smallRoster().Guess([]string{"Name", "standort", "Werk"}, nil)
	if diff := cmp.Diff([]roster.Column{"name", "attribute:Standort", "ignore"}, got.Columns); diff != "" {
		t.Errorf("an attribute in use (-want +got):\n%s", diff)
	}
}

func TestAMappingThatCannotBeReadByIsRefused(t *testing.T) {
	t.Parallel()
	for columns, want := range map[string]string{
		"name email": "", "email": "", "first_name ignore ignore group group": "", "name attribute:a attribute:b": "",
		"team company": "import.column_needed", "": "import.column_needed", "name name": "import.column_twice",
		"name attribute:a attribute:a": "import.column_twice", "name attribute:": "error.choice", "name salary": "error.choice",
	} {
		var m roster.Mapping
		for c := range strings.FieldsSeq(columns) {
			m.Columns = append(m.Columns, roster.Column(c))
		}
		got := ""
		if all := fault.All(m.Check()); len(all) > 0 {
			got = all[0].Key
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", columns, got, want)
		}
		if _, err := roster.Judge(roster.Snapshot{}, roster.ImportInput{Mapping: m, Records: records()}); (err == nil) != (want == "") {
			t.Errorf("%q is judged by: %v", columns, err)
		}
	}
}

func TestAListEndsWhereItCannotBeReadAndWhereItIsTooLong(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk")
	mapping := roster.Mapping{Columns: []roster.Column{roster.ColumnName}}
	_, err := roster.Judge(roster.Snapshot{}, roster.ImportInput{Mapping: mapping, Records: func(yield func(roster.Record, error) bool) {
		_ = yield(roster.Record{Number: 2}, nil) && yield(roster.Record{}, broken)
	}})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	_, err = roster.Judge(roster.Snapshot{}, roster.ImportInput{Mapping: mapping, Records: func(yield func(roster.Record, error) bool) {
		for i := 0; yield(roster.Record{Number: i}, nil); i++ {
		}
	}})
	if all := fault.All(err); len(all) != 1 || all[0].Key != "import.file_rows" {
		t.Errorf("an endless list: %v", err)
	}
}

func TestOrderInTheListDoesNotChangeWhoIsTaken(t *testing.T) {
	t.Parallel()
	var rows [][]string
	for i := range 200 {
		rows = append(rows, []string{fmt.Sprint("P", i%90), fmt.Sprintf("p%d@x.example", i%90), "Nord"})
	}
	in := roster.ImportInput{Mapping: roster.Guess([]string{"Name", "E-Mail", "Firma"}, nil), Records: records(rows...)}
	forward, err := roster.Judge(smallRoster(), in)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	backward, err := roster.Judge(smallRoster(), in)
	if err != nil {
		t.Fatal(err)
	}
	if forward.Takes() != 90 || backward.Takes() != 90 {
		t.Errorf("%d and %d rows are taken, want 90", forward.Takes(), backward.Takes())
	}
}
