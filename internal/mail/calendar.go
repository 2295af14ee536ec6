package mail

import (
	"bytes"
	"fmt"
	"time"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
	"kreislauf/internal/interchange"
)

// reminded is how long before the close the entry in a calendar begins.
const reminded = 30 * time.Minute

// attachments puts the close of the wave beside an invitation, and again
// beside a reminder, because the close may have moved. Calendars are shared
// with colleagues: the entry holds no link.
func (c *Courier) attachments(e campaign.Envelope) ([]Attachment, error) {
	if e.Letter.Kind != campaign.MailInvitation && e.Letter.Kind != campaign.MailReminder {
		return nil, nil
	}
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return nil, fmt.Errorf("attach calendar: %w", err)
	}
	l := i18n.New(e.Language, zone)
	var file bytes.Buffer
	err = interchange.WriteCalendar(&file, interchange.Calendar{Method: interchange.MethodPublish, Events: []interchange.Event{{
		UID:      MessageID(c.Secret, "close of wave "+e.Letter.WaveID, c.From),
		Sequence: int64(e.WaveVersion),
		Stamp:    c.Now(),
		Start:    e.ClosesAt.Add(-reminded), End: e.ClosesAt,
		Summary:     l.T("mail.calendar_summary", "title", l.Pick(e.Title)),
		Description: l.T("mail.calendar_text", "end", l.LongDateTime(e.ClosesAt)),
	}}})
	if err != nil {
		return nil, err
	}
	return []Attachment{{Name: l.T("mail.calendar_file"), Type: interchange.CalendarType + "; method=" + interchange.MethodPublish, Body: file.Bytes()}}, nil
}
