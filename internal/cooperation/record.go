package cooperation

import (
	"context"
	"time"
)

// Store keeps the records of all networks.
type Store interface {
	// Read returns the records of one network as they stand.
	Read(networkID string) Reader
	// Write runs fn in one transaction. Writes of one network happen one after
	// another, so that a rule checked inside fn still holds when it commits.
	Write(ctx context.Context, networkID string, fn func(ctx context.Context, w Writer) error) error
	// LegalText returns a stored public text, "" when there is none. Without a
	// network it is that of the oldest one.
	LegalText(ctx context.Context, networkID string, kind LegalKind, language string) (string, error)
}

// Reader reads one network. A row of another network is a not-found fault,
// like one that does not exist. Lists come in the order that pages show.
type Reader interface {
	Network(ctx context.Context) (Network, error)
	CompanyReader
	CooperationReader
	GoalReader
	LedgerReader
	AgreementReader
}

// CompanyReader reads companies with their teams, by name.
type CompanyReader interface {
	Company(ctx context.Context, id string) (Company, error)
	Companies(ctx context.Context) ([]Company, error)
	Team(ctx context.Context, id string) (Team, error)
	Teams(ctx context.Context, companyID string) ([]Team, error)
	// TeamInUse reports whether a team holds people or other teams.
	TeamInUse(ctx context.Context, id string) (bool, error)
}

// CooperationReader reads cooperations by name, members by day of joining and
// cycles with the newest first. An empty cooperation id means all.
type CooperationReader interface {
	Cooperation(ctx context.Context, id string) (Cooperation, error)
	Cooperations(ctx context.Context) ([]Cooperation, error)
	Members(ctx context.Context, cooperationID string) ([]Member, error)
	Cycle(ctx context.Context, id string) (Cycle, error)
	Cycles(ctx context.Context, cooperationID string) ([]Cycle, error)
}

// GoalReader reads goals and milestones by due day, measurements by day.
type GoalReader interface {
	Goal(ctx context.Context, id string) (Goal, error)
	Goals(ctx context.Context, cooperationID string) ([]Goal, error)
	Measurement(ctx context.Context, id string) (Measurement, error)
	Measurements(ctx context.Context, cooperationID string) ([]Measurement, error)
	Milestone(ctx context.Context, id string) (Milestone, error)
	Milestones(ctx context.Context, cooperationID string) ([]Milestone, error)
}

// LedgerReader reads costs and benefits, the newest quarter first. An empty
// company id means all companies.
type LedgerReader interface {
	Entry(ctx context.Context, id string) (Entry, error)
	Entries(ctx context.Context, cooperationID, companyID string) ([]Entry, error)
}

// AgreementReader reads the versions of agreements, the newest first.
type AgreementReader interface {
	Agreement(ctx context.Context, id string) (Agreement, error)
	Agreements(ctx context.Context, cooperationID string) ([]Agreement, error)
	Acceptances(ctx context.Context, cooperationID string) ([]Acceptance, error)
}

// Writer changes one network inside a transaction. Update and Delete conflict
// when the row's counter has moved on, and Update moves it.
type Writer interface {
	Reader
	Insert(ctx context.Context, row Record) error
	Update(ctx context.Context, row Record) error
	Delete(ctx context.Context, row Record) error
	// SaveLegalText replaces the text of that kind and language.
	SaveLegalText(ctx context.Context, text LegalText) error
}

// Record is a row that belongs to one network. Counter points at the number
// that grows with every change, nil for rows that another row's counter
// guards.
type Record interface {
	Tenant() string
	Counter() *int
}

// LegalKind names a public text.
type LegalKind string

// Kinds of public texts.
const (
	Imprint LegalKind = "imprint"
	Privacy LegalKind = "privacy"
)

// LegalText is an editable public text of a network in one language.
type LegalText struct {
	NetworkID string    `bun:",pk"`
	Kind      LegalKind `bun:",pk"`
	Language  string    `bun:",pk"`
	Body      string
	UpdatedAt time.Time
}

// Tenant returns the network itself.
func (n *Network) Tenant() string { return n.ID }

// Counter returns the network's version.
func (n *Network) Counter() *int { return &n.Version }

// Tenant returns the company's network.
func (c *Company) Tenant() string { return c.NetworkID }

// Counter returns the company's version.
func (c *Company) Counter() *int { return &c.Version }

// Tenant returns the team's network.
func (t *Team) Tenant() string { return t.NetworkID }

// Counter returns the team's version.
func (t *Team) Counter() *int { return &t.Version }

// Tenant returns the cooperation's network.
func (c *Cooperation) Tenant() string { return c.NetworkID }

// Counter returns the cooperation's version.
func (c *Cooperation) Counter() *int { return &c.Version }

// Tenant returns the member's network.
func (m *Member) Tenant() string { return m.NetworkID }

// Counter returns nil: the cooperation's counter guards its members.
func (m *Member) Counter() *int { return nil }

// Tenant returns the cycle's network.
func (c *Cycle) Tenant() string { return c.NetworkID }

// Counter returns the cycle's version.
func (c *Cycle) Counter() *int { return &c.Version }

// Tenant returns the goal's network.
func (g *Goal) Tenant() string { return g.NetworkID }

// Counter returns the goal's version.
func (g *Goal) Counter() *int { return &g.Version }

// Tenant returns the measurement's network.
func (m *Measurement) Tenant() string { return m.NetworkID }

// Counter returns nil: a measurement is entered and taken back, not changed.
func (m *Measurement) Counter() *int { return nil }

// Tenant returns the milestone's network.
func (m *Milestone) Tenant() string { return m.NetworkID }

// Counter returns the milestone's version.
func (m *Milestone) Counter() *int { return &m.Version }

// Tenant returns the entry's network.
func (e *Entry) Tenant() string { return e.NetworkID }

// Counter returns the entry's version.
func (e *Entry) Counter() *int { return &e.Version }

// Tenant returns the agreement's network.
func (a *Agreement) Tenant() string { return a.NetworkID }

// Counter returns the agreement's version.
func (a *Agreement) Counter() *int { return &a.Version }

// Tenant returns the acceptance's network.
func (a *Acceptance) Tenant() string { return a.NetworkID }

// Counter returns nil: an acceptance is given once.
func (a *Acceptance) Counter() *int { return nil }
