// Package gallery owns one page that shows every component of ui in its frame,
// for golden files and for looking at. It refuses to be part of the product.
package gallery

import (
	"context"

	"github.com/a-h/templ"

	"kreislauf/internal/i18n"
	"kreislauf/web/templates/layout"
	"kreislauf/web/templates/ui"
)

const network = "Netzwerk Ruhr-Metall"

func head(title string) layout.Head { return layout.Head{Title: title, Network: network} }

func bothLanguages() []layout.Language {
	return []layout.Language{{Code: "de", URL: "?lang=de"}, {Code: "en", URL: "?lang=en"}}
}

func menu() []ui.Link {
	return []ui.Link{
		{Label: "Überblick", URL: "/", Icon: "layout-dashboard"},
		{Label: "Kooperationen", URL: "/kooperationen", Icon: "heart-handshake", Current: true},
		{Label: "Befragungen", URL: "/befragungen", Icon: "clipboard-list"},
		{Label: "Auswertungen", URL: "/auswertungen", Icon: "chart-bar"},
		{Label: "Unternehmen & Personen", URL: "/unternehmen", Icon: "building"},
	}
}

func page() layout.AppPage {
	running := ui.Of("open", "Läuft bis 30. November, 08:00 Uhr")
	return layout.AppPage{
		Head: head("Gemeinsamer Einkauf"), Languages: bothLanguages(), Menu: menu(),
		User: "Sabine Lorenz", Role: "Netzwerkmanagement", ProfileURL: "/konto", SignOutURL: "/abmelden", CSRF: "t0ken",
		Crumbs:  []ui.Link{{Label: "Kooperationen", URL: "/kooperationen"}},
		Heading: "Gemeinsamer Einkauf", Lead: "Sechs Unternehmen kaufen Stahl, Verpackung und Software zusammen ein. Seit 2024, dritter Durchlauf.",
		State: &running,
		Actions: ui.Actions([]ui.Link{
			{Label: "Bericht", URL: "#", Icon: "printer"},
			{Label: "Bedenken äußern", URL: "#", Icon: "message-exclamation", Primary: true},
		}),
		TabsLabel: "Gemeinsamer Einkauf",
		Tabs: []ui.Link{
			{Label: "Kreislauf", URL: "#", Current: true}, {Label: "Ziele", URL: "#"}, {Label: "Kosten und Nutzen", URL: "#"},
			{Label: "Win-win", URL: "#"}, {Label: "Vereinbarung", URL: "#"}, {Label: "Erkenntnisse und Maßnahmen", URL: "#"}, {Label: "Treffen", URL: "#"},
		},
	}
}

func circle() ui.Circle {
	return ui.Circle{Turn: "3", Since: "seit 2. März 2026", Steps: [5]ui.CircleStep{
		{Name: "Bedarf ermitteln", Status: "abgeschlossen", Detail: "6 von 6 Unternehmen, März 2026", URL: "#schritt-1", Is: "done"},
		{Name: "Partner finden", Status: "abgeschlossen", Detail: "kein neues Unternehmen gesucht", URL: "#schritt-2", Is: "done"},
		{Name: "Strukturen aufbauen", Status: "1 Zustimmung offen", Detail: "Fassung 5: 5 von 6 Zustimmungen, bis 28. Oktober", URL: "#schritt-3", Is: "open", Alert: true},
		{Name: "Beziehung gestalten", Status: "noch nicht begonnen", Detail: "Befragung im September 2026", URL: "#schritt-4", Is: "next"},
		{Name: "Evaluation", Status: "läuft, 2 Abgaben offen", Detail: "Befragung 3/2026 und 4 von 6 Abgaben", URL: "#schritt-5", Is: "now", Alert: true},
	}}
}

func figures() []ui.Figure {
	return []ui.Figure{
		{Label: "Noch geöffnet", Value: "7 Tage, 22 Stunden", Note: "seit Montag, 16. November, 08:00 Uhr"},
		{Label: "Antworten", Value: "67", Note: "Rücklauf rund 75\u202f%, Ziel 70\u202f%", Now: 75, Max: 100},
		{Label: "Vertrauen", Value: "3,7", Of: "von 5", Note: "▲ steigend, zuvor 3,6"},
		{Label: "Niedrigster Wert", Value: "2,1", Of: "von 5", Note: "PrintWerk Dortmund", Formula: "Wer am wenigsten gewinnt. Unter 2,5 setzt die Vereinbarung eine Aussprache an."},
	}
}

