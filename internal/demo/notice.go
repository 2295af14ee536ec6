package demo

import (
	"kreislauf/internal/campaign"
	"kreislauf/internal/survey"
)

// notices are what the manager told the invited of each past wave; they say
// what the answers of the story show.
var notices = []campaign.NoticeInput{
	{
		Findings: []survey.Text{
			{"de": "Verlässlichkeit und gegenseitige Hilfe sollen bleiben, wie sie sind.", "en": "Reliability and mutual help should stay as they are."},
			{"de": "Besprechungen werden in allen Unternehmen am schwächsten beurteilt.", "en": "Meetings get the lowest marks in every company."},
		},
		Measure: survey.Text{
			"de": "Jede Besprechung bekommt eine Tagesordnung und ein Ende. Wer einlädt, schickt das Ergebnis am selben Tag.",
			"en": "Every meeting gets an agenda and an end. Whoever invites sends the outcome on the same day.",
		},
		Responsible: "Katrin Overbeck",
	},
	{
		Findings: []survey.Text{
			{"de": "Besprechungen werden besser beurteilt als vor einem Vierteljahr.", "en": "Meetings are rated better than three months ago."},
			{"de": "Ob Aufwand und Nutzen im Gleichgewicht sind, sehen die Unternehmen sehr verschieden.", "en": "Companies disagree on whether effort and benefit are in balance."},
		},
		Measure: survey.Text{
			"de": "Alle sechs Unternehmen rechnen Kosten und Nutzen bis zum nächsten Treffen nach und legen sie nebeneinander.",
			"en": "All six companies work out costs and benefits before the next meeting and compare them.",
		},
		Responsible: "Aylin Demirci und Henrike Kranz",
	},
	{
		Findings: []survey.Text{
			{"de": "Besprechungen sind wieder besser geworden.", "en": "Meetings have become better again."},
			{"de": "Gemeinsame Werkzeuge im Alltag kommen an.", "en": "The shared tools are being accepted in everyday work."},
			{"de": "Mehr Offenheit über Fehler wünschen sich Mitarbeitende in allen Unternehmen.", "en": "People in every company want more candour about mistakes."},
		},
		Measure: survey.Text{
			"de": "Die Vertretungen sprechen in jedem Treffen als Erstes über einen eigenen Fehler und was daraus folgte.",
			"en": "Representatives begin every meeting with a mistake of their own and what came of it.",
		},
		Responsible: "Matthias Hollweg",
	},
}
