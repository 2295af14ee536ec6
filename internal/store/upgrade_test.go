package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kreislauf/internal/campaign"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// upgraded opens a database of the version before this one, on both kinds.
func upgraded(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	for name, address := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "kreislauf.db") },
		"PostgreSQL": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := address(t)
			storetest.Old(t, address)
			test(t, storetest.Open(t, address))
		})
	}
}

func TestAnUpgradeKeepsEveryRowAndReadsItAsToday(t *testing.T) {
	t.Parallel()
	upgraded(t, func(t *testing.T, db *store.DB) {
		for table, want := range map[string]int{
			"networks": 2, "users": 2, "memberships": 2, "companies": 2, "people": 5, "questionnaires": 1, "questionnaire_versions": 1,
			"campaigns": 1, "waves": 1, "invitations": 1, "drafts": 1, "letters": 2,
		} {
			if got := number(t, db, "SELECT COUNT(*) FROM "+table); got != want {
				t.Errorf("%d rows in %s, want %d", got, table, want)
			}
		}
		ctx, s := t.Context(), db.Campaign()
		c, err := s.Campaign(ctx, storetest.OldNetwork, storetest.OldCampaign)
		if err != nil {
			t.Fatal(err)
		}
		if c.Title["de"] != "Wie läuft es?" || c.State != campaign.Scheduled || c.Rule.Length.Days != 14 || c.Version != 3 {
			t.Errorf("the campaign reads %+v", c)
		}
		if diff := cmp.Diff(campaign.Message{}, c.Reminder); diff != "" || c.Sender+c.ReplyTo != "" || c.SheetAt != nil || len(c.Thanks) > 0 {
			t.Errorf("the campaign has words that nobody wrote: %s", diff)
		}
		invitations, err := s.Invitations(ctx, storetest.OldWave)
		if err != nil || len(invitations) != 1 || invitations[0].Unreminded || invitations[0].Email != "ute@nord.example" {
			t.Errorf("the invitations read %+v, %v", invitations, err)
		}
		unfinished, err := s.Unfinished(ctx, time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
		if err != nil || len(unfinished) != 1 || unfinished[0].ID != storetest.OldWave {
			t.Errorf("%d waves are unfinished, %v", len(unfinished), err)
		}
	})
}

func TestAnUpgradeLetsEachAddressStandOnceAndSaysWhoLostIt(t *testing.T) {
	t.Parallel()
	upgraded(t, func(t *testing.T, db *store.DB) {
		for id, want := range map[string]struct {
			email   string
			version int
		}{
			storetest.OldPerson:    {"ute@nord.example", 1},
			storetest.OldDuplicate: {"", 2}, // an open form of that person is stale now
			storetest.OldLeaver:    {"ute@nord.example", 1},
			storetest.OldOnPaper:   {"", 1},
		} {
			p, err := db.Campaign().Person(t.Context(), storetest.OldNetwork, id)
			if err != nil || p.Email != want.email || p.Version != want.version {
				t.Errorf("person %s has %q, version %d (%v); want %q, %d", id[34:], p.Email, p.Version, err, want.email, want.version)
			}
		}
		stranger, err := db.Campaign().Person(t.Context(), storetest.OldNeighbour, storetest.OldStranger)
		if err != nil || stranger.Email == "" {
			t.Errorf("the other network's person has %q, %v", stranger.Email, err)
		}
		_, err = db.SQL().ExecContext(t.Context(), "UPDATE people SET email = 'ute@nord.example' WHERE id = '"+storetest.OldOnPaper+"'")
		if err == nil {
			t.Error("an address may stand twice")
		}
	})
}

func TestAnUpgradeMakesTheFirstUserTheAdministratorAndNumbersReminders(t *testing.T) {
	t.Parallel()
	upgraded(t, func(t *testing.T, db *store.DB) {
		if got := number(t, db, "SELECT COUNT(*) FROM users WHERE admin"); got != 1 {
			t.Errorf("%d administrators, want 1", got)
		}
		if got := number(t, db, "SELECT COUNT(*) FROM users WHERE admin AND id = '"+storetest.OldFounder+"'"); got != 1 {
			t.Error("the founder is no administrator")
		}
		numbers := map[string]string{}
		for _, id := range []string{storetest.OldInvitation, storetest.OldReminder} {
			e, err := db.Campaign().Envelope(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			numbers[string(e.Letter.Kind)] = e.Letter.Number
			if e.Address != "ute@nord.example" || e.Letter.State != campaign.LetterQueued {
				t.Errorf("the %s goes to %q, %s", e.Letter.Kind, e.Address, e.Letter.State)
			}
		}
		if diff := cmp.Diff(map[string]string{"invitation": "", "reminder": "14"}, numbers); diff != "" {
			t.Errorf("numbers of the letters (-want +got):\n%s", diff)
		}
	})
}

func TestAnUpgradeTakesPlaceOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kreislauf.db")
	storetest.Old(t, path)
	for range 2 {
		db, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if got := number(t, db, "SELECT version FROM people WHERE id = '"+storetest.OldDuplicate+"'"); got != 2 {
			t.Errorf("the person has version %d, want 2", got)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func number(t *testing.T, db *store.DB, query string) int {
	t.Helper()
	var n int
	if err := db.SQL().QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}
