// Package resulttest owns a small network with a past: companies, one
// cooperation, answered waves of employees and representatives, for tests of
// results and their pages. Employees' answers go through the tally. The
// product never imports it.
package resulttest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/store"
	"kreislauf/internal/survey"
)

// Now is the instant at which every scene takes place.
var Now = time.Date(2026, 10, 14, 7, 30, 0, 0, time.UTC)

// NetworkID is the network of every scene; OtherNetworkID one beside it with
// nothing but its id.
const (
	NetworkID      = "network"
	OtherNetworkID = "other-network"
)

// Hostile is the name of one company, which must stay text wherever it is
// shown.
const Hostile = `Holz </script><b> & Brandt`

// Company is one company of the scene with the size of its roster.
type Company struct {
	ID, Name string
	People   int
	Mood     float64 // mean of its employees' answers
	Rating   int     // of its representative in the last wave
}

// Companies are the members of the scene's cooperation. The last two are too
// small to be shown alone.
func Companies() []Company {
	return []Company{
		{"c1", "Nordlicht Metallbau", 34, 4.1, 5}, {"c2", "Kessler und Söhne", 18, 3.3, 3}, {"c3", "Weber Logistik", 16, 3.9, 4},
		{"c4", "PrintWerk Dortmund", 9, 2.7, 2}, {"c5", "Sauer IT", 5, 3.7, 4}, {"c6", Hostile, 6, 3.6, 3},
	}
}

// Scene is the network in one database.
type Scene struct {
	DB          *store.DB
	Cooperation *cooperation.Service
	Results     *analytics.Service
	HomeID      string // the cooperation
	Released    []string
	Unreleased  string // tallied, waits for the release
	Rated       []string
	RatingOpen  string
	Planned     string

	t      testing.TB
	lastID int
}

// New fills db.
func New(t testing.TB, db *store.DB) *Scene {
	t.Helper()
	s := &Scene{DB: db, t: t}
	now := func() time.Time { return Now }
	s.Cooperation = cooperation.NewService(db.Cooperation(), now, s.newID)
	s.Results = analytics.NewService(db.Result(), s.Cooperation, now)
	s.network()
	s.cooperation()
	s.employees()
	s.representatives()
	return s
}

// Manager looks after the network.
func (s *Scene) Manager() account.Viewer { return s.viewer("manager", account.Manager, "") }

// Reader reads what is released.
func (s *Scene) Reader() account.Viewer { return s.viewer("reader", account.Reader, "") }

// Partner speaks for a company.
func (s *Scene) Partner(companyID string) account.Viewer {
	return s.viewer("partner-"+companyID, account.Partner, companyID)
}

func (s *Scene) viewer(id string, role account.Role, company string) account.Viewer {
	return account.Viewer{
		UserID: id, Name: "Sabine Lorenz", Email: id + "@example.test", Language: "de", NetworkID: NetworkID,
		NetworkName: "Netzwerk Ruhr-Metall", Zone: "Europe/Berlin", Role: role, CompanyID: company,
	}
}

func (s *Scene) newID() string {
	s.lastID++
	return fmt.Sprintf("00000000-0000-7000-8000-%012d", s.lastID)
}

// Exec runs a statement with ? as placeholder.
func (s *Scene) Exec(query string, args ...any) {
	s.t.Helper()
	for i, arg := range args {
		if at, ok := arg.(time.Time); ok && !s.DB.IsPostgres() {
			args[i] = at.Format("2006-01-02 15:04:05-07:00") // as the store writes it
		}
	}
	if s.DB.IsPostgres() {
		for n := 1; strings.Contains(query, "?"); n++ {
			query = strings.Replace(query, "?", "$"+strconv.Itoa(n), 1)
		}
	}
	if _, err := s.DB.SQL().ExecContext(s.t.Context(), query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// insert adds a row; columns and values come in pairs.
func (s *Scene) insert(table string, pairs ...any) {
	s.t.Helper()
	var columns, marks []string
	var values []any
	for i := 0; i < len(pairs); i += 2 {
		columns, marks, values = append(columns, fmt.Sprint(pairs[i])), append(marks, "?"), append(values, pairs[i+1])
	}
	s.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
}

func (s *Scene) json(value any) string {
	s.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

func (s *Scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *Scene) network() {
	past := Now.AddDate(-1, 0, 0)
	for _, id := range []string{NetworkID, OtherNetworkID} {
		s.insert("networks", "id", id, "name", "Netzwerk Ruhr-Metall", "zone", "Europe/Berlin", "languages", `["de","en"]`, "k", 5, "created_at", past, "version", 1)
	}
	users := []account.Viewer{s.Manager(), s.Reader()}
	for _, c := range Companies() {
		s.insert("companies", "id", c.ID, "network_id", NetworkID, "name", c.Name, "short_name", c.Name, "trade", "", "seat", "", "website", "", "note", "", "created_at", past, "version", 1)
		users = append(users, s.Partner(c.ID))
		s.insert("people", "id", "rep-"+c.ID, "network_id", NetworkID, "company_id", c.ID, "team_id", "", "name", "Vertretung", "email", "partner-"+c.ID+"@example.test",
			"language", "de", "attributes", "{}", "representative", true, "created_at", past, "version", 1)
	}
	for _, u := range users {
		s.insert("users", "id", u.UserID, "email", u.Email, "name", u.Name, "language", "de", "created_at", past)
		s.insert("memberships", "user_id", u.UserID, "network_id", NetworkID, "role", string(u.Role), "company_id", u.CompanyID, "created_at", past)
	}
}

func (s *Scene) questionnaire(key string) (versionID string, content survey.Content) {
	all, err := survey.Shipped()
	s.must(err)
	for _, shipped := range all {
		if shipped.Key == key {
			content = shipped.Content
		}
	}
	if len(content.Pages) == 0 {
		s.t.Fatalf("no shipped questionnaire %q", key)
	}
	s.insert("questionnaires", "id", key, "network_id", "", "key", key, "audience", "employees")
	s.insert("questionnaire_versions", "id", key+"-1", "questionnaire_id", key, "number", 1, "content", s.json(content), "published_at", Now.AddDate(-1, 0, 0))
	return key + "-1", content
}
