package survey

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"kreislauf/internal/fault"
)

// Grace is how long after the close a form begun before it may still be sent.
const Grace = 15 * time.Minute

var (
	// ErrClosed means that the window does not take answers: not yet, or no
	// longer.
	ErrClosed = fault.Conflict("answering.closed")
	// ErrAttemptOver means that the form belongs to answers that were
	// submitted meanwhile; sending it changes nothing.
	ErrAttemptOver = fault.Conflict("answering.attempt_over")
)

// Sealing is the cryptography that answering needs, see package seal.
type Sealing struct {
	HashLink   func(secret string) string
	SealDraft  func(secret string, plaintext []byte, size int) (string, error)
	OpenDraft  func(secret, sealed string) ([]byte, error)
	EmptyDraft func(size int) string
	NewSealer  func(public []byte, waveID string, size int) (Sealer, error)
}

// Sealer seals the ballots of one wave.
type Sealer interface {
	Seal(plaintext []byte) (string, error)
}

// AnsweringStore keeps what links open and what people send.
type AnsweringStore interface {
	// Sheet finds the sheet of a link by its hash. Unknown and revoked links
	// and those of a cancelled wave are one not-found fault.
	Sheet(ctx context.Context, linkHash string) (Sheet, error)
	Facts(ctx context.Context, waveID string) (Facts, error)
	// SaveDraft replaces the draft's body where it still is the one given, and
	// reports false where it is not.
	SaveDraft(ctx context.Context, invitationID, was, body string) (bool, error)
	Submit(ctx context.Context, s Submission) (Outcome, error)
}

// Submission is everything that one submit changes, in one transaction.
type Submission struct {
	InvitationID string
	WaveID       string
	Was          string    // body of the draft that is submitted
	Empty        string    // body that replaces it
	Ballot       *Ballot   // anonymous waves
	Response     *Response // attributed waves
	// Admit decides inside the transaction whether the wave, with the close
	// stored at that moment, still takes answers.
	Admit func(ctx context.Context, closes time.Time) (bool, error)
}

// Outcome is what became of a submission.
type Outcome int

// Outcomes. All but Accepted leave everything as it was.
const (
	Accepted Outcome = iota
	Stale            // link, wave or draft are no longer what was read: look again
	Refused          // the wave is closed
)

// AnsweringDeps is what an Answering is made of.
type AnsweringDeps struct {
	Store    AnsweringStore
	Versions interface {
		Version(ctx context.Context, id string) (Version, error)
	}
	Sealing Sealing
	Clock   Clock
	NewID   func() string // random: the order of responses does not show
}

// Answering holds the respondents' use cases. The link's secret is all that
// they present, and it is never kept.
type Answering struct {
	AnsweringDeps
	mu    sync.Mutex
	waves map[string]*wave
}

// NewAnswering returns the use cases over their dependencies.
func NewAnswering(d AnsweringDeps) *Answering {
	return &Answering{AnsweringDeps: d, waves: map[string]*wave{}}
}

// Open is OpenOn without a device.
func (a *Answering) Open(ctx context.Context, secret string, begun time.Time) (Visit, error) {
	return a.OpenOn(ctx, secret, "", begun)
}

// OpenOn returns what a link shows now to a device, which matters for
// invitations on paper only. begun is when the form at hand was
// handed out, or zero: within the grace it decides whether the wave is still
// open for this visit. Every link that does not work is the same not-found
// fault. OpenOn changes nothing.
func (a *Answering) OpenOn(ctx context.Context, secret, device string, begun time.Time) (Visit, error) {
	sheet, err := a.Store.Sheet(ctx, a.Sealing.HashLink(secret))
	if fault.KindOf(err) == fault.KindNotFound {
		return Visit{}, fault.NotFound("error.link_not_valid")
	}
	if err != nil {
		return Visit{}, err
	}
	now, err := a.Clock.Now(ctx)
	if err != nil {
		return Visit{}, err
	}
	w, err := a.wave(ctx, sheet.WaveID, now)
	if err != nil {
		return Visit{}, err
	}
	v := Visit{
		Sheet: sheet, Facts: w.facts, Content: w.content, Zone: w.zone, Now: now, Begun: now, wave: w,
		key: draftKey(sheet, secret, device),
	}
	if v.Phase = phaseAt(now, begun, sheet); v.Phase == PhaseGrace {
		v.Begun = begun
	}
	if err := v.readDraft(a.Sealing); err != nil {
		return v, err
	}
	if v.strange {
		v.Attempt = attemptOf(a.NewID())
	}
	if v.Sheet.Participated {
		v.Receipt = receipt(v.key)
	}
	return v, nil
}

func phaseAt(now, begun time.Time, s Sheet) Phase {
	switch {
	case now.Before(s.Opens):
		return PhaseEarly
	case now.Before(s.Closes):
		return PhaseOpen
	case admits(now, begun, s.Closes):
		return PhaseGrace
	default:
		return PhaseClosed
	}
}

// admits tells whether a form begun then may be sent now, to a window with
// this end. A zero begun is no form.
func admits(now, begun, closes time.Time) bool {
	if now.Before(closes) {
		return true
	}
	return !begun.IsZero() && begun.Before(closes) && now.Before(closes.Add(Grace))
}

// Attempts. An attempt is one filling-in of the form: it begins with an empty
// draft, from whose random bytes it has its name, and ends with its submit,
// which leaves a new empty draft. The name travels in the forms and, once
// something was answered, in the sealed draft.
//
// This is what makes a submit harmless to repeat. A second press, a retry
// after a lost reply or a late save carries the name of an attempt that is
// over: it changes nothing and is answered with the same receipt. A new
// attempt has another name, so that nothing old can overwrite it or submit it
// half-way; and the draft is exchanged only where it still is the one that was
// read, so that of any number of submits at once exactly one takes effect.
const (
	attemptField  = "_attempt" // no question code begins like this
	attemptBytes  = 6
	attemptLength = attemptBytes * 8 / 6
)

func attemptOf(emptyDraft string) string {
	sum := sha256.Sum256([]byte(emptyDraft))
	return base64.RawURLEncoding.EncodeToString(sum[:attemptBytes])
}

// receiptLetters leaves out what is easily mistaken: 0 and O, 1 and I.
var receiptLetters = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// receipt derives eight letters from the draft's key, the same for every
// submit through it, so that no row has to keep them: 40 bits of HMAC-SHA256.
func receipt(key string) string {
	mac := hmac.New(sha256.New, []byte(strings.ToLower(key)))
	mac.Write([]byte("kreislauf receipt 1"))
	letters := receiptLetters.EncodeToString(mac.Sum(nil)[:5])
	return letters[:4] + "-" + letters[4:]
}
