package calendar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/calendar"
	"kreislauf/internal/i18n"
)

func TestARuleReadsAsASentence(t *testing.T) {
	t.Parallel()
	german, english := i18n.New("de", time.UTC), i18n.New("en", time.UTC)
	plain := func(every calendar.Every, change func(*calendar.Plain)) calendar.Rule {
		p := calendar.Plain{Every: every, Weekday: time.Monday, Time: "08:00"}
		change(&p)
		return plainRule(p, 14)
	}
	once := calendar.Rule{Kind: calendar.KindOnce, Once: "2027-01-04T08:00", Zone: "Asia/Tokyo", Length: calendar.Length{Days: 1}}
	for _, c := range []struct {
		rule   calendar.Rule
		de, en string
	}{
		{plainRule(firstMonday(), 14),
			"Jedes Quartal am ersten Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every quarter on the first Monday at 08:00, open for 14 days"},
		{plain(calendar.EveryWeek, func(*calendar.Plain) {}),
			"Jede Woche am Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every week on Monday at 08:00, open for 14 days"},
		{plain(calendar.EveryMonth, func(p *calendar.Plain) { p.Day = 31 }),
			"Jeden Monat am letzten Tag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on the last day at 08:00, open for 14 days"},
		{plain(calendar.EveryMonth, func(p *calendar.Plain) { p.Day = 30 }),
			"Jeden Monat am 30. oder, wenn es ihn nicht gibt, am letzten Tag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on day 30 or, where there is none, on the last day at 08:00, open for 14 days"},
		{plain(calendar.EveryMonth, func(p *calendar.Plain) { p.Ordinal = calendar.OrdinalLast }),
			"Jeden Monat am letzten Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on the last Monday at 08:00, open for 14 days"},
		{plain(calendar.EveryQuarter, func(p *calendar.Plain) { p.Ordinal, p.StartMonth = calendar.OrdinalLast, time.December }),
			"Jedes Quartal am letzten Montag im März, Juni, September und Dezember um 08:00 Uhr, geöffnet für 14 Tage",
			"Every quarter on the last Monday of March, June, September and December at 08:00, open for 14 days"},
		{plain(calendar.EveryHalfYear, func(p *calendar.Plain) { p.Day = 1 }),
			"Jedes halbe Jahr am 1. um 08:00 Uhr, geöffnet für 14 Tage",
			"Every half-year on day 1 at 08:00, open for 14 days"},
		{plain(calendar.EveryHalfYear, func(p *calendar.Plain) { p.Ordinal = calendar.OrdinalSecond }),
			"Jedes halbe Jahr am zweiten Montag im Januar und Juli um 08:00 Uhr, geöffnet für 14 Tage",
			"Every half-year on the second Monday of January and July at 08:00, open for 14 days"},
		{plain(calendar.EveryYear, func(p *calendar.Plain) { p.Day, p.StartMonth = 15, time.May }),
			"Jedes Jahr am 15. im Mai um 08:00 Uhr, geöffnet für 14 Tage",
			"Every year on day 15 of May at 08:00, open for 14 days"},
		{once,
			"Einmalig am Montag, 4. Januar 2027, um 08:00 Uhr (Asia/Tokyo), geöffnet für einen Tag",
			"Once, on Monday, 4 January 2027, at 08:00 (Asia/Tokyo), open for one day"},
		{cronRule("0 8 1 1,4,7,10 *", berlin),
			"Nach eigener Zeitregel „0 8 1 1,4,7,10 *“, geöffnet für eine Stunde",
			"By the custom time rule “0 8 1 1,4,7,10 *”, open for one hour"},
		{calendar.Rule{Kind: calendar.KindPlain, Length: calendar.Length{Hours: 36}},
			"Noch kein Zeitpunkt gewählt, geöffnet für 36 Stunden",
			"No time chosen yet, open for 36 hours"},
	} {
		if diff := cmp.Diff([]string{c.de, c.en}, []string{c.rule.Describe().In(german), c.rule.Describe().In(english)}); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestEveryChoiceOfTheFormHasWords(t *testing.T) {
	t.Parallel()
	german, english := i18n.New("de", time.UTC), i18n.New("en", time.UTC)
	for _, every := range calendar.Rhythms {
		for _, ordinal := range append([]calendar.Ordinal{""}, calendar.Ordinals...) {
			for month := time.January; month <= time.December; month++ {
				p := calendar.Plain{Every: every, Ordinal: ordinal, Weekday: time.Weekday(month % 7), StartMonth: month, Time: "08:00"}
				if ordinal == "" && every != calendar.EveryWeek {
					p.Day = 31 - int(month)
				}
				for _, locale := range []*i18n.Locale{german, english} {
					assertComplete(t, plainRule(p, 1).Describe(), locale)
				}
			}
		}
	}
}

// assertComplete fails for a key that has no sentence, at any depth.
func assertComplete(t *testing.T, d calendar.Description, locale *i18n.Locale) {
	t.Helper()
	if !locale.Has(d.Key) && !locale.Has(d.Key+".other") {
		t.Errorf("%s: no sentence for %s", locale.Lang(), d.Key)
	}
	for _, arg := range d.Args {
		switch v := arg.(type) {
		case calendar.Description:
			assertComplete(t, v, locale)
		case []calendar.Description:
			for _, word := range v {
				assertComplete(t, word, locale)
			}
		}
	}
}
