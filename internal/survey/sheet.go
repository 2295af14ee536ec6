package survey

import "time"

// Sheet is what one personal link opens: the invitation and its wave, as the
// respondent's pages need them.
type Sheet struct {
	InvitationID string
	WaveID       string
	NetworkID    string
	NetworkName  string
	CompanyID    string
	CompanyName  string
	PersonID     string
	Language     string // the person's, until they choose another
	VersionID    string
	Title        Text
	Anonymous    bool
	OnlyMissing  bool // reminders go only to those who have not answered
	K            int
	Zone         string
	Opens        time.Time
	Closes       time.Time
	PublicKey    string // base64, anonymous waves
	BallotSize   int
	Participated bool
}

// Ballot is a sealed answer set of an anonymous wave; the last one counts.
type Ballot struct {
	InvitationID string `bun:",pk"`
	NetworkID    string
	WaveID       string
	Ciphertext   string
}

// Draft holds unfinished answers under a key that only the link yields.
type Draft struct {
	InvitationID string `bun:",pk"`
	NetworkID    string
	WaveID       string
	Body         string
}

// Response is an attributed answer set.
type Response struct {
	ID           string `bun:",pk"` // random: the order of arrival does not show
	NetworkID    string
	WaveID       string
	InvitationID string
	CompanyID    string
	PersonID     string
	Answers      Answers `bun:"type:jsonb"`
	SubmittedAt  time.Time
}
