package paper_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/calendar"
	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
	"kreislauf/internal/survey"
)

var prints = flag.String("prints", "", "folder to write the documents to, to look at them")

// employees is the content of a questionnaire with every kind of question.
func employees() survey.Content {
	text := func(de, en string) survey.Text { return survey.Text{"de": de, "en": en} }
	steps := []survey.Text{
		text("Stimme gar nicht zu", "Strongly disagree"), text("Stimme eher nicht zu", "Somewhat disagree"), text("Teils / teils", "Partly"),
		text("Stimme eher zu", "Somewhat agree"), text("Stimme voll zu", "Strongly agree"),
	}
	c := survey.Content{
		Title: text("Zusammenarbeit über Werksgrenzen", "Working across plants"), Minutes: 6,
		Intro:  text("Wir möchten wissen, was gut läuft, was fehlt und ob sich der Aufwand für alle lohnt.", "We want to know what goes well."),
		Scales: []survey.Scale{{Code: "agree", Min: 1, Max: 5, Labels: steps, NotApplicable: true}},
	}
	for _, page := range []string{"Alltag", "Treffen", "Werte", "Nutzen"} {
		p := survey.Page{Code: page, Title: text(page, page+" (en)"), Intro: text("Denken Sie an die letzten drei Monate.", "Think of the last three months.")}
		for n := range 6 {
			p.Questions = append(p.Questions, survey.Question{
				Code: page + string(rune('a'+n)), Type: survey.TypeScale, Scale: "agree",
				Text: text(page+": Die Kolleginnen und Kollegen aus den anderen Unternehmen halten, was sie zusagen.", page+": People keep their word."),
			})
		}
		c.Pages = append(c.Pages, p)
	}
	c.Pages[0].Questions[0].Required = true
	c.Pages[1].Questions = append(c.Pages[1].Questions, survey.Question{
		Code: "tools", Type: survey.TypeChoice, Text: text("Welches Werkzeug nutzen Sie?", "Which tool do you use?"), NotApplicable: true,
		Options: []survey.Option{{Code: "phone", Text: text("Telefon", "Phone")}, {Code: "board", Text: text("Gemeinsame Tafel", "Shared board")}},
		ShowIf:  &survey.Condition{Question: "Alltaga", In: []string{"4", "5"}},
	})
	return c
}

func sheetOf(mode campaign.Mode) campaign.CouncilSheet {
	berlin := "Europe/Berlin"
	opens := time.Date(2027, 1, 4, 7, 0, 0, 0, time.UTC)
	return campaign.CouncilSheet{
		Network: "Lieferverbund Lennetal", Version: 3, K: 5, Content: employees(), Zone: berlin, Made: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC),
		Contact: "Jana Albers, albers@ruhr.example",
		Campaign: campaign.Campaign{
			Title: survey.Text{"de": "Wie läuft unsere Zusammenarbeit?", "en": "How is our cooperation going?"}, Mode: mode,
			Rule: calendar.Rule{
				Kind: calendar.KindPlain, Zone: berlin, Length: calendar.Length{Days: 14},
				Plain: calendar.Plain{Every: calendar.EveryQuarter, Ordinal: calendar.OrdinalFirst, Weekday: time.Monday, Time: "08:00"},
			},
			Reminders: calendar.Reminders{Offsets: []int{4, 9}},
			Audience: campaign.Audience{
				Attributes: map[string][]string{"Standort": {"Werk Nord", "Werk Süd"}}, Sample: campaign.Sample{Percent: 50}, RestDays: 30,
			},
			SplitBy: "Standort",
		},
		Companies: []campaign.CouncilCompany{{Name: "Nordlicht Metallbau GmbH", People: 48}, {Name: "Oberflächen Kranz GmbH", People: 31}},
		Teams:     []string{"Montage"}, Windows: []calendar.Window{{Opens: opens, Closes: opens.AddDate(0, 0, 14), Zone: berlin}},
	}
}