func costs() ui.Table {
	return ui.Table{
		Caption: "Kosten und Nutzen je Unternehmen",
		Columns: []ui.Column{{Label: "Unternehmen"}, {Label: "Geld", Num: true}, {Label: "Arbeitszeit", Num: true}, {Label: "Kosten", Num: true}, {Label: "Nutzen", Num: true}, {Label: "Saldo", Num: true}},
		Rows: []ui.Row{
			{Head: ui.Cell{Text: "Nordlicht Metallbau"}, Cells: ui.Cells("18", "24", "42", "61", "+19")},
			{Head: ui.Cell{Text: "Holz Brandt"}, Cells: []ui.Cell{{Text: "12"}, {Text: "20", Estimate: true}, {Text: "38"}, {Text: "27"}, {Text: "−11", Minus: true}}},
			{Head: ui.Cell{Text: "Sauer IT"}, Cells: []ui.Cell{{Text: "4"}, {Withheld: true}, {Withheld: true}, {Text: "33"}, {Text: "+8"}}},
		},
		Foot: &ui.Row{Head: ui.Cell{Text: "Alle"}, Cells: ui.Cells("34", "–", "–", "121", "+16")},
	}
}

func turnout() ui.Table {
	return ui.Table{
		Caption: "Rücklauf je Unternehmen",
		Columns: []ui.Column{{Label: "Unternehmen"}, {Label: "Eingeladen", Num: true}, {Label: "Rücklauf"}, {Label: "Zustand"}},
		Rows: []ui.Row{
			{Head: ui.Cell{Text: "Nordlicht Metallbau", Hint: "zwei Standorte"}, Cells: []ui.Cell{{Text: "48"}, {Content: ui.Turnout(3, "50 bis 75\u202f%")}, {State: badge("done", "Freigegeben")}}},
			{Head: ui.Cell{Text: "Weber Logistik", URL: "#"}, Cells: []ui.Cell{{Text: "31"}, {Content: ui.Turnout(2, "25 bis 50\u202f%")}, {State: badge("due", "Wartet auf Freigabe"), Hint: "Beendet am 17. November"}}},
			{Head: ui.Cell{Text: "PrintWerk Dortmund"}, Cells: []ui.Cell{{Text: "17"}, {Content: ui.Share(60, "60\u202f%", "Rücklauf")}, {State: badge("bad", "Versäumt")}}},
			{Head: ui.Cell{Text: "Holz Brandt"}, Cells: []ui.Cell{{Text: "7"}, {Content: ui.Turnout(0, "Wird nicht gezeigt: unter 10 Eingeladene")}, {State: badge("draft", "Entwurf")}}},
		},
	}
}

func badge(is, text string) *ui.Badge {
	b := ui.Of(is, text)
	return &b
}

func heat() ui.Heat {
	return ui.Heat{
		Caption: "Mittelwert je Auswertungsgruppe und Themenfeld",
		Columns: []string{"Auswertungsgruppe", "Vertrauen", "Win-win", "Gelebte Werte", "Besprechungen", "Gemeinsame Daten"},
		Rows: []ui.HeatRow{
			{Label: "Alle sechs", Sub: "n\u00a0=\u00a067", Cells: []ui.HeatCell{heatCell("3,7", 6), heatCell("3,7", 6), heatCell("3,6", 6), heatCell("2,8", 3), heatCell("3,4", 5)}},
			{Label: "PrintWerk Dortmund", Sub: "n\u00a0=\u00a08", Cells: []ui.HeatCell{heatCell("2,9", 4), heatCell("2,5", 2), heatCell("3,1", 4), heatCell("2,1", 1), {}}},
			{Label: "Sauer IT und Holz Brandt", Sub: "n\u00a0=\u00a09", Cells: []ui.HeatCell{heatCell("4,0", 7), heatCell("3,7", 6), heatCell("3,6", 6), heatCell("3,0", 4), {}}},
		},
		Key: []ui.HeatKey{{Step: 1, Label: "unter 2,2"}, {Step: 2, Label: "bis 2,5"}, {Step: 3, Label: "bis 2,8"}, {Step: 4, Label: "bis 3,1"}, {Step: 5, Label: "bis 3,5"}, {Step: 6, Label: "bis 3,9"}, {Step: 7, Label: "ab 4,0"}},
	}
}

