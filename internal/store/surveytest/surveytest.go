// Package surveytest owns a wave that can be answered, with its links, for
// tests of the respondents' way. It writes the rows of an opening itself, so
// that these tests depend on no calendar. The product never imports it.
package surveytest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kreislauf/internal/seal"
	"kreislauf/internal/store"
	"kreislauf/internal/survey"
	"kreislauf/internal/testenv"
)

// Opens and Closes are the window of every scene; its clock begins an hour
// after the opening.
var (
	Opens  = time.Date(2027, 1, 4, 7, 0, 0, 0, time.UTC)
	Closes = time.Date(2027, 1, 18, 7, 0, 0, 0, time.UTC)
)

// Options choose the wave; the zero value is an anonymous wave of the shipped
// employees' questionnaire with one person.
type Options struct {
	Attributed bool
	Everybody  bool // reminders go to everybody, not only to those missing
	Paper      bool // the links stand on sheets
	People     int
	Content    *survey.Content
}

// Scene is an open wave of "Netzwerk Ruhr-Metall".
type Scene struct {
	DB          *store.DB
	Clock       *testenv.Clock
	Keys        *seal.KeyStore
	Service     *survey.Service
	Answering   *survey.Answering
	Content     survey.Content
	WaveID      string
	Links       []string // secrets, one for each person
	Invitations []string // their ids

	t      testing.TB
	lastID atomic.Int64
}

// New opens a wave in db.
func New(t testing.TB, db *store.DB, o Options) *Scene {
	t.Helper()
	s := &Scene{DB: db, Clock: testenv.NewClock(Opens.Add(time.Hour)), t: t}
	var err error
	if s.Keys, err = seal.OpenKeyStore(filepath.Join(t.TempDir(), "keys"), ""); err != nil {
		t.Fatalf("open key store: %v", err)
	}
	clock := survey.ClockFunc(s.Clock.Now)
	s.Service = survey.NewService(survey.Deps{Store: db.Survey(), Clock: clock, NewID: s.NewID})
	s.Answering = survey.NewAnswering(survey.AnsweringDeps{
		Store: db.Survey(), Versions: s.Service, Sealing: Sealing(), Clock: clock, NewID: s.NewID,
	})
	s.open(o, s.publish(o))
	return s
}

// Sealing is the cryptography of the product.
func Sealing() survey.Sealing {
	return survey.Sealing{
		HashLink: seal.HashLink, SealDraft: seal.SealDraft, OpenDraft: seal.OpenDraft, EmptyDraft: seal.EmptyDraft,
		NewSealer: func(public []byte, waveID string, size int) (survey.Sealer, error) {
			return seal.NewSealer(public, waveID, size)
		},
	}
}

// NewID returns the next id, as a UUID.
func (s *Scene) NewID() string {
	return fmt.Sprintf("00000000-0000-7000-8000-%012d", s.lastID.Add(1))
}