func council(t *testing.T, lang string, sheet campaign.CouncilSheet) []byte {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	body, err := paper.Council(i18n.New(lang, berlin), sheet, "Anonym: Ihre Antworten werden verschlüsselt.", []string{"Der Fragebogen in Version 3.", "Wer gefragt wird."})
	if err != nil {
		t.Fatal(err)
	}
	if *prints != "" {
		if err := os.WriteFile(filepath.Join(*prints, "council-"+lang+"-"+string(sheet.Campaign.Mode)+".pdf"), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return body
}

// unwrapped is the text of a document without its line breaks.
func unwrapped(t *testing.T, body []byte) string {
	t.Helper()
	return strings.Join(strings.Fields(textOf(t, body)), " ")
}

func TestTheWorksCouncilReadsEverythingThatIsAskedAndWhoSeesWhat(t *testing.T) {
	t.Parallel()
	sheet := sheetOf(campaign.Anonymous)
	for lang, wanted := range map[string][]string{
		"de": {
			"Information für den Betriebsrat", "Lieferverbund Lennetal", "Stand 24. November 2026", "Nordlicht Metallbau GmbH", "48", "79",
			"Jedes Quartal am ersten Montag um 08:00 Uhr", "4. Januar 2027", "nach 4 und 9 Tagen an alle Eingeladenen", "Anonym: Ihre Antworten",
			"Nur aus diesen Teams und den Teams darunter: Montage.", "Nur mit Standort: Werk Nord und Werk Süd.", "50 % der Personen", "30 Tagen davor",
			"nach Unternehmen und nach Standort", "5 bis 9", "20 und mehr", "unter 5", "spätestens 14 Tage nach dem Ende", "keine Zählpixel",
			"beherrscht, solange eine Runde offen ist", "nur, wenn beide vor dem Öffnen einverstanden sind", "Der Fragebogen in Version 3.",
			"1 Stimme gar nicht zu · 2 Stimme eher nicht zu", "Kann ich nicht beurteilen", "Telefon · Gemeinsame Tafel", "Pflichtfrage",
			"Nur nach der Antwort „Stimme eher zu“ und „Stimme voll zu“", "Datum, erhalten für den Betriebsrat", "Seite 1 von ",
		},
		"en": {"Information for the works council", "Every quarter", "Strongly disagree", "below 5", "People keep their word", "Date, received for the works council"},
	} {
		got := unwrapped(t, council(t, lang, sheet))
		for _, want := range wanted {
			if !strings.Contains(got, strings.ReplaceAll(want, "\u00a0", " ")) {
				t.Errorf("%s: no %q in %s", lang, want, got)
			}
		}
		for _, q := range sheet.Content.Questions() {
			if !strings.Contains(got, q.Text[lang]) {
				t.Errorf("%s: question %q is missing", lang, q.Text[lang])
			}
		}
		if strings.Contains(got, "paper.") || strings.Contains(got, "outlook.") || strings.Contains(got, "{") {
			t.Errorf("%s: a sentence is not filled in: %s", lang, got)
		}
	}
}

func TestSignaturesStandBeforeTheQuestionsAndNameWhatWasHandedOver(t *testing.T) {
	t.Parallel()
	got := unwrapped(t, council(t, "de", sheetOf(campaign.Anonymous)))
	_, after, signed := strings.Cut(got, "Datum, erhalten für den Betriebsrat")
	if !signed || !strings.Contains(after, "Die Fragen im Wortlaut") {
		t.Errorf("what follows the signatures does not hold the questions: %s", after)
	}
	if want := "Übergeben wurde dieses Blatt zur Befragung „Wie läuft unsere Zusammenarbeit?“, Stand 24. November 2026"; !strings.Contains(got, want) {
		t.Errorf("no %q", want)
	}
}

func TestTheSheetOfANamedSurveyPromisesNoAnonymity(t *testing.T) {
	t.Parallel()
	got := unwrapped(t, council(t, "de", sheetOf(campaign.Attributed)))
	for _, promise := range []string{"verschlüsselt abgelegt", "kleinste Gruppe", "nur für Gruppen", "Abgeschickte Antworten werden sofort verschlüsselt"} {
		if strings.Contains(got, promise) {
			t.Errorf("it promises %q", promise)
		}
	}
	if !strings.Contains(got, "jede Bewertung mit dem Namen des Unternehmens") {
		t.Error("it does not say that answers carry the company's name")
	}
}

func TestTheSameSheetIsTheSameFile(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(council(t, "de", sheetOf(campaign.Anonymous)), council(t, "de", sheetOf(campaign.Anonymous))) {
		t.Error("two runs differ")
	}
}

func TestASheetWithoutAnybodyOrAnythingIsStillASheet(t *testing.T) {
	t.Parallel()
	empty := campaign.CouncilSheet{Network: "Netz", K: 5, Campaign: campaign.Campaign{Mode: campaign.Anonymous}, Made: time.Unix(0, 0)}
	if got := unwrapped(t, council(t, "de", empty)); !strings.Contains(got, "Noch passt niemand zu der Auswahl.") {
		t.Error(got)
	}
}
