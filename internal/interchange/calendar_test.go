package interchange_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/interchange"
)

func moment(day, hour int) time.Time { return time.Date(2027, 1, day, hour, 0, 0, 0, time.UTC) }

func round() interchange.Event {
	return interchange.Event{
		UID: "wave-1@kreislauf", Sequence: 3, Stamp: moment(1, 9), Start: moment(4, 7), End: moment(18, 7),
		Summary: "Pulsbefragung", URL: "https://kreislauf.example/waves/1",
	}
}

func written(t *testing.T, c interchange.Calendar) string {
	t.Helper()
	var file bytes.Buffer
	if err := interchange.WriteCalendar(&file, c); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestACalendarIsRFC5545Text(t *testing.T) {
	t.Parallel()
	cancelled := round()
	cancelled.UID, cancelled.Cancelled, cancelled.URL, cancelled.Description = "wave-2@kreislauf", true, "", "Runde 2\nabgesagt"
	got := written(t, interchange.Calendar{
		Name: "Netzwerk", Method: interchange.MethodPublish, Refresh: 6 * time.Hour, Events: []interchange.Event{round(), cancelled},
	})
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kreislauf//Kreislauf//DE", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		"NAME:Netzwerk", "X-WR-CALNAME:Netzwerk", "REFRESH-INTERVAL;VALUE=DURATION:PT360M", "X-PUBLISHED-TTL:PT360M",
		"BEGIN:VEVENT", "UID:wave-1@kreislauf", "DTSTAMP:20270101T090000Z", "SEQUENCE:3",
		"DTSTART:20270104T070000Z", "DTEND:20270118T070000Z", "SUMMARY:Pulsbefragung",
		"URL:https://kreislauf.example/waves/1", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", "END:VEVENT",
		"BEGIN:VEVENT", "UID:wave-2@kreislauf", "DTSTAMP:20270101T090000Z", "SEQUENCE:3",
		"DTSTART:20270104T070000Z", "DTEND:20270118T070000Z", "SUMMARY:Pulsbefragung", `DESCRIPTION:Runde 2\nabgesagt`,
		"STATUS:CANCELLED", "TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestWhatPeopleTypedSurvivesACalendar(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"separators":      `Befragung; Teil 1, "A": \ und \n wörtlich`,
		"umlauts":         strings.Repeat("Zusammenarbeit über Jahre – gemäß Grüßen ", 9),
		"one long word":   strings.Repeat("ÄöüßẞΩ漢😀", 30),
		"property inside": "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:forged",
		"spaces at a fold": strings.Repeat("a", 66) + strings.Repeat(" ", 30) +
			strings.Repeat("b", 80),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event := round()
			event.Summary, event.Description = text, text
			file := written(t, interchange.Calendar{Name: text, Events: []interchange.Event{event}})
			for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
				if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
					t.Errorf("line of %d bytes: %q", len(line), line)
				}
			}
			back, err := ics.ParseCalendar(strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if len(back.Events()) != 1 {
				t.Fatalf("%d events", len(back.Events()))
			}
			for _, property := range []ics.ComponentProperty{ics.ComponentPropertySummary, ics.ComponentPropertyDescription} {
				if diff := cmp.Diff(text, back.Events()[0].GetProperty(property).Value); diff != "" {
					t.Errorf("%s (-want +got):\n%s", property, diff)
				}
			}
		})
	}
}

func TestAControlCharacterDoesNotBreakALine(t *testing.T) {
	t.Parallel()
	event := round()
	event.Summary = "Puls\r\nUID:forged\x00\x1b\xff"
	event.URL = "https://kreislauf.example/\r"
	file := written(t, interchange.Calendar{Events: []interchange.Event{event}})
	if !strings.Contains(file, "SUMMARY:Puls\\nUID:forged\r\n") || !strings.Contains(file, "URL:https://kreislauf.example/\r\n") {
		t.Fatalf("%q", file)
	}
}

func TestACalendarWithoutExtrasSaysNothingOfThem(t *testing.T) {
	t.Parallel()
	file := written(t, interchange.Calendar{Events: []interchange.Event{round()}})
	for _, word := range []string{"METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "DESCRIPTION", "VALARM"} {
		if strings.Contains(file, word) {
			t.Errorf("the file holds %s", word)
		}
	}
}