func heatCell(text string, step int) ui.HeatCell { return ui.HeatCell{Text: text, Step: step} }

// charts are drawn from the options in testdata/charts.
func charts() []ui.Chart {
	return []ui.Chart{
		{ID: "chart-likert", Title: "Absprachen halten, Besprechungen ufern aus", Sub: "Zustimmung je Aussage, alle sechs Unternehmen, n\u00a0=\u00a067", Src: "/charts/likert.json", Size: "l", Label: "Zustimmung je Aussage; am höchsten Absprachen mit 76 Prozent", Table: costs()},
		{ID: "chart-trend", Title: "Vertrauen steigt seit 3/2025", Sub: "Themenfeld Vertrauen, 4 Fragen, n\u00a0=\u00a058 bis 67", Src: "/charts/trend.json", Size: "l", Label: "Vertrauen in sechs Runden von 3,1 auf 3,7", Table: costs()},
		{ID: "chart-quadrant", Title: "Drei von sechs Unternehmen zahlen drauf", Sub: "2. Quartal 2026, Tsd. €. Dreieck: Kosten über Nutzen. Hohl: geschätzt.", Src: "/charts/quadrant.json", Size: "l", Label: "Kosten und Nutzen je Unternehmen", Table: costs()},
		{ID: "chart-gantt", Title: "Der Messestand ist hinter dem Plan", Sub: "Meilensteine, März 2026 bis Februar 2027", Src: "/charts/gantt.json", Size: "l", Label: "Meilensteinplan mit sieben Zeilen", Table: costs()},
		{ID: "chart-winwin", Title: "Zwei Unternehmen sehen eher einen Verlust", Sub: "1 = gar nicht, 3 = weder noch, 5 = voll", Src: "/charts/winwin.json", Label: "Win-win je Unternehmen", Table: costs()},
		{ID: "chart-balance", Title: "Seit Jahresbeginn im Plus, zuletzt weniger", Sub: "Nutzen minus Kosten aller Unternehmen, Tsd. €", Src: "/charts/balance.json", Label: "Saldo je Quartal", Table: costs()},
		{ID: "chart-bullet", Title: "Messeauftritt hinter Plan", Sub: "Erreicht und Plan bis heute", Src: "/charts/bullet.json", Label: "Drei Ziele mit erreichtem Anteil und Plan", Table: costs()},
		{ID: "chart-matrix", Title: "PrintWerk gibt mehr, als es bekommt", Sub: "Win-win-Saldo: Zeile bewertet Spalte", Src: "/charts/matrix.json", Label: "Gegenseitige Bewertung von vier Unternehmen", Table: costs()},
		{ID: "chart-graph", Title: "Zwei schwache Verbindungen", Sub: "Linienstärke: Vertrauen; gestrichelt: unter 2,5", Src: "/charts/graph.json", Label: "Netz des Vertrauens zwischen vier Unternehmen", Table: costs()},
	}
}

func fieldsOf() []templ.Component {
	return []templ.Component{
		ui.Input(ui.Field{Name: "titel", Label: "Titel für die Befragten", Value: "Wie läuft unsere Zusammenarbeit?", Required: true}),
		ui.Input(ui.Field{Name: "mail", Label: "E-Mail-Adresse", Type: "email", Value: "albers@", Hint: "Wir schreiben nur Wichtiges.", Error: "Bitte geben Sie eine vollständige Adresse ein.", Autocomplete: "email"}),
		ui.Input(ui.Field{Name: "tage", Label: "Geöffnet für", Type: "number", Value: "14", Unit: "Tage", Min: "1", Max: "60"}),
		ui.Select(ui.Field{Name: "rhythmus", Label: "Wie oft", Value: "q", Options: []ui.Option{{Value: "m", Label: "Jeden Monat"}, {Value: "q", Label: "Jedes Quartal"}}}),
		ui.TextArea(ui.Field{Name: "text", Label: "Text der Einladung", Value: "Guten Tag {Name},", Hint: "{Name} und {Link} füllen wir beim Versand aus."}),
	}
}

func dateField(ctx context.Context) ui.DateField {
	locale := i18n.From(ctx)
	return ui.DateField{Name: "beginn", Label: "Erster Tag", Hint: "Frühestens morgen", Value: gallerySunday, FirstYear: 2026, LastYear: 2028, Months: monthNames(locale)}
}
