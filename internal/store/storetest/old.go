package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/migrate"

	"kreislauf/migrations"
)

// firstMigration is the schema of the version before this one.
const firstMigration = "20261124000001_start.tx.up.sql"

// Ids of the rows that Old leaves.
const (
	OldNetwork    = "01a00000-0000-7000-8000-000000000001"
	OldNeighbour  = "01a00000-0000-7000-8000-000000000002" // another network
	OldFounder    = "01a00000-0000-7000-8000-000000000011" // the first user
	OldPartner    = "01a00000-0000-7000-8000-000000000012"
	OldCompany    = "01a00000-0000-7000-8000-000000000021"
	OldForeign    = "01a00000-0000-7000-8000-000000000022" // the neighbour's company
	OldPerson     = "01a00000-0000-7000-8000-000000000031" // the first with the address
	OldDuplicate  = "01a00000-0000-7000-8000-000000000032" // the same address again
	OldLeaver     = "01a00000-0000-7000-8000-000000000033" // the same, but gone
	OldOnPaper    = "01a00000-0000-7000-8000-000000000034" // no address
	OldStranger   = "01a00000-0000-7000-8000-000000000035" // the same, in the other network
	OldCampaign   = "01a00000-0000-7000-8000-000000000041"
	OldWave       = "01a00000-0000-7000-8000-000000000051"
	OldInvited    = "01a00000-0000-7000-8000-000000000061"
	OldInvitation = "01a00000-0000-7000-8000-000000000071" // letters
	OldReminder   = "01a00000-0000-7000-8000-000000000072"
	OldQuestions  = "01a00000-0000-7000-8000-000000000081"
)

// Old lays a database down as the version before this one left it: an open
// wave, people whose addresses repeat, letters on their way.
func Old(t testing.TB, address string) {
	t.Helper()
	db := oldDatabase(t, address)
	defer func() {
		if err := db.Close(); err != nil {
			t.Errorf("close old database: %v", err)
		}
	}()
	text, err := migrations.Files.ReadFile(firstMigration)
	if err != nil {
		t.Fatal(err)
	}
	found := migrate.NewMigrations()
	if err := found.Discover(fstest.MapFS{firstMigration: {Data: text}}); err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	migrator := migrate.NewMigrator(db, found, migrate.WithMarkAppliedOnSuccess(true))
	if err := migrator.Init(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := migrator.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for _, row := range oldRows {
		if _, err := db.ExecContext(ctx, "INSERT INTO "+row); err != nil {
			t.Fatalf("%.40s: %v", row, err)
		}
	}
}

func oldDatabase(t testing.TB, address string) *bun.DB {
	t.Helper()
	if strings.HasPrefix(address, "postgres://") {
		pool, err := sql.Open("pgx", address)
		if err != nil {
			t.Fatal(err)
		}
		return bun.NewDB(pool, pgdialect.New())
	}
	file, err := sql.Open("sqlite", "file:"+address)
	if err != nil {
		t.Fatal(err)
	}
	return bun.NewDB(file, sqlitedialect.New())
}

const oldTime = "'2026-11-20 09:00:00+00:00'"

var oldRows = []string{
	network(OldNetwork, "Ruhr-Metall"), network(OldNeighbour, "Lennetal"),
	user(OldFounder, "jana@network.example"), user(OldPartner, "paul@nord.example"),
	fmt.Sprintf("memberships VALUES ('%s', '%s', 'manager', '', %s)", OldFounder, OldNetwork, oldTime),
	fmt.Sprintf("memberships VALUES ('%s', '%s', 'partner', '%s', %s)", OldPartner, OldNetwork, OldCompany, oldTime),
	company(OldCompany, OldNetwork), company(OldForeign, OldNeighbour),
	person(OldPerson, OldNetwork, OldCompany, "ute@nord.example", "NULL"), person(OldDuplicate, OldNetwork, OldCompany, "ute@nord.example", "NULL"),
	person(OldLeaver, OldNetwork, OldCompany, "ute@nord.example", oldTime), person(OldOnPaper, OldNetwork, OldCompany, "", "NULL"),
	person(OldStranger, OldNeighbour, OldForeign, "ute@nord.example", "NULL"),
	fmt.Sprintf("questionnaires VALUES ('%s', '%s', 'own', 'employees')", OldQuestions, OldNetwork),
	fmt.Sprintf(`questionnaire_versions VALUES ('%s', '%s', 1, '{}', %s)`, OldQuestions, OldQuestions, oldTime),
	fmt.Sprintf(`campaigns VALUES ('%s', '%s', '', '{"de":"Wie läuft es?"}', '%s', 'anonymous', '{"companies":["%s"]}', `+
		`'{"kind":"once","once":"2026-11-20T10:00","zone":"Europe/Berlin","length":{"days":14}}', '{"offsets":[7],"only_missing":false}', `+
		`'{"subject":{},"body":{}}', '', 'scheduled', NULL, %s, 3)`, OldCampaign, OldNetwork, OldQuestions, OldCompany, oldTime),
	fmt.Sprintf(`waves VALUES ('%s', '%s', '%s', 1, '%s', 'anonymous', '2026-11-20T10:00', '2026-12-04T10:00', 'Europe/Berlin', `+
		`%s, '2026-12-04 09:00:00+00:00', '{}', 'a2V5', 256, 1, %s, NULL, NULL, NULL, NULL, NULL, NULL, 0, 2)`,
		OldWave, OldNetwork, OldCampaign, OldQuestions, oldTime, oldTime),
	fmt.Sprintf("invitations VALUES ('%s', '%s', '%s', '%s', '%s', '', '', 'de', 'hash', FALSE, FALSE, FALSE)",
		OldInvited, OldNetwork, OldWave, OldPerson, OldCompany),
	fmt.Sprintf("drafts VALUES ('%s', '%s', '%s', 'empty')", OldInvited, OldNetwork, OldWave),
	letter(OldInvitation, "invitation", "1"), letter(OldReminder, "reminder", "14"),
}

func network(id, name string) string {
	return fmt.Sprintf(`networks VALUES ('%s', '%s', 'Europe/Berlin', '["de"]', 5, %s, 1)`, id, name, oldTime)
}

func user(id, email string) string {
	return fmt.Sprintf("users VALUES ('%s', '%s', 'Jana', 'de', %s)", id, email, oldTime)
}

func company(id, network string) string {
	return fmt.Sprintf("companies VALUES ('%s', '%s', 'Nord', '', '', '', '', '', NULL, %s, 1)", id, network, oldTime)
}

func person(id, network, company, email, left string) string {
	return fmt.Sprintf("people VALUES ('%s', '%s', '%s', '', 'Ute', '%s', 'de', '{}', FALSE, %s, %s, 1)", id, network, company, email, left, oldTime)
}

func letter(id, kind, number string) string {
	key := strings.Join([]string{OldWave, OldPerson, kind, number}, ":")
	return fmt.Sprintf("letters VALUES ('%s', '%s', '%s', '%s', '%s', '%s', '%s', '', '', 'queued', 0, '', '', %s, NULL)",
		id, OldNetwork, key, kind, OldWave, OldCampaign, OldInvited, oldTime)
}
