package paper

import (
	"time"

	"kreislauf/internal/i18n"
)

// codeWidth is the size of a handout's QR code in millimetres: large enough
// for an old telephone at arm's length.
const codeWidth = 62.0

// Handout is one person's invitation on paper.
type Handout struct {
	Name    string
	Place   string // company and team, so that it reaches the right hands
	Title   string
	Network string
	Closes  time.Time
	Address string // the personal link
	Privacy string // the one truthful sentence
	Locale  *i18n.Locale
}

// HandoutsPDF returns the invitations, each on a page of its own in the
// person's language.
func HandoutsPDF(l *i18n.Locale, title, network string, at time.Time, handouts []Handout) ([]byte, error) {
	s := New(Setup{
		Title: title, Language: l.Lang(), Author: network, Subject: title, At: at, Points: 12,
		Footer: l.T("handout.footer", "network", network),
	})
	for i, h := range handouts {
		if i > 0 {
			s.addPage()
		}
		if err := h.draw(s); err != nil {
			return nil, err
		}
	}
	return s.Bytes()
}

func (h Handout) draw(s *Sheet) error {
	l := h.Locale
	s.Note(l.T("handout.for", "name", h.Name, "place", h.Place))
	s.Title(h.Title, l.T("handout.lead", "network", h.Network))
	s.Text(l.T("handout.text", "end", l.LongDateTime(h.Closes)))
	s.Heading(l.T("handout.scan"))
	if err := s.Code(h.Address, codeWidth); err != nil {
		return err
	}
	s.Heading(l.T("handout.type"))
	s.Text(h.Address)
	s.Note(l.T("handout.own"))
	s.Text(h.Privacy)
	return nil
}
