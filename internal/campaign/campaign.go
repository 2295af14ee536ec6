// Package campaign owns campaigns and their waves, with invitations, letters and
// releases. It refuses to read an answer except in memory, during the tally.
// When windows open is for calendar to say, who there is to ask for roster.
package campaign

import (
	"time"

	"kreislauf/internal/analytics"
	"kreislauf/internal/calendar"
	"kreislauf/internal/survey"
)

// Mode is the confidentiality of a wave, fixed when it opens.
type Mode string

// Confidentiality modes, see docs/privacy.md.
const (
	Anonymous  Mode = "anonymous"
	Attributed Mode = "attributed"
)

// State is where a campaign stands; the state of a wave follows from the clock.
type State string

// States of a campaign.
const (
	Draft     State = "draft"
	Scheduled State = "scheduled"
	Paused    State = "paused"
	Ended     State = "ended"
)

// Audience names who is asked. Representatives of the named companies are
// asked in attributed campaigns, everybody on their roster in anonymous ones.
// Without companies it is the present members of the cooperation. Teams,
// groups and attributes narrow it: a person must be in one of the teams (or
// below it), in one of the groups, and have one of the values of each named
// attribute, as far as any are named.
type Audience struct {
	Companies     []string            `json:"companies"`
	CooperationID string              `json:"cooperation_id,omitempty"`
	Teams         []string            `json:"teams,omitempty"`
	Groups        []string            `json:"groups,omitempty"`
	Attributes    map[string][]string `json:"attributes,omitempty"` // name -> accepted values
	Sample        Sample              `json:"sample,omitzero"`
	RestDays      int                 `json:"rest_days,omitempty"` // leaves out who was invited in so many days before
}

// Sample draws people of each company by chance; at most one field is set, and
// none means everybody.
type Sample struct {
	Count   int `json:"count,omitempty"`
	Percent int `json:"percent,omitempty"` // rounded up to whole people
}

// Message is the text of a mail in each language; {name}, {end} and {link} are
// filled in while sending.
type Message struct {
	Subject survey.Text `json:"subject"`
	Body    survey.Text `json:"body"`
}

// SplitTeams is the value of Campaign.SplitBy that divides companies by team.
const SplitTeams = "team"

// Campaign is a questionnaire put to an audience by a recurrence rule.
type Campaign struct {
	ID              string `bun:",pk"`
	NetworkID       string
	CooperationID   string      // empty: about the whole network
	Title           survey.Text `bun:"type:jsonb"`
	QuestionnaireID string
	Mode            Mode
	Audience        Audience           `bun:"type:jsonb"`
	Rule            calendar.Rule      `bun:"type:jsonb"`
	Reminders       calendar.Reminders `bun:"type:jsonb"`
	Invitation      Message            `bun:"type:jsonb"`
	Reminder        Message            `bun:"type:jsonb"` // empty: the product's own words
	Thanks          survey.Text        `bun:"type:jsonb"` // below the receipt; may be empty
	Sender          string             // name in From; empty: the network's
	ReplyTo         string             // address for answers; empty: none
	SplitBy         string             // SplitTeams, the name of an attribute, or empty: companies only
	State           State
	TestedAt        *time.Time // last test mail to oneself
	SheetAt         *time.Time // the works-council sheet was handed over
	CreatedAt       time.Time
	Version         int
}

// Wave is one window [OpensAt, ClosesAt) of a campaign. Whether it is open
// follows from the clock; the marks below record effects that took place.
type Wave struct {
	ID              string `bun:",pk"`
	NetworkID       string
	CampaignID      string
	Number          int
	VersionID       string // questionnaire version, fixed at the opening
	Mode            Mode
	OpensLocal      string // wall time "2027-01-04T08:00" in Zone
	ClosesLocal     string
	Zone            string
	OpensAt         time.Time
	ClosesAt        time.Time
	Frozen          analytics.Frozen `bun:"type:jsonb"`
	PublicKey       string           // base64, anonymous waves
	BallotSize      int
	Invited         int
	OpenedAt        *time.Time
	ClosedAt        *time.Time // the close was carried out; the tally is due
	TalliedAt       *time.Time
	ReleasedAt      *time.Time
	KeysDestroyedAt *time.Time
	MissedAt        *time.Time
	CancelledAt     *time.Time
	Unreadable      int // ballots that could not be opened
	Version         int
}

