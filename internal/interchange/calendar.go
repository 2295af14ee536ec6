package interchange

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
)

// producer names the program in every calendar file.
const producer = "-//Kreislauf//Kreislauf//DE"

// MethodPublish marks a calendar that is only made known: nobody is asked to
// answer. A feed that is fetched again and again has no method.
const MethodPublish = "PUBLISH"

// CalendarType is the media type of what WriteCalendar writes.
const CalendarType = "text/calendar; charset=utf-8"

// Calendar is a set of events as calendar programs read them.
type Calendar struct {
	Name    string        // shown as the calendar's name, or empty
	Method  string        // MethodPublish, or empty
	Refresh time.Duration // how often a feed may be fetched again, whole minutes; 0 says nothing
	Events  []Event
}

// Event is one entry of a calendar. A program that already holds the UID
// replaces its entry when Sequence has risen.
type Event struct {
	UID         string
	Sequence    int64
	Stamp       time.Time // when this version of the entry was made
	Start, End  time.Time // [Start, End)
	Summary     string
	Description string // lines end in "\n"
	URL         string
	Cancelled   bool // else the event is certain
}

// WriteCalendar writes c as RFC 5545 text: lines end in CRLF and are folded at
// 75 bytes, times are in UTC. The same calendar always gives the same bytes.
// Entries have no alarm and do not make anybody busy.
func WriteCalendar(w io.Writer, c Calendar) error {
	file := ics.NewCalendar()
	file.SetProductId(producer)
	file.SetCalscale("GREGORIAN")
	if c.Method != "" {
		file.SetMethod(ics.Method(c.Method))
	}
	if c.Name != "" {
		file.SetName(printable(c.Name))
	}
	if c.Refresh > 0 {
		every := fmt.Sprintf("PT%dM", int(c.Refresh.Minutes()))
		file.SetRefreshInterval(every)
		file.SetXPublishedTTL(every)
	}
	for _, e := range c.Events {
		file.AddVEvent(e.entry())
	}
	if err := file.SerializeTo(w, ics.WithNewLine("\r\n")); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

func (e Event) entry() *ics.VEvent {
	entry := ics.NewEvent(printable(e.UID))
	entry.SetDtStampTime(e.Stamp)
	entry.SetSequence(int(e.Sequence))
	entry.SetStartAt(e.Start)
	entry.SetEndAt(e.End)
	entry.SetSummary(printable(e.Summary))
	if e.Description != "" {
		entry.SetDescription(printable(e.Description))
	}
	if e.URL != "" {
		entry.SetURL(printable(e.URL))
	}
	status := ics.ObjectStatusConfirmed
	if e.Cancelled {
		status = ics.ObjectStatusCancelled
	}
	entry.SetStatus(status)
	entry.SetTimeTransparency(ics.TransparencyTransparent)
	return entry
}

// printable drops what RFC 5545 allows in no text: control characters other
// than the line end, and bytes that are not UTF-8.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
