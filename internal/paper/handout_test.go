package paper_test

import (
	"strings"
	"testing"
	"time"

	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
)

func TestEveryInvitationOnPaperIsAPageInThePersonsLanguage(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	closes := time.Date(2027, 3, 22, 7, 0, 0, 0, time.UTC)
	german, english := i18n.New("de", zone), i18n.New("en", zone)
	address := "https://umfrage.ruhr-metall.example/a/" + strings.Repeat("abcdefg2", 4)
	body, err := paper.HandoutsPDF(german, "Einladungen", "Ruhr-Metall", closes, []paper.Handout{
		{Name: "Jürgen Öztürk", Place: "Nordlicht, Montage", Title: "Wie läuft es?", Network: "Ruhr-Metall", Closes: closes, Address: address, Privacy: "Anonym: ab 5.", Locale: german},
		{Name: "Ann Lee", Place: "Nordlicht", Title: "How is it going?", Network: "Ruhr-Metall", Closes: closes, Address: address, Privacy: "Anonymous: from 5.", Locale: english},
	})
	if err != nil {
		t.Fatal(err)
	}
	pages := pagesOf(t, body)
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, wants := range [][]string{
		{"Jürgen Öztürk", "Nordlicht, Montage", "Montag, 22. März 2027, 08:00 Uhr", "Anonym: ab 5.", "/a/abcdefg2"},
		{"Ann Lee", "Monday, 22 March 2027, 08:00", "Anonymous: from 5.", "scan the code"},
	} {
		page := strings.NewReplacer("\n", " ", "\u00a0", " ").Replace(pages[i])
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("page %d lacks %q: %s", i+1, want, page)
			}
		}
	}
}
