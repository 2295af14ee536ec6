package cooperation_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/store"
	"kreislauf/internal/store/storetest"
	"kreislauf/internal/testenv"
)

// scene is two networks. The first has three companies, of which Anker and
// Birke cooperate; each side of the product has a viewer.
type scene struct {
	service                      *cooperation.Service
	clock                        *testenv.Clock
	manager, reader              account.Viewer
	anker, birke, cedar, foreign account.Viewer // representatives; foreign manages another network
	cooperation                  string
}

func eachScene(t *testing.T, test func(t *testing.T, s scene)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newScene(t, db)) })
}

func newScene(t *testing.T, db *store.DB) scene {
	t.Helper()
	clock := testenv.NewClock(time.Date(2027, 3, 10, 9, 0, 0, 0, time.UTC))
	var count atomic.Int64
	newID := func() string { return fmt.Sprintf("id-%04d", count.Add(1)) }
	s := scene{clock: clock, service: cooperation.NewService(db.Cooperation(), clock.Now, newID)}
	for _, network := range []string{"network-1", "network-2"} {
		insertNetwork(t, db, network, clock.Now())
	}
	viewer := func(network string, role account.Role) account.Viewer {
		return account.Viewer{UserID: "user-" + string(role), NetworkID: network, Zone: "Europe/Berlin", Role: role}
	}
	s.manager, s.reader = viewer("network-1", account.Manager), viewer("network-1", account.Reader)
	s.foreign = viewer("network-2", account.Manager)
	for name, representative := range map[string]*account.Viewer{"Anker": &s.anker, "Birke": &s.birke, "Cedar": &s.cedar} {
		*representative = viewer("network-1", account.Partner)
		representative.CompanyID = must(s.service.CreateCompany(t.Context(), s.manager, cooperation.CompanyForm{Name: name}))(t).ID
	}
	form := cooperation.CooperationForm{
		Name: "Gemeinsamer Einkauf", StartedOn: "2026-01-12",
		Companies: []string{s.anker.CompanyID, s.birke.CompanyID},
	}
	s.cooperation = must(s.service.CreateCooperation(t.Context(), s.manager, form))(t).ID
	return s
}

func insertNetwork(t *testing.T, db *store.DB, id string, at time.Time) {
	t.Helper()
	const statement = "INSERT INTO networks (id, name, zone, languages, k, created_at, version) VALUES ('%s', '%s', 'Europe/Berlin', '[\"de\"]', 5, '%s', 1)"
	if _, err := db.SQL().ExecContext(t.Context(), fmt.Sprintf(statement, id, id, at.Format("2006-01-02 15:04:05-07:00"))); err != nil {
		t.Fatal(err)
	}
}

// must ends the test when a use case failed that prepares it.
func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); err == nil && kind != "" || got != kind || err != nil && kind == "" {
		t.Errorf("%s: got %v, want kind %q", what, err, kind)
	}
}

// wrongFields returns "field: key" of each fault, in the order found.
func wrongFields(err error) []string {
	var found []string
	for _, f := range fault.All(err) {
		found = append(found, f.Field+": "+f.Key)
	}
	return found
}
