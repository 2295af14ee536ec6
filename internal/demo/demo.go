// Package demo owns a believable network for looking around: companies,
// people, one cooperation with its figures and the waves of a year. It writes
// through the services alone, at the times of a clock that it sets, so that
// past waves were sealed, tallied and released like any other.
package demo

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Zone of the network.
const Zone = "Europe/Berlin"

// Addresses of the people whose links are printed.
const (
	ManagerEmail = "katrin.overbeck@lennetal.example"
	PartnerEmail = "henrike.kranz@kranz.example"
	ReaderEmail  = "betriebsrat@lennetal.example"
)

// Clock is the time of the story; the services read it.
type Clock struct{ at time.Time }

// Now returns the story's time.
func (c *Clock) Now() time.Time { return c.at }

// Set moves the story to another time.
func (c *Clock) Set(at time.Time) { c.at = at.UTC() }

// Services are what the story is told through; all of them read Clock.
type Services struct {
	Account     *account.Service
	Cooperation *cooperation.Service
	Roster      *roster.Service
	Campaign    *campaign.Service
	Survey      *survey.Service
	Answering   *survey.Answering
	Records     Records
	Keys        Keys
	Clock       *Clock
}

// Records reads what the services list for nobody: letters, and the invitations
// of a wave.
type Records interface {
	Waves(ctx context.Context, campaignID string) ([]campaign.Wave, error)
	WaveByID(ctx context.Context, id string) (campaign.Wave, error)
	Invitations(ctx context.Context, waveID string) ([]campaign.Invitation, error)
	// Waiting lists letters queued before the given moment, at most limit.
	Waiting(ctx context.Context, before time.Time, limit int) ([]string, error)
}

// Keys yields personal links.
type Keys interface {
	LinkSecret(waveID, invitationID string) (string, error)
}

// story is one telling: what has been created so far, seen from today.
type story struct {
	Services
	today     time.Time // the moment of loading, in the network's zone
	setup     string    // secret of the setup link
	manager   account.Viewer
	companies []company
	users     map[string]string // user id by address
	// cooperationID is the supply alliance, which the surveys are about.
	cooperationID string
}

// Load tells the story up to today, on a database without users. setupSecret
// is an unused setup link.
func Load(ctx context.Context, s Services, setupSecret string, today time.Time) error {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return fmt.Errorf("load demo: %w", err)
	}
	t := &story{Services: s, today: today.In(zone), setup: setupSecret}
	for _, chapter := range []struct {
		name string
		tell func(context.Context) error
	}{
		{"network", t.foundNetwork},
		{"companies", t.addCompanies},
		{"accounts", t.admitPeople},
		{"cooperation", t.cooperate},
		{"groups", t.formGroups},
		{"surveys", t.ask},
		{"a survey of two", t.askPair},
	} {
		if err := chapter.tell(ctx); err != nil {
			return fmt.Errorf("load demo %s: %w", chapter.name, err)
		}
	}
	s.Clock.Set(today)
	return nil
}

// ago returns the story's day n days before today at a local clock time.
func (t *story) ago(days, hour int) time.Time {
	y, m, d := t.today.Date()
	return time.Date(y, m, d-days, hour, 0, 0, 0, t.today.Location())
}

// day writes the calendar day n days before today; negative n lies ahead.
func (t *story) day(daysAgo int) string { return t.ago(daysAgo, 12).Format(time.DateOnly) }

func (t *story) foundNetwork(ctx context.Context) error {
	t.Clock.Set(t.today) // links expire by the story's clock, and this one is new
	session, err := t.Account.CompleteSetup(ctx, t.setup, account.SetupInput{
		Name: "Katrin Overbeck", Email: ManagerEmail, Language: "de", NetworkName: "Netzwerk Lennetal", Zone: Zone,
	})
	if err != nil {
		return err
	}
	if t.manager, err = t.Account.Viewer(ctx, session); err != nil {
		return err
	}
	if err := t.Account.SignOut(ctx, session); err != nil {
		return err
	}
	t.Clock.Set(t.ago(400, 9))
	return nil
}

func (t *story) admitPeople(ctx context.Context) error {
	for _, c := range t.companies {
		err := t.Account.Admit(ctx, t.manager, account.AdmitInput{
			Name: c.speaker.name, Email: c.speaker.email, Language: "de", Role: account.Partner, CompanyID: c.id,
		})
		if err != nil {
			return err
		}
	}
	err := t.Account.Admit(ctx, t.manager, account.AdmitInput{
		Name: "Jens Wollmann", Email: ReaderEmail, Language: "de", Role: account.Reader,
	})
	if err != nil {
		return err
	}
	members, err := t.Account.Members(ctx, t.manager)
	if err != nil {
		return err
	}
	t.users = map[string]string{}
	for _, m := range members {
		t.users[m.Email] = m.ID
	}
	return nil
}

func (t *story) of(key string) company {
	for _, c := range t.companies {
		if c.key == key {
			return c
		}
	}
	return company{}
}

func (t *story) ids() []string {
	ids := make([]string, len(t.companies))
	for i, c := range t.companies {
		ids[i] = c.id
	}
	return ids
}
