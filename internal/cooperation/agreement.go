package cooperation

import "time"

// Agreement is one version of a cooperation's living agreement.
type Agreement struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string
	Number        int
	State         AgreementState
	Clauses       []Clause `bun:"type:jsonb"`
	CreatedAt     time.Time
	ProposedAt    *time.Time
	InForceOn     Day
	Version       int
}

// AgreementState is how far a version has come.
type AgreementState string

// States of a version: written, put to the companies, accepted by all.
const (
	AgreementDraft    AgreementState = "draft"
	AgreementProposed AgreementState = "proposed"
	AgreementInForce  AgreementState = "in_force"
)

// Clause is one rule of an agreement; its code survives versions.
type Clause struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Acceptance is one company's consent to one version.
type Acceptance struct {
	AgreementID string `bun:",pk"`
	CompanyID   string `bun:",pk"`
	NetworkID   string
	UserID      string
	AcceptedAt  time.Time
}