// Window returns the wave's window.
func (w Wave) Window() calendar.Window {
	return calendar.Window{OpensLocal: w.OpensLocal, ClosesLocal: w.ClosesLocal, Zone: w.Zone, Opens: w.OpensAt, Closes: w.ClosesAt}
}

// Invitation is one person's right to answer one wave, with the person's
// place in the organisation as it was at the opening.
type Invitation struct {
	ID           string `bun:",pk"`
	NetworkID    string
	WaveID       string
	PersonID     string
	CompanyID    string
	TeamID       string
	Attribute    string
	Language     string
	LinkHash     string
	Participated bool // without a time, see docs/privacy.md
	Revoked      bool
	// Paper: the person had no address at the opening and gets the link on a
	// sheet, never by mail.
	Paper bool
	// Readdressed: the person's address changed after a mail with the link had
	// gone out, or after an invitation on paper. No mail with the link goes out
	// any more, whether it was used or not: who gets one would tell.
	Readdressed bool
	Unreminded  bool   // the invited person wants no reminders of this wave
	Email       string `bun:",scanonly"` // the person's present address
}

// Act is one entry of a wave's or campaign's visible history.
type Act struct {
	ID         string `bun:",pk"`
	NetworkID  string
	CampaignID string
	WaveID     string
	Kind       string            // i18n key below "act."
	ActorName  string            // empty: by itself
	Detail     map[string]string `bun:"type:jsonb"`
	At         time.Time
}

// MailKind is what a message says.
type MailKind string

// Kinds of mail.
const (
	MailInvitation MailKind = "invitation"
	MailReminder   MailKind = "reminder"
	MailTest       MailKind = "test"
	MailSignIn     MailKind = "sign_in"
	MailReleaseDue MailKind = "release_due"
	MailMissed     MailKind = "missed"
	// MailAddressChanged tells a former address that invitations go elsewhere.
	MailAddressChanged MailKind = "address_changed"
	// MailConsentAsked tells a representative that the company has to decide.
	MailConsentAsked MailKind = "consent_asked"
	// MailResults tells everyone who was invited what came of a wave.
	MailResults MailKind = "results"
)

// Letter is one mail on its way. It names what to say and to whom, never the
// text or a link: these are put together while sending. An address stands in
// it only when it is a former one, and only until the letter is sent.
type Letter struct {
	ID           string `bun:",pk"`
	NetworkID    string
	EffectKey    string // permanent and unique: wave:person:kind:n
	Kind         MailKind
	Number       string // reminders: calendar days after the opening; to managers: which time; see NumberReplaced
	WaveID       string
	CampaignID   string
	InvitationID string
	UserID       string
	Address      string
	State        LetterState
	Attempts     int
	Reason       string // why it failed, safe text without addresses
	MessageID    string // of a letter that waits: it may have been taken already
	CreatedAt    time.Time
	SentAt       *time.Time
}

// LetterState is how far a letter has come.
type LetterState string

// States of a letter.
const (
	LetterQueued LetterState = "queued"
	LetterSent   LetterState = "sent"
	LetterFailed LetterState = "failed"
	// LetterBounced: the mail server took it, and later said that it could not
	// be delivered.
	LetterBounced LetterState = "bounced"
)

// ReasonStopped is the reason of a letter that was kept back because its
// invitation's address had changed, the person had left, or a reminder for those
// only who have not answered was overtaken by the answer. It counts as sent wherever letters are
// counted.
const ReasonStopped = "stopped"

// Job is one piece of background work, enqueued in the transaction that makes
// it necessary.
type Job struct {
	Kind JobKind
	ID   string // wave or letter
}

// JobKind names a worker.
type JobKind string

// Kinds of background work.
const (
	JobOpen    JobKind = "open_wave"
	JobRemind  JobKind = "remind_wave"
	JobTally   JobKind = "tally_wave"
	JobDestroy JobKind = "destroy_keys"
	JobMail    JobKind = "send_letter"
	JobPost    JobKind = "post_letters" // many letters, named by the first
)
