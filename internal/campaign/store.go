package campaign

import (
	"context"
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/roster"
	"kreislauf/internal/survey"
)

// Store keeps campaigns, waves and letters, and reads the roster. Every method that changes
// something is one transaction; a missing row is a not-found fault, a changed
// one a conflict.
type Store interface {
	RosterStore
	AudienceStore
	LineupStore
	CrowdStore
	ErasureStore
	ReaddressStore
	PlanStore
	FeedStore
	LaunchStore
	ConsentStore
	WaveStore
	LetterStore
	PaceStore
	BounceStore
	UnremindStore
	PostStore
	GlanceStore
	DispatchStore
	ResendStore
	NoticeStore
	HandoutStore
}

// RosterStore reads the roster, and forgets lists that nobody came back for.
type RosterStore interface {
	roster.Reader
	Person(ctx context.Context, networkID, id string) (roster.Person, error)
	// DropUploads deletes the uploaded files of all networks that came before.
	DropUploads(ctx context.Context, before time.Time) error
}

// PlanStore keeps campaigns and what is planned of their waves.
type PlanStore interface {
	Campaigns(ctx context.Context, networkID string) ([]Campaign, error)
	Campaign(ctx context.Context, networkID, id string) (Campaign, error)
	// ScheduledCampaigns lists the scheduled campaigns of all networks.
	ScheduledCampaigns(ctx context.Context) ([]Campaign, error)
	SaveCampaign(ctx context.Context, c Change) error
	// Network returns the network with its k and zone.
	Network(ctx context.Context, id string) (cooperation.Network, error)
	// MemberCompanies lists the companies that take part in a cooperation.
	MemberCompanies(ctx context.Context, networkID, cooperationID string) ([]string, error)
}

// Change is one edit of a campaign together with its planned waves.
type Change struct {
	Campaign Campaign // Version 0: new
	Plan     Plan
	Acts     []Act
	Letters  []Letter
	// Unopened are the waves that the change was judged by as still to open. It
	// is a conflict when one of them has opened meanwhile.
	Unopened []string
	// Effects are permanent keys that count as having taken place from At on.
	Effects []string
	At      time.Time
	// DropConsents deletes consents to other terms than Terms.
	DropConsents bool
	Terms        string
}

// Plan is what becomes of the waves that have not opened: they are moved,
// added or removed, never an opened one.
type Plan struct {
	Add    []Wave
	Move   []Wave
	Remove []string
}

// WaveStore keeps waves with everything that belongs to one.
type WaveStore interface {
	Waves(ctx context.Context, campaignID string) ([]Wave, error)
	Wave(ctx context.Context, networkID, id string) (Wave, error)
	// WaveByID finds a wave for background work, in whatever network.
	WaveByID(ctx context.Context, id string) (Wave, error)
	// Unfinished lists waves of all networks that may have something due at
	// now: not opened, or opened with keys that still exist.
	Unfinished(ctx context.Context, now time.Time) ([]Wave, error)
	// Enqueue adds background work, once while the same work is waiting.
	Enqueue(ctx context.Context, jobs []Job) error
	// Opened carries out an opening and reports false when it took place
	// before or the wave may not open any more.
	Opened(ctx context.Context, o Opening) (bool, error)
	// Mark carries out a change of one wave under its effect key and reports
	// false when it took place before.
	Mark(ctx context.Context, m Mark) (bool, error)
	// Done returns which of the effect keys have taken place.
	Done(ctx context.Context, keys []string) (map[string]bool, error)
	Invitations(ctx context.Context, waveID string) ([]Invitation, error)
	// Ballots calls fn for each sealed ballot with its invitation's place.
	Ballots(ctx context.Context, waveID string, fn func(place analytics.Place, ciphertext string) error) error
	// SaveTally keeps the cube and marks the wave tallied, in one transaction
	// under the mark's effect key.
	SaveTally(ctx context.Context, m Mark, cube analytics.Cube) (bool, error)
	// HasCube reads the committed cube on a connection of its own.
	HasCube(ctx context.Context, waveID string) (bool, error)
	// DropBallots deletes ballots and drafts of a wave.
	DropBallots(ctx context.Context, waveID string) error
	// Scrub makes deleted bytes leave the files where the database keeps them.
	Scrub(ctx context.Context, now time.Time) error
	Acts(ctx context.Context, campaignID, waveID string) ([]Act, error)
	Counts(ctx context.Context, waveID string) ([]Count, error)
	SaveTurnout(ctx context.Context, effect string, t Turnout) error
	Turnout(ctx context.Context, waveID string) (Turnout, error)
	// Managers lists the users who manage a network.
	Managers(ctx context.Context, networkID string) ([]string, error)
}

// Opening is everything that appears when a wave opens.
type Opening struct {
	Wave        Wave
	Effect      string
	Invitations []Invitation
	Drafts      []survey.Draft
	Letters     []Letter
	Act         Act
	// What it was computed from. Opened leaves the wave closed where one of
	// these no longer holds.
	CampaignVersion int
	Consents        []string  // companies whose consents count
	Seen            []string  // anonymous: all of LineupStore.Shown
	Since           time.Time // that they were asked for
}

// Mark is a change of one wave's row with what goes with it.
type Mark struct {
	Wave       Wave   // Version is the one that was read
	Effect     string // permanent key; empty: guarded by the version alone
	Kept       string // another permanent key, which may exist already; empty: none
	At         time.Time
	Acts       []Act
	Letters    []Letter
	Jobs       []Job
	DropDrafts bool
	// DropResults deletes what the wave's tally and representatives left.
	DropResults bool
}

// LetterStore keeps letters.
type LetterStore interface {
	Envelope(ctx context.Context, letterID string) (Envelope, error)
	SaveLetters(ctx context.Context, letters []Letter) error
	// Waiting lists letters queued before the given moment, at most limit.
	Waiting(ctx context.Context, before time.Time, limit int) ([]string, error)
	// LetterUnderWay and LetterNotTaken are MarkUnderWay and MarkNotTaken of
	// Service.
	LetterUnderWay(ctx context.Context, id, messageID, address string) (bool, error)
	LetterNotTaken(ctx context.Context, id string) error
	MarkLetter(ctx context.Context, id string, state LetterState, messageID, reason string, at time.Time) error
	// LetterStates counts a wave's letters; see ReasonStopped.
	LetterStates(ctx context.Context, waveID string) ([]LetterCount, error)
}
