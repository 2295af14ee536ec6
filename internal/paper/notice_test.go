package paper_test

import (
	"strings"
	"testing"
	"time"

	"kreislauf/internal/i18n"
	"kreislauf/internal/paper"
)

func TestTheNoticeOnTheWallSaysWhatCameOfARoundOnOnePage(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	full := strings.Repeat("Absprachen zwischen den Schichten gelingen besser. ", 5)
	n := paper.Notice{
		Network: "Ruhr-Metall", Title: "Wie läuft es?", Opens: time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC),
		Closes: time.Date(2026, 12, 14, 7, 0, 0, 0, time.UTC), Invited: 56, TookPart: 42, K: 5,
		Findings: []string{full, "Treffen dauern zu lang.", "Werkzeuge werden geteilt."}, Measure: full + full, Responsible: "Jana Albers",
		At: time.Date(2026, 12, 16, 9, 0, 0, 0, time.UTC),
	}
	hidden, named := n, n
	hidden.TookPart, named.K = 0, 0
	for name, c := range map[string]struct {
		notice     paper.Notice
		lang       string
		want, deny []string
	}{
		"German":  {n, "de", []string{"Wie läuft es?", "30. November 2026 bis 14. Dezember 2026", "42 von 56 (75", "1.", "Seite 1 von 1"}, nil},
		"English": {n, "en", []string{"What came out", "30 November 2026 to 14 December 2026", "42 of 56 (75%)"}, []string{"Teilgenommen"}},
		"hidden":  {hidden, "de", []string{"Wird nicht gezeigt", "56 Personen"}, []string{"42 von"}},
		"named":   {named, "de", []string{"namentlich"}, []string{"Teilgenommen", "42 von"}},
	} {
		body, err := c.notice.PDF(i18n.New(c.lang, berlin))
		if err != nil {
			t.Fatal(err)
		}
		got := textOf(t, body)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in %q", name, want, got)
			}
		}
		for _, deny := range c.deny {
			if strings.Contains(got, deny) {
				t.Errorf("%s: %q stands in it", name, deny)
			}
		}
	}
}
