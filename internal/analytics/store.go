package analytics

import (
	"context"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/survey"
)

// Store reads what results are made of. Everything is scoped to one network.
type Store interface {
	// Waves lists the network's waves, the latest opening first.
	Waves(ctx context.Context, networkID string) ([]Wave, error)
	// Cubes returns the cubes of the named waves, as far as there are any.
	Cubes(ctx context.Context, networkID string, waveIDs []string) (map[string]Cube, error)
	// Contents returns the content of questionnaire versions by id.
	Contents(ctx context.Context, versionIDs []string) (map[string]survey.Content, error)
	// Responses returns the attributed answers of waves.
	Responses(ctx context.Context, networkID string, waveIDs []string) ([]Response, error)
	// FirstSteps counts how far a new network has come.
	FirstSteps(ctx context.Context, networkID string) (FirstSteps, error)
	// OpenRatings returns the ids of attributed waves, open at now, that the
	// company's representative with this address was invited to and has not
	// answered.
	OpenRatings(ctx context.Context, networkID, companyID, email string, now time.Time) ([]string, error)
}

// Cooperations reads what a viewer may see of cooperations;
// *cooperation.Service is one.
type Cooperations interface {
	Cooperation(ctx context.Context, v account.Viewer, id string) (cooperation.Home, error)
	Cooperations(ctx context.Context, v account.Viewer) ([]cooperation.Outline, error)
	Ledger(ctx context.Context, v account.Viewer, cooperationID string) ([]cooperation.Entry, error)
	Milestones(ctx context.Context, v account.Viewer, cooperationID string) ([]cooperation.Milestone, error)
	Agreements(ctx context.Context, v account.Viewer, cooperationID string) ([]cooperation.AgreementVersion, error)
}

// Wave is a wave with its campaign as results know it.
type Wave struct {
	ID            string
	CampaignID    string
	CooperationID string      // empty: about the whole network
	Title         survey.Text `bun:"type:jsonb"` // of the campaign
	Number        int
	VersionID     string // of the questionnaire
	Mode          string
	OpensAt       time.Time
	ClosesAt      time.Time
	Invited       int
	OpenedAt      *time.Time
	ClosedAt      *time.Time
	TalliedAt     *time.Time
	ReleasedAt    *time.Time
	MissedAt      *time.Time
	CancelledAt   *time.Time
	Unreadable    int
}

// attributed is the mode of waves whose answers carry the company's name.
const attributed = "attributed"

// Attributed reports whether representatives answered for their company.
func (w Wave) Attributed() bool { return w.Mode == attributed }

// Stage is how far a wave has come towards its results.
type Stage string

// Stages of a wave.
const (
	StagePlanned  Stage = "planned"
	StageOpen     Stage = "open"
	StageCounting Stage = "counting" // closed, the tally is due
	StageStuck    Stage = "stuck"    // a decision about unreadable ballots is due
	StageTallied  Stage = "tallied"  // managers see it, the release is due
	StageReleased Stage = "released"
	StageVoid     Stage = "void" // cancelled or missed: there will be no results
)

// Stage returns where the wave stands at now.
func (w Wave) Stage(now time.Time) Stage {
	switch {
	case w.CancelledAt != nil, w.MissedAt != nil:
		return StageVoid
	case w.ReleasedAt != nil:
		return StageReleased
	case w.TalliedAt != nil:
		return StageTallied
	case w.Unreadable > 0:
		return StageStuck
	case now.Before(w.OpensAt), w.OpenedAt == nil:
		return StagePlanned
	case now.Before(w.ClosesAt):
		return StageOpen
	default:
		return StageCounting
	}
}

// showsTo reports whether the viewer may read the wave's results: managers
// after the tally, everybody else after the release.
func (w Wave) showsTo(v account.Viewer) bool {
	if w.CancelledAt != nil || w.TalliedAt == nil {
		return false
	}
	return v.Manages() || w.ReleasedAt != nil
}

// Response is what one representative answered for a company.
type Response struct {
	WaveID    string
	CompanyID string
	Answers   survey.Answers `bun:"type:jsonb"`
}

// FirstSteps is how far a new network has come.
type FirstSteps struct {
	Companies int
	People    int
	Campaigns int  // drafts included
	Scheduled int  // campaigns with a date
	Tested    int  // campaigns whose mail somebody sent to themselves
	Opened    bool // a wave has opened
}
