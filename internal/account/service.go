package account

import (
	"context"
	"fmt"
	"time"

	"kreislauf/internal/fault"
)

// Lifetimes of links and sessions.
const (
	SetupLifetime  = 24 * time.Hour
	SignInLifetime = 30 * time.Minute
	// CommandLifetime is for links printed on the operator's own terminal.
	CommandLifetime = 24 * time.Hour
	SessionLifetime = 30 * 24 * time.Hour
)

// Store keeps accounts. Methods return a not-found fault for missing rows.
type Store interface {
	HasUsers(ctx context.Context) (bool, error)
	UserByEmail(ctx context.Context, email string) (User, error)
	// Found creates the first network of a user with the role of manager, and
	// marks every setup link used, in one transaction; its own link is not
	// found when it was used meanwhile.
	Found(ctx context.Context, f Founding) error
	// Admit creates the user if the address is new, and sets the membership.
	Admit(ctx context.Context, u User, m Membership) error
	// Dismiss takes away a membership and ends the user's sessions there.
	Dismiss(ctx context.Context, userID, networkID string) error
	Members(ctx context.Context, networkID string) ([]MemberUser, error)
	SaveLink(ctx context.Context, l Link) error
	LinkByHash(ctx context.Context, hash string) (Link, error)
	// Redeem marks the link used and saves the session, in one transaction; it
	// conflicts when the link was used meanwhile.
	Redeem(ctx context.Context, linkHash string, at time.Time, s Session) error
	// ViewerBySession returns the viewer of an unexpired session.
	ViewerBySession(ctx context.Context, hash string, at time.Time) (Viewer, error)
	FirstNetwork(ctx context.Context, userID string) (string, error)
	EndSession(ctx context.Context, hash string) error
	SetLanguage(ctx context.Context, userID, language string) error
	SetAdmin(ctx context.Context, userID string, admin bool) error
}

// Founding is the first network with its manager.
type Founding struct {
	LinkHash    string
	User        User
	NetworkID   string
	NetworkName string
	Zone        string
	Session     Session
	At          time.Time
}

// MemberUser is a user with their role in one network.
type MemberUser struct {
	User
	Role      Role
	CompanyID string
}

// Tokens makes one-time secrets and their hashes.
type Tokens interface {
	Token() (plain, hash string)
	Hash(plain string) string
}

// Service holds the use cases of accounts.
type Service struct {
	store  Store
	tokens Tokens
	now    func() time.Time
	newID  func() string
}

// NewService returns a service over store.
func NewService(store Store, tokens Tokens, now func() time.Time, newID func() string) *Service {
	return &Service{store: store, tokens: tokens, now: now, newID: newID}
}

// SetupLink returns a new one-time secret that opens the first-run page, or ""
// when somebody has an account already.
func (s *Service) SetupLink(ctx context.Context) (string, error) {
	has, err := s.store.HasUsers(ctx)
	if err != nil || has {
		return "", err
	}
	return s.issue(ctx, "", PurposeSetup, SetupLifetime)
}

// Issue returns a new one-time sign-in secret for a user, to be put into a
// mail that is being sent.
func (s *Service) Issue(ctx context.Context, userID string) (string, error) {
	return s.issue(ctx, userID, PurposeSignIn, SignInLifetime)
}

// IssueFor returns a new sign-in secret for the user with that address, for
// the operator's terminal.
func (s *Service) IssueFor(ctx context.Context, email string) (string, error) {
	user, err := s.store.UserByEmail(ctx, NormalEmail(email))
	if err != nil {
		return "", err
	}
	return s.issue(ctx, user.ID, PurposeSignIn, CommandLifetime)
}

// SetAdmin lets the user with that address see the server's background work,
// or no longer, for the operator's terminal.
func (s *Service) SetAdmin(ctx context.Context, email string, admin bool) error {
	user, err := s.store.UserByEmail(ctx, NormalEmail(email))
	if err != nil {
		return err
	}
	return s.store.SetAdmin(ctx, user.ID, admin)
}

// UserByEmail returns the user with that address.
func (s *Service) UserByEmail(ctx context.Context, email string) (User, error) {
	return s.store.UserByEmail(ctx, NormalEmail(email))
}

// CheckLink reports whether a secret opens the page of that purpose, without
// using it up: mail scanners open links.
func (s *Service) CheckLink(ctx context.Context, secret string, purpose Purpose) error {
	_, err := s.link(ctx, secret, purpose)
	return err
}

