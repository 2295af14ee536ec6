package paper

import (
	"time"

	"kreislauf/internal/i18n"
)

// wallPoints are the sizes of text that is read standing, the first one whose
// text fits one page being taken.
var wallPoints = [...]float64{14, 12, 10.5, 9}

// Notice is what is pinned up after a released round, for people without an
// e-mail address. Its figures are published ones.
type Notice struct {
	Network     string
	Title       string
	Opens       time.Time
	Closes      time.Time
	Invited     int
	TookPart    int // of an anonymous round; 0: may not be shown
	K           int // smallest group with results; 0: the companies answered by name
	Findings    []string
	Measure     string
	Responsible string
	At          time.Time // when the notice was written
}

// PDF returns the sheet, one page, in the locale's language and zone.
func (n Notice) PDF(l *i18n.Locale) ([]byte, error) {
	var s *Sheet
	for _, points := range wallPoints {
		if s = n.draw(l, points); s.Pages() == 1 {
			break
		}
	}
	return s.Bytes()
}

func (n Notice) draw(l *i18n.Locale, points float64) *Sheet {
	s := New(Setup{
		Title: l.T("notice.paper_title") + ": " + n.Title, Language: l.Lang(), Author: n.Network, Subject: n.Title,
		Footer: l.T("notice.paper_footer", "network", n.Network),
		PageOf: func(page, pages int) string { return l.T("notice.paper_page", "page", page, "pages", pages) },
		At:     n.At, Points: points,
	})
	s.Title(l.T("notice.paper_title"), l.T("notice.paper_lead", "title", n.Title, "network", n.Network))
	s.Numbered(n.Findings)
	s.Heading(l.T("notice.measure"))
	s.Text(n.Measure)
	s.Heading(l.T("notice.who"))
	s.Text(n.Responsible)
	s.Heading(l.T("notice.paper_more"))
	s.Text(l.T("notice.paper_more_text"))
	s.Pairs(n.facts(l))
	if n.K > 0 {
		s.Note(l.T("notice.paper_privacy", "k", n.K))
	} else {
		s.Note(l.T("notice.paper_privacy_attributed"))
	}
	return s
}

func (n Notice) facts(l *i18n.Locale) []Pair {
	facts := []Pair{
		{l.T("notice.paper_period"), l.T("notice.paper_period_text", "opens", n.Opens, "closes", n.Closes)},
		{l.T("notice.paper_invited"), l.T("notice.paper_invited_text", "n", n.Invited)},
	}
	if n.K == 0 {
		return facts
	}
	took := Pair{l.T("notice.paper_took_part"), l.T("notice.paper_took_part_hidden")}
	if n.TookPart > 0 {
		share := l.Percent(float64(n.TookPart)/float64(max(n.Invited, 1)), 0)
		took.Text = l.T("notice.paper_took_part_text", "n", n.TookPart, "all", n.Invited, "share", share)
	}
	return append(facts, took)
}
