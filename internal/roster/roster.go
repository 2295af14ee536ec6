// Package roster owns the people who can be invited, their groups, and the lists
// by which they are read in. It refuses to know what anybody is asked, and
// whether they answered.
package roster

import (
	"time"

	"kreislauf/internal/cooperation"
)

// Person is someone who can be invited.
type Person struct {
	ID             string `bun:",pk"`
	NetworkID      string
	CompanyID      string
	TeamID         string
	Name           string
	Email          string // empty: invited by a code on paper
	Language       string
	Attributes     map[string]string `bun:"type:jsonb"` // "location": "Werk Nord"
	Representative bool              // speaks for the company
	LeftAt         *time.Time
	CreatedAt      time.Time
	Version        int
}

// Change is one edit of the roster.
type Change struct {
	Teams   []cooperation.Team // new ones
	Added   []Person
	Changed []Person
	// Groups are new ones; a membership that exists already is left as it is.
	Groups       []Group
	GroupMembers []GroupMember
	Ungrouped    []GroupMember // memberships that end
}
