package i18n_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/i18n"
)

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	t.Parallel()
	german, english := i18n.Keys("de"), i18n.Keys("en")
	if diff := cmp.Diff(slices.Sorted(maps.Keys(german)), slices.Sorted(maps.Keys(english))); diff != "" {
		t.Fatalf("keys differ (-de +en):\n%s", diff)
	}
	for key := range german {
		if diff := cmp.Diff(placeholders(german[key]), placeholders(english[key])); diff != "" {
			t.Errorf("%s: placeholders differ (-de +en):\n%s", key, diff)
		}
		if german[key] == "" || english[key] == "" {
			t.Errorf("%s: empty sentence", key)
		}
	}
}

func TestGermanAddressesEverybodyWithoutMarks(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`\*in|\*innen|:innen|_innen|[a-zß]In(nen)?\b|\b[Dd](u|ein|eine|ir|ich)\b`)
	for key, text := range i18n.Keys("de") {
		if hit := forbidden.FindString(text); hit != "" {
			t.Errorf("%s: %q in %q", key, hit, text)
		}
	}
}

func TestNumbersDatesAndMoneyFollowTheLanguage(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2027, 1, 4, 7, 0, 0, 0, time.UTC)
	german, english := i18n.New("de", berlin), i18n.New("en", berlin)
	got := []string{
		german.Number(-1234.56, 1), english.Number(-1234.56, 1),
		german.Percent(0.46, 0), english.Percent(0.46, 0),
		german.Money(1250), english.Money(-1250),
		german.LongDateTime(at), english.LongDateTime(at),
		german.List([]string{"A", "B", "C"}), german.Signed(0.04, 1), german.Signed(0.05, 1),
		german.Number(-0.04, 1),
	}
	want := []string{
		"−1.234,6", "−1,234.6",
		"46\u202f%", "46%",
		"1.250\u00a0€", "−€1,250",
		"Montag, 4. Januar 2027, 08:00\u00a0Uhr", "Monday, 4 January 2027, 08:00",
		"A, B und C", "0,0", "+0,1", "0,0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
}

func TestBracesThatPeopleTypeStayAsTheyAre(t *testing.T) {
	t.Parallel()
	got := i18n.New("de", nil).T("result.page", "title", "Runde {number} {title}", "number", 3)
	if want := "Runde {number} {title} – Runde 3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func placeholders(text string) []string {
	found := regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
