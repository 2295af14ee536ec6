package campaign

import (
	"context"
	"time"
)

// Group is people across companies, such as a project team. It can be invited,
// and it is never a results block.
type Group struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string // empty: not tied to one
	Name          string
	CreatedAt     time.Time
	Version       int
}

// GroupMember puts one person into one group.
type GroupMember struct {
	GroupID   string `bun:",pk"`
	PersonID  string `bun:",pk"`
	NetworkID string
}

// GroupStore keeps groups.
type GroupStore interface {
	// Groups lists the network's groups by name.
	Groups(ctx context.Context, networkID string) ([]Group, error)
	// GroupMembers lists who belongs to which of the network's groups.
	GroupMembers(ctx context.Context, networkID string) ([]GroupMember, error)
}
