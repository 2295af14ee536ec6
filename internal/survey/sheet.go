package survey

import "time"

// Sheet is what one personal link opens, as the database knows it at this
// moment.
type Sheet struct {
	InvitationID string
	WaveID       string
	NetworkID    string
	CompanyID    string
	PersonID     string
	Language     string // the person's, until they choose another
	Participated bool
	Paper        bool // the link was handed out on a sheet, see paper.go
	Opens        time.Time
	Closes       time.Time
	Draft        string // sealed; empty once the wave's drafts were dropped
}

// Facts are what all respondents of a wave see alike. They are fixed by the
// opening, except for names, which may be corrected, and what came of it.
type Facts struct {
	WaveID      string
	NetworkName string
	VersionID   string
	Title       Text
	Anonymous   bool
	OnlyMissing bool // reminders go only to those who have not answered
	K           int  // smallest group that results are shown for
	Zone        string
	PublicKey   string // base64, anonymous waves
	BallotSize  int
	Companies   map[string]string // names by id
	Thanks      Text              // the manager's own words below the receipt; may be empty
	Told        *Told             // nil until the invited were told of the results
}

// Told is what the invited were told of a released wave.
type Told struct {
	Findings    []Text
	Measure     Text
	Responsible string
}

// Ballot is a sealed answer set of an anonymous wave; the last one counts.
type Ballot struct {
	InvitationID string `bun:",pk"`
	NetworkID    string
	WaveID       string
	Ciphertext   string
}

// Draft holds unfinished answers under a key that only the link yields, on
// paper only together with the device.
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