// CompleteSetup creates the first network and manager, who also runs the
// server, and signs them in; it returns the session's secret.
func (s *Service) CompleteSetup(ctx context.Context, secret string, in SetupInput) (string, error) {
	link, err := s.link(ctx, secret, PurposeSetup)
	if err != nil {
		return "", err
	}
	in = in.trimmed()
	if err := in.validate(); err != nil {
		return "", err
	}
	at := s.now()
	user := User{ID: s.newID(), Email: NormalEmail(in.Email), Name: in.Name, Language: in.Language, Admin: true, CreatedAt: at}
	network := s.newID()
	plain, session := s.session(user.ID, network)
	err = s.store.Found(ctx, Founding{
		LinkHash: link.TokenHash, User: user, NetworkID: network,
		NetworkName: in.NetworkName, Zone: in.Zone, Session: session, At: at,
	})
	if err != nil {
		return "", fmt.Errorf("complete setup: %w", err)
	}
	return plain, nil
}

// Redeem uses a sign-in secret up and returns the new session's secret.
func (s *Service) Redeem(ctx context.Context, secret string) (string, error) {
	link, err := s.link(ctx, secret, PurposeSignIn)
	if err != nil {
		return "", err
	}
	network, err := s.store.FirstNetwork(ctx, link.UserID)
	if err != nil {
		return "", fmt.Errorf("redeem link: %w", err)
	}
	plain, session := s.session(link.UserID, network)
	if err := s.store.Redeem(ctx, link.TokenHash, s.now(), session); err != nil {
		return "", fmt.Errorf("redeem link: %w", err)
	}
	return plain, nil
}

// Viewer returns who a session's secret belongs to.
func (s *Service) Viewer(ctx context.Context, secret string) (Viewer, error) {
	return s.store.ViewerBySession(ctx, s.tokens.Hash(secret), s.now())
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	return s.store.EndSession(ctx, s.tokens.Hash(secret))
}

// SetLanguage remembers the viewer's language.
func (s *Service) SetLanguage(ctx context.Context, v Viewer, language string) error {
	if language != "de" && language != "en" {
		return fault.Invalid("language", "error.language")
	}
	return s.store.SetLanguage(ctx, v.UserID, language)
}

// Members lists the accounts of the viewer's network.
func (s *Service) Members(ctx context.Context, v Viewer) ([]MemberUser, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.Members(ctx, v.NetworkID)
}

// Admit gives a person an account in the viewer's network, or another role to
// one who has an account. Managers cannot change their own: a network is never
// left without one.
func (s *Service) Admit(ctx context.Context, v Viewer, in AdmitInput) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	in = in.trimmed()
	if err := in.validate(); err != nil {
		return err
	}
	if NormalEmail(in.Email) == v.Email {
		return fault.Invalid("email", "error.admit_self")
	}
	at := s.now()
	user := User{ID: s.newID(), Email: NormalEmail(in.Email), Name: in.Name, Language: in.Language, CreatedAt: at}
	member := Membership{NetworkID: v.NetworkID, Role: in.Role, CompanyID: in.CompanyID, CreatedAt: at}
	return s.store.Admit(ctx, user, member)
}

// Dismiss takes a person's account in the viewer's network away. Managers
// cannot dismiss themselves: a network is never left without one.
func (s *Service) Dismiss(ctx context.Context, v Viewer, userID string) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	if userID == v.UserID {
		return fault.Conflict("error.dismiss_self")
	}
	return s.store.Dismiss(ctx, userID, v.NetworkID)
}

func (s *Service) issue(ctx context.Context, userID string, purpose Purpose, life time.Duration) (string, error) {
	plain, hash := s.tokens.Token()
	link := Link{TokenHash: hash, UserID: userID, Purpose: purpose, ExpiresAt: s.now().Add(life)}
	if err := s.store.SaveLink(ctx, link); err != nil {
		return "", fmt.Errorf("issue link: %w", err)
	}
	return plain, nil
}

// link answers every unusable secret alike: unknown, used, expired and one
// for another purpose cannot be told apart.
func (s *Service) link(ctx context.Context, secret string, purpose Purpose) (Link, error) {
	link, err := s.store.LinkByHash(ctx, s.tokens.Hash(secret))
	if err != nil && fault.KindOf(err) != fault.KindNotFound {
		return Link{}, err
	}
	if err != nil || link.Purpose != purpose || link.UsedAt != nil || !s.now().Before(link.ExpiresAt) {
		return Link{}, fault.NotFound("error.link_not_valid")
	}
	return link, nil
}

func (s *Service) session(userID, networkID string) (string, Session) {
	plain, hash := s.tokens.Token()
	at := s.now()
	return plain, Session{TokenHash: hash, UserID: userID, NetworkID: networkID, CreatedAt: at, ExpiresAt: at.Add(SessionLifetime)}
}
