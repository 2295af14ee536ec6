package campaign_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/i18n"
)

func TestARuleReadsAsASentence(t *testing.T) {
	t.Parallel()
	german, english := i18n.New("de", time.UTC), i18n.New("en", time.UTC)
	plain := func(every campaign.Every, change func(*campaign.Plain)) campaign.Rule {
		p := campaign.Plain{Every: every, Weekday: time.Monday, Time: "08:00"}
		change(&p)
		return plainRule(p, 14)
	}
	once := campaign.Rule{Kind: campaign.KindOnce, Once: "2027-01-04T08:00", Zone: "Asia/Tokyo", Length: campaign.Length{Days: 1}}
	for _, c := range []struct {
		rule   campaign.Rule
		de, en string
	}{
		{plainRule(firstMonday(), 14),
			"Jedes Quartal am ersten Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every quarter on the first Monday at 08:00, open for 14 days"},
		{plain(campaign.EveryWeek, func(*campaign.Plain) {}),
			"Jede Woche am Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every week on Monday at 08:00, open for 14 days"},
		{plain(campaign.EveryMonth, func(p *campaign.Plain) { p.Day = 31 }),
			"Jeden Monat am letzten Tag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on the last day at 08:00, open for 14 days"},
		{plain(campaign.EveryMonth, func(p *campaign.Plain) { p.Day = 30 }),
			"Jeden Monat am 30. oder, wenn es ihn nicht gibt, am letzten Tag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on day 30 or, where there is none, on the last day at 08:00, open for 14 days"},
		{plain(campaign.EveryMonth, func(p *campaign.Plain) { p.Ordinal = campaign.OrdinalLast }),
			"Jeden Monat am letzten Montag um 08:00 Uhr, geöffnet für 14 Tage",
			"Every month on the last Monday at 08:00, open for 14 days"},
		{plain(campaign.EveryQuarter, func(p *campaign.Plain) { p.Ordinal, p.StartMonth = campaign.OrdinalLast, time.December }),
			"Jedes Quartal am letzten Montag im März, Juni, September und Dezember um 08:00 Uhr, geöffnet für 14 Tage",
			"Every quarter on the last Monday of March, June, September and December at 08:00, open for 14 days"},
		{plain(campaign.EveryHalfYear, func(p *campaign.Plain) { p.Day = 1 }),
			"Jedes halbe Jahr am 1. um 08:00 Uhr, geöffnet für 14 Tage",
			"Every half-year on day 1 at 08:00, open for 14 days"},
		{plain(campaign.EveryHalfYear, func(p *campaign.Plain) { p.Ordinal = campaign.OrdinalSecond }),
			"Jedes halbe Jahr am zweiten Montag im Januar und Juli um 08:00 Uhr, geöffnet für 14 Tage",
			"Every half-year on the second Monday of January and July at 08:00, open for 14 days"},
		{plain(campaign.EveryYear, func(p *campaign.Plain) { p.Day, p.StartMonth = 15, time.May }),
			"Jedes Jahr am 15. im Mai um 08:00 Uhr, geöffnet für 14 Tage",
			"Every year on day 15 of May at 08:00, open for 14 days"},
		{once,
			"Einmalig am Montag, 4. Januar 2027, um 08:00 Uhr (Asia/Tokyo), geöffnet für einen Tag",
			"Once, on Monday, 4 January 2027, at 08:00 (Asia/Tokyo), open for one day"},
		{cronRule("0 8 1 1,4,7,10 *", berlin),
			"Nach eigener Zeitregel „0 8 1 1,4,7,10 *“, geöffnet für eine Stunde",
			"By the custom time rule “0 8 1 1,4,7,10 *”, open for one hour"},
		{campaign.Rule{Kind: campaign.KindPlain, Length: campaign.Length{Hours: 36}},
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
	for _, every := range campaign.Rhythms {
		for _, ordinal := range append([]campaign.Ordinal{""}, campaign.Ordinals...) {
			for month := time.January; month <= time.December; month++ {
				p := campaign.Plain{Every: every, Ordinal: ordinal, Weekday: time.Weekday(month % 7), StartMonth: month, Time: "08:00"}
				if ordinal == "" && every != campaign.EveryWeek {
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
func assertComplete(t *testing.T, d campaign.Description, locale *i18n.Locale) {
	t.Helper()
	if !locale.Has(d.Key) && !locale.Has(d.Key+".other") {
		t.Errorf("%s: no sentence for %s", locale.Lang(), d.Key)
	}
	for _, arg := range d.Args {
		switch v := arg.(type) {
		case campaign.Description:
			assertComplete(t, v, locale)
		case []campaign.Description:
			for _, word := range v {
				assertComplete(t, word, locale)
			}
		}
	}
}
