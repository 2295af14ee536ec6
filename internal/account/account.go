// Package account owns users, their roles in networks, one-time sign-in links
// and sessions. It refuses passwords and knows nothing of HTTP; every other
// service asks its Viewer what the caller may do.
package account

import (
	"time"

	"kreislauf/internal/fault"
)

// Role is what a user may do in one network.
type Role string

// Roles: managers look after the network, partners speak for one company,
// readers (a works council, a sponsor) read what is released.
const (
	Manager Role = "manager"
	Partner Role = "partner"
	Reader  Role = "reader"
)

// User is a person with an account.
type User struct {
	ID        string `bun:",pk"`
	Email     string
	Name      string
	Language  string
	Admin     bool // runs the server: sees its background work, whatever network it is for
	CreatedAt time.Time
}

// Membership gives a user one role in one network; a partner speaks for one
// company.
type Membership struct {
	UserID    string `bun:",pk"`
	NetworkID string `bun:",pk"`
	Role      Role
	CompanyID string
	CreatedAt time.Time
}

// Purpose says what a one-time link is good for.
type Purpose string

// Purposes of one-time links.
const (
	PurposeSignIn Purpose = "sign_in"
	PurposeSetup  Purpose = "setup"
)

// Link is a one-time link; only the hash of its secret is kept.
type Link struct {
	TokenHash string `bun:",pk"`
	UserID    string
	Purpose   Purpose
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// Session is one signed-in browser; only the hash of its secret is kept.
type Session struct {
	TokenHash string `bun:",pk"`
	UserID    string
	NetworkID string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Viewer is the caller of a use case: who, in which network, in which role.
type Viewer struct {
	UserID      string
	Name        string
	Email       string
	Language    string
	NetworkID   string
	NetworkName string
	Zone        string
	Role        Role
	CompanyID   string // partners only
	Admin       bool   // runs the server, whatever the role in this network
}

// Manages reports whether the viewer manages the network.
func (v Viewer) Manages() bool { return v.Role == Manager }

// Represents reports whether the viewer speaks for the company.
func (v Viewer) Represents(companyID string) bool {
	return v.Role == Partner && companyID != "" && v.CompanyID == companyID
}

// NeedManager returns "not found" unless the viewer manages the network: what
// a caller may not see does not exist for them.
func (v Viewer) NeedManager() error {
	if !v.Manages() {
		return fault.NotFound("error.not_found")
	}
	return nil
}

// NeedAdmin returns "not found" unless the viewer runs the server.
func (v Viewer) NeedAdmin() error {
	if !v.Admin {
		return fault.NotFound("error.not_found")
	}
	return nil
}

// NeedCompany returns "not found" unless the viewer manages the network or
// speaks for the company.
func (v Viewer) NeedCompany(companyID string) error {
	if !v.Manages() && !v.Represents(companyID) {
		return fault.NotFound("error.not_found")
	}
	return nil
}