// Exec runs a statement with ? as placeholder.
func (s *Scene) Exec(query string, args ...any) {
	s.t.Helper()
	if _, err := s.DB.SQL().ExecContext(s.t.Context(), s.placed(query), args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// Read scans one row; ? is the placeholder.
func (s *Scene) Read(query string, into []any, args ...any) {
	s.t.Helper()
	if err := s.DB.SQL().QueryRowContext(s.t.Context(), s.placed(query), args...).Scan(into...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// Count returns the number of rows of a table.
func (s *Scene) Count(table string) int {
	s.t.Helper()
	var n int
	s.Read("SELECT count(*) FROM "+table, []any{&n})
	return n
}

// Ballot opens the ballot of a person by the wave's private key.
func (s *Scene) Ballot(person int) survey.Answers {
	s.t.Helper()
	var ciphertext string
	s.Read("SELECT ciphertext FROM ballots WHERE invitation_id = ?", []any{&ciphertext}, s.Invitations[person])
	opener, err := s.Keys.Opener(s.WaveID)
	if err != nil {
		s.t.Fatalf("read wave key: %v", err)
	}
	plain, err := opener.Open(ciphertext)
	if err != nil {
		s.t.Fatalf("open ballot: %v", err)
	}
	answers, err := survey.DecodeAnswers(plain)
	if err != nil {
		s.t.Fatalf("decode ballot: %v", err)
	}
	return answers
}

func (s *Scene) placed(query string) string {
	if !s.DB.IsPostgres() {
		return query
	}
	for n := 1; strings.Contains(query, "?"); n++ {
		query = strings.Replace(query, "?", "$"+strconv.Itoa(n), 1)
	}
	return query
}

func (s *Scene) publish(o Options) survey.Version {
	s.t.Helper()
	if o.Content == nil {
		shipped, err := survey.Shipped()
		if err != nil {
			s.t.Fatalf("read shipped questionnaires: %v", err)
		}
		o.Content = &shipped[0].Content
	}
	s.Content = *o.Content
	q := survey.Questionnaire{ID: s.NewID(), Key: "scene", Audience: survey.Employees}
	v := survey.Version{ID: s.NewID(), QuestionnaireID: q.ID, Number: 1, Content: s.Content, PublishedAt: Opens}
	if err := s.DB.Survey().Publish(s.t.Context(), q, v); err != nil {
		s.t.Fatalf("publish questionnaire: %v", err)
	}
	return v
}

func (s *Scene) open(o Options, v survey.Version) {
	s.t.Helper()
	network, company, campaign := s.NewID(), s.NewID(), s.NewID()
	s.WaveID = s.NewID()
	public, err := s.Keys.Create(s.WaveID)
	if err != nil {
		s.t.Fatalf("create wave key: %v", err)
	}
	mode := "anonymous"
	if o.Attributed {
		mode = "attributed"
	}
	s.Exec(`INSERT INTO networks (id, name, zone, languages, k, created_at, version) VALUES (?, ?, ?, ?, 5, ?, 1)`,
		network, "Netzwerk Ruhr-Metall", "Europe/Berlin", `["de","en"]`, s.time(Opens))
	s.Exec(`INSERT INTO companies (id, network_id, name, short_name, trade, seat, website, note, created_at, version)
		VALUES (?, ?, 'Sauer Präzision GmbH', 'Sauer', '', '', '', '', ?, 1)`, company, network, s.time(Opens))
	s.Exec(`INSERT INTO campaigns (id, network_id, cooperation_id, title, questionnaire_id, mode, audience, rule, reminders,
		invitation, split_by, state, created_at, version) VALUES (?, ?, '', ?, ?, ?, '{}', '{}', ?, '{}', '', 'scheduled', ?, 1)`,
		campaign, network, s.json(survey.Text{"de": "Wie läuft unsere Zusammenarbeit?", "en": "How is our cooperation going?"}),
		v.QuestionnaireID, mode, s.json(map[string]any{"offsets": []int{5}, "only_missing": !o.Everybody}), s.time(Opens))
	s.Exec(`INSERT INTO waves (id, network_id, campaign_id, number, version_id, mode, opens_local, closes_local, zone, opens_at,
		closes_at, frozen, public_key, ballot_size, invited, opened_at, unreadable, version)
		VALUES (?, ?, ?, 1, ?, ?, '2027-01-04T08:00', '2027-01-18T08:00', 'Europe/Berlin', ?, ?, '{"k":5}', ?, ?, ?, ?, 0, 1)`,
		s.WaveID, network, campaign, v.ID, mode, s.time(Opens), s.time(Closes),
		base64.StdEncoding.EncodeToString(public), v.Content.BallotSize(), max(o.People, 1), s.time(Opens))
	for range max(o.People, 1) {
		s.invite(network, company, v.Content.BallotSize(), o.Paper)
	}
}

func (s *Scene) invite(network, company string, size int, paper bool) {
	s.t.Helper()
	id := s.NewID()
	secret, err := s.Keys.LinkSecret(s.WaveID, id)
	if err != nil {
		s.t.Fatalf("derive link: %v", err)
	}
	s.Exec(`INSERT INTO invitations (id, network_id, wave_id, person_id, company_id, team_id, attribute, language, link_hash,
		participated, revoked, readdressed, paper) VALUES (?, ?, ?, ?, ?, '', '', 'de', ?, FALSE, FALSE, FALSE, ?)`,
		id, network, s.WaveID, s.NewID(), company, seal.HashLink(secret), paper)
	s.Exec(`INSERT INTO drafts (invitation_id, network_id, wave_id, body) VALUES (?, ?, ?, ?)`,
		id, network, s.WaveID, seal.EmptyDraft(size))
	s.Links, s.Invitations = append(s.Links, secret), append(s.Invitations, id)
}

func (s *Scene) json(v any) string {
	s.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(body)
}

// time writes an instant as both databases store it.
func (s *Scene) time(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05.999999-07:00") }
